"""When staff are there, and when a location is closed: as rows for a page, as spans for a plan."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from lightwell.access.actors import Actor, Role
from lightwell.access.models import Location, User
from lightwell.access.queries import people
from lightwell.diary.models import Closure, StaffHours
from lightwell.diary.queries import appointments
from lightwell.scheduler import Span

ROLES = {"nurse": Role.NURSE, "prescriber": Role.PRESCRIBER, "therapist": Role.THERAPIST}


def rows(location: Location) -> Sequence[StaffHours]:
    """The hours that stand, of people who still hold the role here."""
    found = StaffHours.objects.filter(location=location, end__isnull=True).select_related("person")
    held = {part: {one.pk for one in staff(location, part)} for part in ROLES}
    return [one for one in found if one.person_id in held[one.part]]


def staff(location: Location, part: str) -> Sequence[User]:
    """Who can have hours as a nurse, a prescriber or a therapist."""
    return people.staff_with(location, ROLES[part])


def at_once(found: Iterable[StaffHours]) -> dict[int, int]:
    """How many people each nurse looks after: the fewest that any of their hours say."""
    number: dict[int, int] = {}
    for one in found:
        if one.at_once is not None:
            number[one.person_id] = min(one.at_once, number.get(one.person_id, one.at_once))
    return number


def closures(location: Location, since: date) -> Sequence[Closure]:
    """What is closed from a day on."""
    found = Closure.objects.filter(location=location, end__isnull=True, last_day__gte=since)
    return list(found)


def booked_on(
    by: Actor, location: Location, found: Sequence[Closure]
) -> dict[int, list[appointments.Booked]]:
    """What is still booked on closed days: each has to be moved by a person."""
    return {
        one.pk: [
            each
            for each in appointments.of_days(
                by, location, one.first_day, (one.last_day - one.first_day).days + 1
            )
            if each.is_live
        ]
        for one in found
    }


def closed_spans(location: Location, since: date) -> list[Span]:
    """Closed days from their first to their last moment, however long a day is."""
    zone = ZoneInfo(location.timezone)
    return [
        Span(_midnight(row.first_day, zone), _midnight(row.last_day + timedelta(days=1), zone))
        for row in closures(location, since)
    ]


def closed(found: Iterable[appointments.Booked]) -> set[UUID]:
    """Those of these appointments whose place is closed on their day (one query a location)."""
    shut: set[UUID] = set()
    known: dict[int, Sequence[Closure]] = {}
    for one in sorted(found, key=lambda each: each.starts_at):
        day = one.starts_at.astimezone(ZoneInfo(one.location.timezone)).date()
        if one.location.pk not in known:
            known[one.location.pk] = closures(one.location, day)
        if any(row.first_day <= day <= row.last_day for row in known[one.location.pk]):
            shut.add(one.uid)
    return shut


def spans(
    found: Sequence[StaffHours], location: Location, first: date, last: date
) -> dict[int, list[Span]]:
    """The hours of each person from one day to another, in real time.

    On the day on which the clock changes, a time that comes twice is the first of the two, and one
    that is left out is as long after midnight as it would have been.
    """
    zone = ZoneInfo(location.timezone)
    days = [first + timedelta(days=one) for one in range((last - first).days + 1)]
    there: dict[int, list[Span]] = {}
    for row in found:
        for day in days:
            if day.weekday() != row.weekday:
                continue
            begins, ends = (_moment(day, clock, zone) for clock in (row.starts, row.ends))
            if begins < ends:
                there.setdefault(row.person_id, []).append(Span(begins, ends))
    return there


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), tzinfo=zone)


def _moment(day: date, clock: time, zone: ZoneInfo) -> datetime:
    """In universal time, so that two moments are compared as they are and not on the wall."""
    local = datetime.combine(day, clock, tzinfo=zone)
    return datetime.fromtimestamp(local.timestamp(), tz=ZoneInfo("UTC"))
