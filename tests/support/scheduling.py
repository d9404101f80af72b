"""A second opinion on a proposed series, reckoned quarter by quarter by another way."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from lightwell.scheduler import (
    Chair,
    Fixed,
    Nurse,
    Place,
    Preferences,
    Problem,
    Proposal,
    Rule,
    Rules,
    Session,
    Site,
    Span,
    Therapist,
)

NEW_YORK = "America/New_York"
CHICAGO = "America/Chicago"
MONDAY = date(2026, 3, 2)
QUARTER = timedelta(minutes=15)
ALL = frozenset(Rule) - {Rule.DAYS}


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment on the wall in New York, so many days after the first Monday of March 2026."""
    clock = time(hour, minute)
    return datetime.combine(MONDAY + timedelta(days=day), clock, tzinfo=ZoneInfo(NEW_YORK))


def span(day: int, first: int, last: int) -> Span:
    return Span(at(day, first), at(day, last))


def weekdays(days: int, first: int = 8, last: int = 17) -> tuple[Span, ...]:
    """Monday to Friday from one hour to another."""
    return tuple(span(day, first, last) for day in range(days) if day % 7 < 5)


OF_A_SITE = ("zone", "chairs", "nurses", "on_site", "therapists", "closed")


def site(**changes: Any) -> Site:
    """Two chairs, two nurses and one prescriber over four weeks."""
    asked: dict[str, Any] = {
        "zone": NEW_YORK,
        "chairs": (Chair(id=1), Chair(id=2)),
        "nurses": (
            Nurse(id=11, at_once=2, shifts=weekdays(28)),
            Nurse(id=12, at_once=2, shifts=weekdays(28)),
        ),
        "on_site": weekdays(28),
    }
    return Site(**(asked | changes))


def beside(**changes: Any) -> Site:
    """A second location with one chair and a nurse of its own."""
    shifts = weekdays(28)
    own = {
        "is_elsewhere": True,
        "chairs": (Chair(id=5),),
        "nurses": (Nurse(id=15, at_once=1, shifts=shifts),),
    }
    return site(**(own | changes))


def problem(*beside: Site, **changes: Any) -> Problem:
    """Six sessions twice a week over four weeks at one location, and at those beside it."""
    days = (0, 3, 7, 10, 14, 17)
    here = {name: changes.pop(name) for name in OF_A_SITE if name in changes}
    asked: dict[str, Any] = {
        "zone": NEW_YORK,
        "sites": (site(**here), *beside),
        "earliest": at(0, 0),
        "last_day": MONDAY + timedelta(days=27),
        "rules": Rules(within_days=28, min_gap_days=2, minutes=130),
        "sessions": [
            Session(number=number, planned=MONDAY + timedelta(days=day))
            for number, day in enumerate(days, start=1)
        ],
    }
    return Problem(**(asked | changes))


# ------------------------------------------------------------------ the checker


def faults(asked: Problem, given: Proposal) -> list[str]:
    """Every rule that a proposal breaks, in words; empty for a good one."""
    found = []
    for one in given.placed:
        if one.ends_at - one.starts_at < timedelta(minutes=asked.rules.minutes):
            found.append(f"{one.number} is too short")
        if one.starts_at < asked.earliest or one.day > asked.last_day:
            found.append(f"{one.number} is outside the days")
        if one.day != one.starts_at.astimezone(ZoneInfo(asked.zone)).date():
            found.append(f"{one.number} is on another day than it says")
        where = [here for here in asked.sites if one.chair in {chair.id for chair in here.chairs}]
        if len(where) != 1:
            found.append(f"{one.number} has a chair of no location")
            continue
        found += [
            f"{one.number}: {what}"
            for what in _missing(
                asked, where[0], one.starts_at, one.chair, one.nurse, one.therapist
            )
        ]
    if {one.number for one in given.placed} != {one.number for one in asked.sessions}:
        found.append("a session is missing")
    days = {one.number: one.day for one in given.placed}
    moved = set(days)
    days |= {one.number: one.day for one in asked.fixed}
    for before, after in pairwise(sorted(days)):
        apart = (days[after] - days[before]).days
        if moved & {before, after} and apart < asked.rules.min_gap_days:
            found.append(f"{before} and {after} are {apart} days apart")
    if (days[max(days)] - days[min(days)]).days >= asked.rules.within_days:
        found.append("the series is too long")
    return found


