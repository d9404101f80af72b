"""The chairs of a room: one tile for each, where it stands; the reminders of all on top."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from attrs import frozen
from django.urls import reverse
from django.utils.timezone import localtime

from lightwell.access.actors import Actor
from lightwell.clinical.readings import minutes_between
from lightwell.diary.queries import chairs
from lightwell.kit.dates import staff_time
from lightwell.records.queries import patients, sessions
from lightwell.records.queries.sessions import SessionView
from lightwell.room.presenters.phases import FlagLine, Next, Phase, minutes_ahead, next_due, phase
from lightwell.room.presenters.sheet import flag_lines

PRIORITY = ("high", "medium", "low")
NO_CHAIR = "No chair"
LAST = (10**9, 0)
SHOWN = (("BP", "pressure", "mmHg"), ("Heart rate", "hr", "per min"), ("SpO₂", "spo2", "%"))


@frozen(kw_only=True)
class Value:
    """The last value of one kind and its age."""

    label: str
    value: str
    unit: str
    age: str
    is_stale: bool


@frozen(kw_only=True)
class Escort:
    """Whether somebody takes the person home."""

    words: str
    icon: str


@frozen(kw_only=True)
class Tile:
    """One chair and the session in it."""

    place: str
    mark: str
    short: str = ""
    is_free: bool = False
    more: str = ""
    status: str = ""
    name: str = ""
    born: date | None = None
    mrn: str = ""
    name_alert: bool = False
    phase: Phase | None = None
    values: tuple[Value, ...] = ()
    due: Next | None = None
    flags: tuple[FlagLine, ...] = ()
    escort: Escort | None = None
    is_stale: bool = False
    url: str = ""


@frozen(kw_only=True)
class Board:
    """All tiles, and every reminder of the room, the most urgent first."""

    tiles: tuple[Tile, ...]
    strip: tuple[tuple[str, FlagLine], ...]
    words: str
    next_words: str = "Sessions are planned from the course of a patient."


@frozen(kw_only=True)
class ChairLink:
    """A chair in the bar of a session's page."""

    place: str
    name: str
    url: str
    flag: str
    is_current: bool


def board(by: Actor, found: Sequence[SessionView], now: datetime) -> Board:
    """The room at this moment: chairs by their place, sessions without a chair after them."""
    places = chairs.of_sessions(by, [one.uid for one in found])
    alike = _alike(found)
    made = {one.uid: _tile(by, one, places.get(one.uid), now, alike) for one in found}
    tiles, placed = [], set()
    for chair in chairs.chairs(by):
        here = _in_chair(chair.pk, found, places)
        placed |= {one.uid for one in here}
        tiles.append(_of_chair(chair, here, made))
    tiles += [made[one.uid] for one in found if one.uid not in placed and not one.is_over]
    shown = [one for one in tiles if not one.is_free]
    strip = [(one.short, flag) for one in shown for flag in one.flags]
    strip.sort(key=lambda row: PRIORITY.index(row[1].said.key))
    running = sum(one.status in ("running", "paused") for one in shown)
    watched = sum(one.status in ("dosing", "recovering", "stopped_early") for one in shown)
    many = f"{len(found)} session{'' if len(found) == 1 else 's'} today"
    after = f", {watched} watched after a dose" if watched else ""
    words = f"{many}, {running} infusing{after}. By place, not by urgency."
    return Board(tiles=tuple(tiles), strip=tuple(strip), words=words)


def chair_bar(
    by: Actor, found: Sequence[SessionView], now: datetime, current: UUID
) -> tuple[ChairLink, ...]:
    """The sessions of today that are not over, by chair, each with its most urgent reminder."""
    places = chairs.of_sessions(by, [one.uid for one in found])
    links = [
        (
            places[one.uid].order if one.uid in places else LAST,
            ChairLink(
                place=chairs.spoken(places[one.uid].name) if one.uid in places else NO_CHAIR,
                name=one.patient.family_name.upper(),
                url=reverse("room:session", args=[one.uid]),
                flag=_worst(one, now),
                is_current=one.uid == current,
            ),
        )
        for one in found
        if not one.is_over or one.uid == current
    ]
    return tuple(link for _, link in sorted(links, key=lambda row: row[0]))


