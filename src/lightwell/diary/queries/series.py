"""Places for all sessions of a course that have none yet: what is proposed, and what it rests on.

Nothing is kept here. The same diary and wishes have the same proposal, so what a person confirms
is asked again and compared before it is booked.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING
from uuid import UUID
from zoneinfo import ZoneInfo

from attrs import evolve, frozen

from lightwell.access import clock
from lightwell.access.actors import Actor
from lightwell.access.errors import Denied, InvalidInput, NotReady
from lightwell.access.models import Location
from lightwell.diary.policies import check_can_book
from lightwell.diary.queries import appointments, hours, places, sites
from lightwell.diary.queries.appointments import Booked
from lightwell.diary.queries.leaving import Leaving, check_may_leave
from lightwell.records.queries import deaths, reviews
from lightwell.records.queries import places as treated
from lightwell.records.queries.courses import CourseView, planned_days
from lightwell.scheduler import (
    Fixed,
    NoProposal,
    Place,
    Placed,
    Preferences,
    Problem,
    Proposal,
    Reason,
    Rules,
    Session,
    Span,
    propose,
)
from lightwell.scheduler.problem import QUARTER_MIN

if TYPE_CHECKING:
    from lightwell.clinical.programme import Series

# How many days beyond the planned ones are looked at, and the sign that a therapist stays. Ours.
LOOK_FURTHER_DAYS = 14
STAYS_WITH = "dosing_support"
SIGNED_ON = "continue by signed decision"
NO_END_DAYS = 366


@frozen(kw_only=True)
class SeriesProposal:
    """What is proposed for a course: a place for each session, or why there is none.

    ``answer`` is none when every session has its place. ``held_back`` are the sessions that wait
    for a decision at a review. ``possible`` are the locations at which this person can be treated,
    that of the course first; ``not_at`` says why at others they cannot.
    """

    course: CourseView
    answer: Proposal | NoProposal | None
    now: Mapping[int, Booked]
    held_back: tuple[int, ...]
    chairs: Mapping[int, places.ChairAt]
    people: Mapping[int, str]
    possible: tuple[Location, ...] = ()
    not_at: tuple[str, ...] = ()
    leaving: Leaving | None = None

    @property
    def is_bookable(self) -> bool:
        return isinstance(self.answer, Proposal)

    @property
    def changes(self) -> list[int]:
        """The sessions that get another place than they have."""
        if not isinstance(self.answer, Proposal):
            return []
        has = {number: _place(one) for number, one in self.now.items()}
        return [one.number for one in self.answer.placed if one.place != has.get(one.number)]

    @property
    def fingerprint(self) -> str:
        """What a page was made from: every place of the proposal, and whose place is left."""
        placed = self.answer.placed if isinstance(self.answer, Proposal) else ()
        lines = [] if self.leaving is None else [str(self.leaving)]
        lines += [
            f"{one.number} {one.starts_at.isoformat()} {one.chair} {one.nurse} {one.therapist}"
            for one in placed
        ]
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:24]


def proposed(
    by: Actor,
    course: CourseView,
    wishes: Preferences,
    leaving: Leaving | None = None,
    *,
    at: Collection[int] = (),
) -> SeriesProposal:
    """Places for every session without one, and for those after it no more moves than it takes.

    ``at`` are the locations to which the person can come; only that of the course unless named.
    With ``leaving`` that session gets another place too: not the one that it has.
    """
    check_can_book(by)
    deaths.refuse_dead(course.patient)
    if course.location != by.location_id:
        raise Denied("This course belongs to another location: it is booked from there.")
    if course.plan is None or course.is_over:
        raise NotReady("Sessions are booked from a signed plan. Sign the plan first.")
    found = appointments.newest_by_session(appointments.of_patient(by, course.patient))
    numbers, held_back = _numbers(course)
    standing = _standing(course, numbers, found)
    locations, not_at = possible(course)
    if why := treated.why_not(course, locations[0]):
        raise NotReady(f"{why} Nothing can be booked.")
    first = _first_open(standing)
    if leaving is not None:
        day, _ = standing.get(leaving.number, (course.day(clock.now()), None))
        check_may_leave(leaving, is_over=day is not None, today=course.day(clock.now()))
        first = min(leaving.number, first or leaving.number)
    answer = None
    if first is not None:
        chosen = _chosen(locations, standing, at)
        answer = propose(_problem(course, chosen, standing, first, wishes, leaving))
    return SeriesProposal(
        course=course,
        answer=answer,
        now={number: one for number, (_, one) in standing.items() if one is not None},
        held_back=held_back,
        chairs=places.by_number(locations),
        people={row.person_id: row.person.name for one in locations for row in hours.rows(one)},
        possible=locations,
        not_at=not_at,
        leaving=leaving,
    )


def one_place(
    by: Actor, course: CourseView, number: int, chair: int, starts_at: datetime
) -> Placed | NoProposal | None:
    """Whether a booked session fits into one free place with every rule kept, and with whom.

    All other sessions stay. None where the session has no place that it could leave.
    """
    check_can_book(by)
    location = places.location_of(chair)
    if why := _one_by_one(course) or treated.why_not(course, location):
        return NoProposal(first_without=number, reasons=(Reason(rules=(), words=why),))
    found = appointments.newest_by_session(appointments.of_patient(by, course.patient))
    standing = _standing(course, _numbers(course)[0], found)
    own = standing.get(number, (None, None))[1]
    if own is None:
        return None
    day = course.day(starts_at)
    rules, end = _rules(course, max(standing)), sites.end_of(day, course.zone)
    there = sites.of(course, [location], starts_at, day, own={own.uid})
    here = there.sites[0]
    after = starts_at + timedelta(minutes=rules.quarters * QUARTER_MIN)
    later = (Span(after, end),) if after < end else ()
    days = {
        one: day or (place and course.day(place.starts_at))
        for one, (day, place) in standing.items()
        if one != number
    }
    answer = propose(
        Problem(
            zone=course.zone,
            sites=(evolve(here, chairs=tuple(one for one in here.chairs if one.id == chair)),),
            earliest=starts_at,
            last_day=day,
            rules=rules,
            sessions=[Session(number=number, planned=day)],
            fixed=tuple(Fixed(one, at) for one, at in days.items() if at),
            person=(*there.person, *later),
        )
    )
    return answer if isinstance(answer, NoProposal) else answer.placed[0]


# ------------------------------------------------------------------ where the person can be


def possible(course: CourseView) -> tuple[tuple[Location, ...], tuple[str, ...]]:
    """The locations at which a session of this course can be, and why at others it cannot."""
    seen = treated.of_course(course)
    if course.location not in {one.pk for one in seen}:
        seen = [Location.objects.get(pk=course.location), *seen]
    why = {one: treated.why_not(course, one) for one in seen[1:]}
    fit = (seen[0], *(one for one, reason in why.items() if not reason))
    return fit, tuple(reason for reason in why.values() if reason)


def _chosen(
    possible: Sequence[Location], standing: Standing, at: Collection[int]
) -> Sequence[Location]:
    """Those to which the person can come; where sessions are booked already counts among them."""
    if unknown := set(at) - {one.pk for one in possible}:
        raise InvalidInput(
            f"Location {min(unknown)} is not one of those to choose.", field="at_places"
        )
    has = {place.location.pk for _, place in standing.values() if place is not None}
    asked = set(at) or {possible[0].pk, *has}
    return [one for one in possible if one.pk in asked]


# ------------------------------------------------------------------ how far the course has come

Standing = dict[int, tuple[date | None, Booked | None]]


def _numbers(course: CourseView) -> tuple[list[int], tuple[int, ...]]:
    """The sessions that may be booked now, and those that wait for a signed decision."""
    assert course.plan is not None
    numbers = list(range(1, course.plan.count + 1))
    count = _series(course).count
    signed = reviews.decisions(course.uid, count)
    if signed and signed[-1].choice == SIGNED_ON:
        return numbers, ()
    return numbers[:count], tuple(numbers[count:])


def _one_by_one(course: CourseView) -> str:
    """Said where intervals grow: there is no series."""
    return "" if course.series else "This phase has no series of sessions: book them one by one."


def _series(course: CourseView) -> Series:
    if course.series is None:
        raise NotReady(_one_by_one(course))
    return course.series


def _standing(course: CourseView, numbers: Iterable[int], found: Mapping[UUID, Booked]) -> Standing:
    """Of each session the day that no longer changes, or the place that it has and may leave."""
    standing: Standing = {}
    for number in numbers:
        row = course.session(number)
        place = found.get(row.uid) if row else None
        if row is None or row.status == "cancelled":
            standing[number] = (None, None)
        elif row.status != "planned" or (place and place.is_live and _has_come(place)):
            standing[number] = (course.day(row.planned_at), None)
        else:
            standing[number] = (None, place if place and place.is_live else None)
    return standing


def _has_come(place: Booked) -> bool:
    """Whether the person is here or its time has come: it stays until somebody says they missed."""
    return place.status == "arrived" or place.starts_at <= clock.now()


def _first_open(standing: Standing) -> int | None:
    """The first session that needs a place: it has none, or its day was closed since."""
    closed = hours.closed([place for _, place in standing.values() if place is not None])
    for number, (day, place) in sorted(standing.items()):
        if day is None and (place is None or place.uid in closed):
            return number
    return None


# ------------------------------------------------------------------ the problem


def _problem(
    course: CourseView,
    locations: Sequence[Location],
    standing: Standing,
    first: int,
    wishes: Preferences,
    leaving: Leaving | None,
) -> Problem:
    """What is kept before the first open session stays; what comes after it may move.

    A place that is left counts as taken: the person cannot come then.
    """
    earliest = _earliest(course, leaving)
    fixed = [Fixed(number, day) for number, (day, _) in standing.items() if day is not None]
    fixed += [
        Fixed(number, course.day(place.starts_at))
        for number, (_, place) in standing.items()
        if place is not None and number < first
    ]
    stays = {one.number for one in fixed}
    moving = {number: place for number, (_, place) in standing.items() if number not in stays}
    sessions = _sessions(course, moving, earliest.date())
    further = LOOK_FURTHER_DAYS + max(0, (earliest.date() - sessions[0].planned).days)
    last_day = max(one.planned for one in sessions) + timedelta(days=further)
    own = {place.uid for place in moving.values() if place is not None}
    own -= {leaving.appointment} if leaving is not None else set()
    found = sites.of(course, locations, earliest, last_day, own=own)
    return Problem(
        zone=course.zone,
        sites=found.sites,
        earliest=earliest,
        last_day=last_day,
        rules=_rules(course, max(standing)),
        sessions=sessions,
        person=found.person,
        fixed=tuple(fixed),
        preferences=wishes,
    )


def _rules(course: CourseView, last: int) -> Rules:
    """The programme's rules. Beyond its series, by signed decision, it names no end."""
    series = _series(course)
    return Rules(
        within_days=series.within_days if last <= series.count else NO_END_DAYS,
        min_gap_days=max(1, series.min_gap_days),
        minutes=appointments.length_of(course).total,
        needs_therapist=any(one.kind == STAYS_WITH for one in course.programme.care.components),
    )


def _sessions(
    course: CourseView, moving: Mapping[int, Booked | None], earliest: date
) -> tuple[Session, ...]:
    """Each on the day that it has, else on its day of the plan; a plan that is late moves on."""
    assert course.plan is not None
    planned = planned_days(course.plan)
    without = [number for number, place in moving.items() if place is None]
    late = max([0, *((earliest - planned[number]).days for number in without[:1])])
    return tuple(
        Session(
            number=number,
            planned=planned[number] + timedelta(days=late)
            if place is None
            else course.day(place.starts_at),
            now=None if place is None else _place(place),
        )
        for number, place in moving.items()
    )


def _place(one: Booked) -> Place:
    return Place(one.chair_id, one.nurse_id, one.starts_at)


def _earliest(course: CourseView, leaving: Leaving | None) -> datetime:
    """Tomorrow, or the first day on which the person can come again.

    A person is told before they come: nothing is proposed for the day that has begun.
    """
    zone = ZoneInfo(course.zone)
    first = course.day(clock.now()) + timedelta(days=1)
    if leaving is not None and leaving.not_before is not None:
        first = max(first, leaving.not_before)
    return datetime.combine(first, time(), tzinfo=zone)