def _missing(
    asked: Problem,
    here: Site,
    starts_at: datetime,
    chair: int | None,
    nurse: int | None,
    therapist: int | None,
    without: Collection[Rule] = (),
) -> list[str]:
    """What is not there for a session that starts at this moment."""
    found = []
    for quarter in _quarters(asked, starts_at):
        if not set(without) >= {Rule.PRESCRIBER, Rule.CLOSED, Rule.PERSON}:
            found += [what for what in _general(asked, here, quarter) if what not in without]
        if Rule.CHAIR not in without:
            taken = [one.taken for one in here.chairs if one.id == chair]
            found += [] if taken and not _touch(taken[0], quarter) else [Rule.CHAIR]
        if Rule.NURSE not in without:
            having = [one for one in here.nurses if one.id == nurse]
            full = [one for one in having if _is_full(one, quarter)]
            found += [] if having and not full else [Rule.NURSE]
    whole = Span(starts_at, starts_at + asked.length)
    if Rule.NURSE not in without:
        shifts = [span for one in here.nurses if one.id == nurse for span in one.shifts]
        found += [] if _in_one(shifts, whole) else [Rule.NURSE]
    if asked.rules.needs_therapist and Rule.THERAPIST not in without:
        beside = [one for one in here.therapists if one.id == therapist]
        fits = beside and _in_one(beside[0].shifts, whole) and not _touch(beside[0].taken, whole)
        found += [] if fits else [Rule.THERAPIST]
    return [str(one) for one in found]


def _is_full(nurse: Nurse, quarter: Span) -> bool:
    having = sum(span.meets(quarter) for span in nurse.taken)
    return having >= nurse.at_once or _touch(nurse.away, quarter)


def _general(asked: Problem, here: Site, quarter: Span) -> list[Rule]:
    found = []
    minutes = (quarter.starts_at + timedelta(minutes=one) for one in range(15))
    if not all(_covered(here.on_site, minute) for minute in minutes):
        found.append(Rule.PRESCRIBER)
    if _touch(here.closed, quarter):
        found.append(Rule.CLOSED)
    if _touch(asked.person, quarter):
        found.append(Rule.PERSON)
    return found


def _covered(spans: Iterable[Span], minute: datetime) -> bool:
    return any(one.starts_at <= minute < one.ends_at for one in spans)


def _touch(spans: Iterable[Span], other: Span) -> bool:
    return any(one.meets(other) for one in spans)


def _in_one(spans: Iterable[Span], other: Span) -> bool:
    return any(one.starts_at <= other.starts_at and other.ends_at <= one.ends_at for one in spans)


def _quarters(asked: Problem, starts_at: datetime) -> list[Span]:
    found = []
    begins = starts_at.astimezone(UTC)
    while begins < starts_at.astimezone(UTC) + asked.length:
        found.append(Span(begins, begins + QUARTER))
        begins += QUARTER
    return found


# ------------------------------------------------------------------ every way, tried


def possible_days(asked: Problem, without: Collection[Rule] = ()) -> list[date]:
    """The days on which a session could be at any location."""
    found = {day for here in asked.sites for day in _days_at(asked, here, without)}
    return sorted(found)


def _days_at(asked: Problem, here: Site, without: Collection[Rule]) -> set[date]:
    """The days of one location, found by trying every quarter with everybody."""
    zone = ZoneInfo(asked.zone)
    ends = datetime.combine(asked.last_day + timedelta(days=1), time(), tzinfo=zone)
    chairs: list[int | None] = [one.id for one in here.chairs] or [None]
    nurses: list[int | None] = [one.id for one in here.nurses] or [None]
    beside: list[int | None] = [one.id for one in here.therapists] or [None]
    begins, days = asked.earliest.astimezone(UTC), set()
    clear: dict[datetime, bool] = {}  # what depends on no chair and no nurse is asked once
    resources = {*without, Rule.PRESCRIBER, Rule.CLOSED, Rule.PERSON}
    while begins + asked.length <= ends.astimezone(UTC):
        day = begins.astimezone(zone).date()
        for quarter in _quarters(asked, begins):
            if quarter.starts_at not in clear:
                what = set(_general(asked, here, quarter))
                clear[quarter.starts_at] = not what - set(without)
        if (
            day not in days
            and all(clear[one.starts_at] for one in _quarters(asked, begins))
            and any(
                not _missing(asked, here, begins, chair, nurse, therapist, resources)
                for chair in chairs
                for nurse in nurses
                for therapist in beside
            )
        ):
            days.add(day)
        begins += QUARTER
    return days


def can_be_placed(asked: Problem, without: Collection[Rule] = ()) -> bool:
    """Whether there is any way at all, by trying every day for every session."""
    days = possible_days(asked, without)
    gap = 1 if Rule.SPACING in without else asked.rules.min_gap_days
    within = 10_000 if Rule.LENGTH in without else asked.rules.within_days
    stays = {one.number: one.day for one in asked.fixed}
    row = sorted([*stays, *(one.number for one in asked.sessions)])

    def can(index: int, first: date | None, last: date | None, was_fixed: bool) -> bool:
        if index == len(row):
            return True
        is_fixed = row[index] in stays
        for day in [stays[row[index]]] if is_fixed else days:
            is_apart = last is None or (day - last).days >= gap or (is_fixed and was_fixed)
            is_within = first is None or (day - first).days < within
            if is_apart and is_within and can(index + 1, first or day, day, is_fixed):
                return True
        return False

    return can(0, None, None, False)