def _worst(view: SessionView, now: datetime) -> str:
    flags = () if view.is_over else sessions.flags(view, now).flags
    return flags[0].flag.priority if flags else ""


def _alike(found: Sequence[SessionView]) -> set[UUID]:
    """Whose family name looks or sounds like another one of today (R-6)."""
    names = [(one.patient.uid, one.patient.family_name) for one in found]
    return {
        uid
        for uid, name in names
        for other, theirs in names
        if uid != other and patients.are_alike(name, theirs)
    }


def _in_chair(
    chair: int, found: Sequence[SessionView], places: Mapping[UUID, chairs.Place]
) -> list[SessionView]:
    return [one for one in found if one.uid in places and places[one.uid].chair == chair]


def _of_chair(chair: chairs.Chair, here: list[SessionView], made: Mapping[UUID, Tile]) -> Tile:
    """Who sits in a chair now: the session under way, else the next one, else nobody."""
    under_way = [one for one in here if one.started_at is not None and not one.is_over]
    coming = [one for one in here if one.started_at is None and not one.is_over]
    if now_here := [*under_way, *coming]:
        return made[now_here[0].uid]
    over = "Free. The session of today is over." if here else "Free."
    return Tile(place=chair.words, mark=chairs.bare(chair.name), is_free=True, more=over)


def _tile(
    by: Actor, view: SessionView, place: chairs.Place | None, now: datetime, alike: set[UUID]
) -> Tile:
    patient, last = view.patient, {one.what: one for one in sessions.latest(view, now)}
    is_stale = any(one.is_stale for one in last.values()) and not view.is_over
    return Tile(
        place=place.words if place else f"{NO_CHAIR}, {patient.family_name}",
        mark=chairs.bare(place.name) if place else "–",
        short=chairs.spoken(place.name) if place else f"{NO_CHAIR}, {patient.family_name}",
        status=view.status,
        name=f"{patient.family_name.upper()}, {patient.given_name}",
        born=patient.birth_date,
        mrn=patient.mrn,
        name_alert=patient.uid in alike,
        phase=phase(view, now),
        values=tuple(_value(view, now, *one, is_stale=is_stale) for one in SHOWN),
        due=next_due(view, now),
        flags=flag_lines(by, view, sessions.flags(view, now)),
        escort=_escort(view, now),
        is_stale=is_stale,
        url=reverse("room:session", args=[view.uid]),
    )


def _value(
    view: SessionView, now: datetime, label: str, name: str, unit: str, *, is_stale: bool
) -> Value:
    for one in reversed(view.readings):
        text = _text(one, name)
        if text:
            return Value(
                label=label, value=text, unit=unit, age=_age(one.at, now), is_stale=is_stale
            )
    return Value(label=label, value="", unit=unit, age="", is_stale=False)


def _age(at: datetime, now: datetime) -> str:
    """How old a reading is; one of a moment to come is not new, its clock is wrong."""
    when = staff_time(localtime(at))
    if early := minutes_ahead(at, now):
        return f"{when}, {early} min ahead of the clinic's clock: check the clocks"
    return f"{int(minutes_between(at, now))} min old, {when}"


def _text(one: object, name: str) -> str:
    if name != "pressure":
        value = getattr(one, name)
        return "" if value is None else str(value)
    upper, lower = getattr(one, "sbp"), getattr(one, "dbp")  # noqa: B009 - one reading, two names
    return f"{upper}/{lower}" if upper is not None and lower is not None else ""


def _escort(view: SessionView, now: datetime) -> Escort:
    """What was said today about the way home; not asked is not known."""
    answers = view.answers(now)
    for fact, words in (
        ("session.escort_present", "is here"),
        ("session.escort_arranged", "comes"),
    ):
        entry = answers.get(fact)
        if entry is not None and entry.values[fact] is True:
            name = entry.values.get("escort_name") or "Escort"
            return Escort(words=f"Way home: {name} {words}", icon="check")
        if entry is not None and entry.values[fact] is False:
            return Escort(words="Way home: nobody", icon="cross")
    return Escort(words="Way home: not known", icon="question")
