"""Places for all sessions of a course that have none yet: what is proposed, and what it rests on.

Nothing is kept here. The same diary and wishes have the same proposal, so what a person confirms
is asked again and compared before it is booked.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID
from zoneinfo import ZoneInfo

from attrs import frozen

from lightwell.access import clock
from lightwell.access.actors import Actor
from lightwell.access.errors import NotReady
from lightwell.access.models import Location
from lightwell.diary.policies import check_can_book
from lightwell.diary.queries import appointments, hours, kept, places
from lightwell.diary.queries.appointments import Booked
from lightwell.diary.queries.leaving import Leaving, check_may_leave
from lightwell.records.queries import deaths, reviews
from lightwell.records.queries.courses import CourseView, planned_days
from lightwell.scheduler import (
    Chair,
    Fixed,
    NoProposal,
    Nurse,
    Place,
    Placed,
    Preferences,
    Problem,
    Proposal,
    Rules,
    Session,
    Span,
    Therapist,
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
    for a decision at a review.
    """

    course: CourseView
    answer: Proposal | NoProposal | None
    now: Mapping[int, Booked]
    held_back: tuple[int, ...]
    chairs: Mapping[int, str]
    people: Mapping[int, str]
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
    by: Actor, course: CourseView, wishes: Preferences, leaving: Leaving | None = None
) -> SeriesProposal:
    """Places for every session without one, and for those after it no more moves than it takes.

    With ``leaving`` that session gets another place too: not the one that it has.
    """
    check_can_book(by)
    deaths.refuse_dead(course.patient)
    if course.plan is None or course.is_over:
        raise NotReady("Sessions are booked from a signed plan. Sign the plan first.")
    location = course.patient.home_location
    if course.location != location.pk:
        location = Location.objects.get(pk=course.location)
    found = appointments.newest_by_session(appointments.of_patient(by, course.patient))
    numbers, held_back = _numbers(course)
    standing = _standing(course, numbers, found)
    closed = hours.closed_spans(location, course.day(clock.now()))
    first = _first_open(standing, closed)
    if leaving is not None:
        day, _ = standing.get(leaving.number, (course.day(clock.now()), None))
        check_may_leave(leaving, is_over=day is not None, today=course.day(clock.now()))
        first = min(leaving.number, first or leaving.number)
    answer = None
    if first is not None:
        answer = propose(_problem(by, course, location, standing, first, closed, wishes, leaving))
    return SeriesProposal(
        course=course,
        answer=answer,
        now={number: one for number, (_, one) in standing.items() if one is not None},
        held_back=held_back,
        chairs={one.pk: f"{one.name}, {one.room.name}" for one in places.chairs(location)},
        people={one.person_id: one.person.name for one in hours.rows(location)},
        leaving=leaving,
    )


def one_place(
    by: Actor, course: CourseView, number: int, chair: int, starts_at: datetime
) -> Placed | NoProposal | None:
    """Whether a booked session fits into one free place with every rule kept, and with whom.

    All other sessions stay. None where the session has no place that it could leave.
    """
    check_can_book(by)
    location = Location.objects.get(pk=course.location)
    found = appointments.newest_by_session(appointments.of_patient(by, course.patient))
    standing = _standing(course, _numbers(course)[0], found)
    own = standing.get(number, (None, None))[1]
    if own is None:
        return None
    day = course.day(starts_at)
    rules, end = _rules(course, max(standing)), _end_of(day, location)
    there = _there(location, course.patient.uid, starts_at, day, {own.uid})
    after = starts_at + timedelta(minutes=rules.quarters * QUARTER_MIN)
    later = (Span(after, end),) if after < end else ()
    days = {
        one: day or (place and course.day(place.starts_at))
        for one, (day, place) in standing.items()
        if one != number
    }
    answer = propose(
        Problem(
            zone=location.timezone,
            earliest=starts_at,
            last_day=day,
            rules=rules,
            sessions=[Session(number=number, planned=day)],
            closed=hours.closed_spans(location, day),
            fixed=tuple(Fixed(one, at) for one, at in days.items() if at),
            **there
            | {
                "chairs": [one for one in there["chairs"] if one.id == chair],
                "person": (*there["person"], *later),
            },
        )
    )
    return answer if isinstance(answer, NoProposal) else answer.placed[0]


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


def _series(course: CourseView) -> Series:
    if course.series is None:
        raise NotReady("This phase has no series of sessions: book them one by one.")
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


def _first_open(standing: Standing, closed: Sequence[Span]) -> int | None:
    """The first session that needs a place: it has none, or its day was closed since."""
    for number, (day, place) in sorted(standing.items()):
        if day is not None:
            continue
        if place is None or any(one.meets(_span(place)) for one in closed):
            return number
    return None


# ------------------------------------------------------------------ the problem


def _problem(
    by: Actor,
    course: CourseView,
    location: Location,
    standing: Standing,
    first: int,
    closed: Sequence[Span],
    wishes: Preferences,
    leaving: Leaving | None,
) -> Problem:
    """What is kept before the first open session stays; what comes after it may move.

    A place that is left counts as taken: the person cannot come then.
    """
    earliest = _earliest(location, leaving)
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
    return Problem(
        zone=location.timezone,
        earliest=earliest,
        last_day=last_day,
        rules=_rules(course, max(standing)),
        sessions=sessions,
        closed=closed,
        fixed=tuple(fixed),
        preferences=wishes,
        **_there(location, course.patient.uid, earliest, last_day, own),
    )


def _there(
    location: Location, patient: UUID, earliest: datetime, last_day: date, own: set[UUID]
) -> dict[str, Any]:
    """Chairs and staff with their hours and what they have; ``own`` places are free to be left."""
    rows = hours.rows(location)
    staff = {one.person_id for one in rows}
    taken = kept.between(location, staff, patient, earliest, _end_of(last_day, location), but=own)

    def of(part: str) -> list[tuple[int, list[Span]]]:
        in_part = [one for one in rows if one.part == part]
        return sorted(hours.spans(in_part, location, earliest.date(), last_day).items())

    at_once = hours.at_once(rows)
    return {
        "chairs": tuple(
            Chair(id=one.pk, taken=taken.chairs.get(one.pk, ())) for one in places.chairs(location)
        ),
        "nurses": tuple(
            Nurse(id=pk, at_once=at_once[pk], shifts=spans, taken=taken.people.get(pk, ()))
            for pk, spans in of("nurse")
        ),
        "on_site": [span for _, spans in of("prescriber") for span in spans],
        "therapists": tuple(
            Therapist(id=pk, shifts=spans, taken=taken.people.get(pk, ()))
            for pk, spans in of("therapist")
        ),
        "person": taken.patient,
    }


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


def _span(one: Booked) -> Span:
    return Span(one.starts_at, one.ends_at)


def _tomorrow(location: Location) -> datetime:
    """A person is told before they come: nothing is proposed for the day that has begun."""
    zone = ZoneInfo(location.timezone)
    day = clock.now().astimezone(zone).date() + timedelta(days=1)
    return datetime.combine(day, time(), tzinfo=zone)


def _earliest(location: Location, leaving: Leaving | None) -> datetime:
    """Tomorrow, or the first day on which the person can come again."""
    soonest = _tomorrow(location)
    if leaving is None or leaving.not_before is None:
        return soonest
    asked = datetime.combine(leaving.not_before, time(), tzinfo=soonest.tzinfo)
    return max(soonest, asked)


def _end_of(day: date, location: Location) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), tzinfo=ZoneInfo(location.timezone))