# ------------------------------------------------------------------ problems by chance


def _some_spans(most: int, days: int) -> st.SearchStrategy[list[Span]]:
    return st.lists(
        st.builds(
            lambda day, first, hours: Span(
                at(day, 7) + first * QUARTER, at(day, 7) + (first + hours) * QUARTER
            ),
            st.integers(0, days - 1),
            st.integers(0, 16),
            st.integers(1, 24),
        ),
        max_size=most,
    )


def _day(after: int) -> date:
    return MONDAY + timedelta(days=after)


def _drawn_site(draw: st.DrawFn, days: int, *, first: int = 1, most: int = 3) -> Site:
    """Chairs, nurses, prescriber and therapists of a location, each with what they already have.

    Chairs are numbered from ``first`` on; the people may be the same at two locations.
    """
    return Site(
        zone=NEW_YORK if first == 1 else draw(st.sampled_from([NEW_YORK, CHICAGO])),
        is_elsewhere=first != 1,
        chairs=tuple(
            Chair(id=n, taken=draw(_some_spans(4, days)))
            for n in range(first, first + draw(st.integers(0, most - 1)))
        ),
        nurses=tuple(
            Nurse(
                id=10 + n,
                at_once=draw(st.integers(1, 2)),
                shifts=[*weekdays(days, 8, 16), *draw(_some_spans(2, days))],
                taken=draw(_some_spans(4, days)),
                away=draw(_some_spans(1, days)),
            )
            for n in range(1, draw(st.sampled_from([1, 2, 3, 3])))
        ),
        on_site=draw(st.just(weekdays(days)) | st.just(weekdays(days)) | _some_spans(6, days)),
        therapists=tuple(
            Therapist(id=20 + n, shifts=weekdays(days, 9, 15), taken=draw(_some_spans(3, days)))
            for n in range(draw(st.integers(0, 2)))
        ),
        closed=draw(_some_spans(2, days)),
    )


def _drawn_sites(draw: st.DrawFn, days: int) -> tuple[Site, ...]:
    """One location, and in a third of the problems a small second one."""
    here = _drawn_site(draw, days)
    if draw(st.sampled_from([True, False, False])):
        return here, _drawn_site(draw, days, first=5, most=2)
    return (here,)


@st.composite
def problems(draw: st.DrawFn, days: int = 7) -> Problem:
    """Small problems, about half of which have an answer."""
    count = draw(st.integers(1, 3))
    gap = draw(st.sampled_from([1, 1, 2, 3]))
    numbers = sorted(draw(st.sets(st.integers(1, 5), min_size=count, max_size=count)))
    others = [number for number in range(1, 6) if number not in numbers]
    held = draw(
        st.just(frozenset())
        | st.just(frozenset())
        | st.frozensets(st.sampled_from(others), max_size=2)
    )
    held_days = sorted(draw(st.lists(st.integers(-3, days), min_size=2, max_size=2)))
    planned = st.integers(0, days - 1).map(_day)
    place = st.builds(
        Place, st.integers(1, 2), st.integers(11, 12), st.integers(0, 3).map(lambda d: at(d, 9))
    )
    return Problem(
        zone=NEW_YORK,
        sites=_drawn_sites(draw, days),
        earliest=at(0, draw(st.integers(0, 12)), draw(st.sampled_from([0, 7, 15]))),
        last_day=_day(draw(st.sampled_from([1, days - 2, days - 1, days - 1]))),
        rules=Rules(
            within_days=draw(st.sampled_from([2, days - 2, days, days + 2])),
            min_gap_days=gap,
            minutes=draw(st.sampled_from([40, 90, 130])),
            needs_therapist=draw(st.booleans()),
        ),
        sessions=[
            Session(number=n, planned=draw(planned), now=draw(st.none() | place)) for n in numbers
        ],
        person=draw(_some_spans(2, days)),
        fixed=tuple(Fixed(n, _day(day)) for n, day in zip(sorted(held), held_days, strict=False)),
        preferences=Preferences(
            weekdays=draw(st.frozensets(st.integers(0, 6), max_size=3)),
            clock_from=(clock := draw(st.none() | st.just(time(9)))),
            clock_until=clock and time(draw(st.integers(9, 13))),
            same_nurse=draw(st.booleans()),
        ),
    )
