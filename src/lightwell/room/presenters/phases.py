"""Where a session stands, and what is due in it, in the words of the board and the flowsheet."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from attrs import frozen
from django.utils.timezone import localtime

import lightwell.clinical as lw
from lightwell.clinical.readings import minutes_between
from lightwell.kit import words
from lightwell.kit.dates import staff_date, staff_time
from lightwell.records.queries import sessions
from lightwell.records.queries.sessions import SessionView, ShownFlag
from lightwell.room.presenters.ways import given_words

WORDS = {
    "planned": "Not ready yet",
    "ready": "Ready to start",
    "running": "Infusion running",
    "dosing": "Devices being given",
    "paused": "Paused",
    "recovering": "Recovering",
    "stopped_early": "Stopped early",
    "discharged": "Left: discharged",
    "transferred": "Left: transferred to emergency care",
    "left_against_advice": "Left against advice",
    "cancelled": "Cancelled",
}
OBSERVED = {"vitals": "vital signs", "sedation": "sedation", "dissociation": "dissociation"}


@frozen(kw_only=True)
class Phase:
    """The state in words, the clock that belongs to it, and what else is known of it."""

    words: str
    clock: str
    more: str


@frozen(kw_only=True)
class Next:
    """What is to be observed now or next."""

    state: str
    words: str


@frozen(kw_only=True)
class FlagLine:
    """A reminder: what, limit, since when, what to do, and who is on it."""

    said: words.Said
    what: str
    limit: str
    since: datetime
    action: str
    seen: str
    button: str
    url: str


def phase(view: SessionView, now: datetime) -> Phase:
    """The clock counts from the start of the dose, then from its end."""
    said = WORDS[view.status]
    if view.started_at is None or view.is_over:
        return _phase_outside(view, said)
    start = staff_time(localtime(view.started_at))
    ended = view.dose_ended_at
    if ended is not None:
        more = _since(view, staff_time(localtime(ended)), start)
        return _counted(said, "+", ended, now, more)
    return _counted(said, "T+", view.started_at, now, _while_running(view, start))


def _counted(said: str, sign: str, at: datetime, now: datetime, more: str) -> Phase:
    """Minutes since a moment; one that lies ahead of the clock is told with its own time."""
    if early := minutes_ahead(at, now):
        told = f"{early} min ahead of the clinic's clock: check the clocks; {more}"
        return Phase(words=said, clock=staff_time(localtime(at)), more=told)
    return Phase(words=said, clock=f"{sign}{int(minutes_between(at, now))} min", more=more)


def minutes_ahead(at: datetime, now: datetime) -> int:
    """By how many whole minutes a recorded moment lies in the future; 0 when it does not."""
    return max(0, int(minutes_between(now, at)))


def _since(view: SessionView, ended: str, start: str) -> str:
    """From what the clock counts once the dose is given, and until when the person stays."""
    if view.way.form == "infusion":
        how = "stopped" if view.status == "stopped_early" else "ended"
        return f"since the infusion {how} at {ended}; started {start}"
    if view.status == "stopped_early":
        return f"since no more was given at {ended}; started {start}"
    said = given_words(view.way, len(view.devices), view.devices_planned)
    return f"since: {said[:1].lower()}{said[1:]} at {ended}; stays {view.way.stay_min} min or more"


def _phase_outside(view: SessionView, said: str) -> Phase:
    """Before the start the planned time; afterwards when the person left."""
    if view.is_over:
        ended = view.ended_at or view.planned_at
        return Phase(
            words=said, clock=staff_time(localtime(ended)), more=staff_date(localtime(ended))
        )
    planned = localtime(view.planned_at)
    return Phase(words=said, clock=staff_time(planned), more=f"planned for {staff_date(planned)}")


def _while_running(view: SessionView, start: str) -> str:
    minutes = minutes_planned(view)
    if view.status == "dosing":
        least = localtime(view.devices[-1].at + timedelta(minutes=view.way.gap_min))
        said = given_words(view.way, len(view.devices), view.devices_planned)
        return f"{said}; the next from {staff_time(least)} on; started {start}"
    if view.status == "paused":
        since = next(one for one in reversed(view.entries) if one.kind == "pause")
        return f"since {staff_time(localtime(since.at))}; started {start}"
    if minutes is None or view.started_at is None:
        return f"started {start}"
    if view.all_of("pause"):
        return f"of {minutes} min planned; started {start}, with a pause"
    ends = localtime(view.started_at + timedelta(minutes=minutes))
    return f"of {minutes} min; started {start}, planned to end {staff_time(ends)}"


def minutes_planned(view: SessionView) -> int | None:
    """How long the signed plan lets the infusion run."""
    said: Any = view.plan.content.get("minutes") if view.plan else None
    return int(float(said)) if said else None


def number_words(view: SessionView) -> str:
    """``3 of 6``."""
    return f"{view.number} of {view.of}" if view.of else str(view.number)


def next_due(view: SessionView, now: datetime) -> Next | None:
    """The most pressing thing to observe: overdue before due before what comes."""
    if view.is_over:
        return None
    open_now = [one for one in sessions.due(view, now) if one.state in ("overdue", "due", "coming")]
    for state in ("overdue", "due", "coming"):
        rows = [one for one in open_now if one.state == state]
        if rows:
            return _next(state, rows, now)
    return None


def _next(state: str, rows: list[lw.Due], now: datetime) -> Next:
    first = min(one.at for one in rows)
    what = list(
        dict.fromkeys(OBSERVED[one.what] for one in rows if one.at == first or state != "coming")
    )
    names = " and ".join([", ".join(what[:-1]), what[-1]] if len(what) > 1 else what)
    names = names[:1].upper() + names[1:]
    at, apart = staff_time(localtime(first)), int(abs(minutes_between(first, now)))
    told = {
        "overdue": f"{names} overdue by {apart} min (since {at})",
        "due": f"{names} due now ({at})",
        "coming": f"Next: {names[:1].lower() + names[1:]} in {apart} min ({at})",
    }
    return Next(state=state, words=told[state])


def flag_line(shown: ShownFlag, *, button: str = "", url: str = "") -> FlagLine:
    """One reminder as it stands on a page."""
    flag, seen = shown.flag, ""
    if shown.seen is not None:
        seen = f"{shown.seen.by_name} is on it since {staff_time(localtime(shown.seen.at))}"
    elif shown.needs_second_person:
        seen = "nobody is on it yet: tell a second person"
    return FlagLine(
        said=words.priority(flag.priority),
        what=f"{flag.title} {flag.value}",
        limit=_limit(flag),
        since=flag.since,
        action=flag.action,
        seen=seen,
        button="" if shown.is_quiet else button,
        url=url,
    )


def _limit(flag: lw.Flag) -> str:
    """The limits that the value met, of those that the rule names."""
    met = [leaf.claim for _, leaf in flag.explanation.leaves() if leaf.outcome is lw.Outcome.MET]
    words_ = " and ".join(dict.fromkeys(met)) or flag.limit
    return words_[:1].upper() + words_[1:]
