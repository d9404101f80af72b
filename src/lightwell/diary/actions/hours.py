"""When staff are there and when a location is closed: written by who runs the location."""

from __future__ import annotations

from datetime import date, time
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction

from lightwell.access import audit, clock
from lightwell.access.actors import Actor, Role
from lightwell.access.errors import InvalidInput, NotFound
from lightwell.access.models import Location, User
from lightwell.access.queries import people
from lightwell.diary.actions import telling
from lightwell.diary.models import Closure, ClosureEnd, StaffHours, StaffHoursEnd
from lightwell.diary.policies import check_can_edit_hours
from lightwell.diary.queries.kept import patients_on

if TYPE_CHECKING:
    from django.db.models import Model

PARTS = {
    StaffHours.Part.NURSE: Role.NURSE,
    StaffHours.Part.PRESCRIBER: Role.PRESCRIBER,
    StaffHours.Part.THERAPIST: Role.THERAPIST,
}
MOST_AT_ONCE = 20
LONGEST_CLOSURE_DAYS = 366


@transaction.atomic
def add_hours(
    *,
    by: Actor,
    location: Location,
    person: int,
    part: str,
    weekday: int,
    starts: time,
    ends: time,
    at_once: int | None = None,
) -> StaffHours:
    """A person is there on this weekday from now on; the same hours twice are one row."""
    _check_may_edit(by, location)
    who = _who(location, person, part)
    _check_hours(weekday, starts, ends)
    _check_at_once(part, at_once)
    same = {
        "location": location,
        "person": who,
        "part": part,
        "weekday": weekday,
        "starts": starts,
        "ends": ends,
        "at_once": at_once,
    }
    if kept := StaffHours.objects.filter(**same, end__isnull=True).first():
        return kept
    row = StaffHours.objects.create(**same, at=clock.now(), by_id=by.user_id)
    detail = {"weekday": weekday, "starts": f"{starts:%H:%M}", "ends": f"{ends:%H:%M}"}
    detail |= {"person": who.pk, "part": part, "at_once": at_once}
    audit.record(
        by=by, action="hours.add", subject=("hours", row.pk), location=location, detail=detail
    )
    return row


@transaction.atomic
def end_hours(*, by: Actor, location: Location, hours: int) -> None:
    """These hours are no longer, from now on; what is booked in them stays booked."""
    _check_may_edit(by, location)
    row = StaffHours.objects.filter(pk=hours, location=location).first()
    if row is None:
        raise NotFound("There are no such hours here.")
    if _end(StaffHoursEnd, by, hours=row):
        audit.record(by=by, action="hours.end", subject=("hours", row.pk), location=location)


@transaction.atomic
def close_days(
    *, by: Actor, location: Location, first_day: date, last_day: date, reason: str
) -> Closure:
    """The location is closed on these days. What is booked on them stays until it is moved.

    Whoever is booked on one of them is told that another time will be found.
    """
    _check_may_edit(by, location)
    if last_day < first_day:
        raise InvalidInput("The last day is before the first. Correct one.", field="last_day")
    if (last_day - first_day).days > LONGEST_CLOSURE_DAYS:
        raise InvalidInput("Close at most a year at a time.", field="last_day")
    if not reason.strip():
        raise InvalidInput("Say why, for example: Public holiday.", field="reason")
    same = {"location": location, "first_day": first_day, "last_day": last_day}
    if kept := Closure.objects.filter(**same, end__isnull=True).first():
        return kept
    row = Closure.objects.create(
        **same, reason=reason.strip()[:100], at=clock.now(), by_id=by.user_id
    )
    audit.record(
        by=by,
        action="closure.add",
        subject=("closure", row.pk),
        location=location,
        detail={"first_day": first_day.isoformat(), "last_day": last_day.isoformat()},
    )
    telling.tell_closed(by=by, people=patients_on(location, first_day, last_day))
    return row


@transaction.atomic
def open_again(*, by: Actor, location: Location, closure: int) -> None:
    """The location is open on these days after all."""
    _check_may_edit(by, location)
    row = Closure.objects.filter(pk=closure, location=location).first()
    if row is None:
        raise NotFound("There is no such closure here.")
    if _end(ClosureEnd, by, closure=row):
        audit.record(by=by, action="closure.end", subject=("closure", row.pk), location=location)


def _check_may_edit(by: Actor, location: Location) -> None:
    """The system acts when a location is set up and for the demonstration."""
    if not by.is_system:
        check_can_edit_hours(by, location)


def _end(model: type[Model], by: Actor, **of: Any) -> bool:
    """Whether this was the end; the second of two ends nothing."""
    try:
        with transaction.atomic():
            model._default_manager.create(**of, at=clock.now(), by_id=by.user_id)
    except IntegrityError:
        return False
    return True


def _who(location: Location, person: int, part: str) -> User:
    if part not in PARTS:
        raise InvalidInput("Choose as what the person is there.", field="part")
    role = PARTS[StaffHours.Part(part)]
    found = next((one for one in people.staff_with(location, role) if one.pk == person), None)
    if found is None:
        raise InvalidInput(
            f"This person is not a {role.words} at {location.name}. Choose somebody who is.",
            field="person",
        )
    return found


def _check_hours(weekday: int, starts: time, ends: time) -> None:
    if not 0 <= weekday <= 6:
        raise InvalidInput("Choose a day of the week.", field="weekday")
    if ends <= starts:
        raise InvalidInput("The hours must end after they start.", field="ends")


def _check_at_once(part: str, at_once: int | None) -> None:
    if part != StaffHours.Part.NURSE:
        if at_once is not None:
            raise InvalidInput(
                "Only of a nurse is it said how many. Leave it out.", field="at_once"
            )
        return
    if at_once is None or not 1 <= at_once <= MOST_AT_ONCE:
        raise InvalidInput(
            f"Say how many people this nurse looks after at once, 1 to {MOST_AT_ONCE}.",
            field="at_once",
        )
