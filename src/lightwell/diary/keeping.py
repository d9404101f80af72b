"""Chair, patient and staff are taken quarter by quarter: nobody and nothing is taken twice.

Constraints hold it on both engines, also between locations and where the lock was passed by. The
words here come first, and say what stands in the way without saying who.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import IntegrityError, models, transaction

from lightwell.access.errors import Conflict
from lightwell.access.models import User
from lightwell.diary import clocks
from lightwell.diary.models import (
    Appointment,
    AppointmentTherapist,
    Chair,
    ChairTime,
    PatientTime,
    StaffTime,
)
from lightwell.diary.queries import hours

ELSEWHERE = "This person already has an appointment at that time."


def take(made: Appointment, *, therapist: int | None = None) -> None:
    """Take every quarter of an appointment, or none of it; ``Conflict`` in words."""
    quarters = list(clocks.quarters(made.starts_at, made.ends_at))
    _keep(
        [ChairTime(chair=made.chair, quarter=one, appointment=made) for one in quarters],
        taken(made.chair, made.starts_at, made.ends_at),
    )
    _keep(
        [PatientTime(patient=made.patient, quarter=one, appointment=made) for one in quarters],
        Conflict(ELSEWHERE),
    )
    number = hours.at_once(hours.rows(made.location)).get(made.nurse_id)
    _give_staff(made, made.nurse, quarters, number)
    if therapist is not None:
        AppointmentTherapist.objects.create(appointment=made, therapist_id=therapist)
        _give_staff(made, User.objects.get(pk=therapist), quarters, 1, is_beside=True)


def free(row: Appointment) -> None:
    """Give everything back that an appointment held."""
    for model in (ChairTime, PatientTime, StaffTime):
        model._default_manager.filter(appointment=row).delete()


def check_chair(chair: Chair, starts_at: datetime, ends_at: datetime) -> None:
    """Say in words that a chair is taken, before the constraint would."""
    kept = ChairTime.objects.filter(
        chair=chair, quarter__in=list(clocks.quarters(starts_at, ends_at))
    ).select_related("appointment")
    if first := kept.order_by("quarter").first():
        raise taken(chair, first.appointment.starts_at, first.appointment.ends_at)


def taken(chair: Chair, starts_at: datetime, ends_at: datetime) -> Conflict:
    """A taken chair, by its time and by nobody."""
    zone = ZoneInfo(chair.room.location.timezone)
    begins, ends = starts_at.astimezone(zone), ends_at.astimezone(zone)
    return Conflict(
        f"{chair.name} is taken from {begins:%H:%M} to {ends:%H:%M} on {begins:%d-%b-%Y}. "
        "Nothing was saved. Choose another chair or another time."
    )


def _give_staff(
    made: Appointment,
    person: User,
    quarters: Sequence[datetime],
    number: int | None,
    *,
    is_beside: bool = False,
) -> None:
    """The lowest free place of a person in each quarter; refused where they have none left."""
    having: dict[datetime, list[StaffTime]] = {one: [] for one in quarters}
    for row in StaffTime.objects.filter(person=person, quarter__in=quarters).select_related(
        "appointment"
    ):
        having[row.quarter].append(row)
    rows = []
    for quarter, found in having.items():
        if reason := _no_room(made, person, found, number, is_beside=is_beside):
            raise _busy(made, quarter, reason)
        place = _lowest({one.place for one in found})
        rows.append(
            StaffTime(
                person=person,
                quarter=quarter,
                place=place,
                of=number,
                is_beside=is_beside,
                appointment=made,
            )
        )
    _keep(rows, _busy(made, made.starts_at, f"{person.name} is no longer free"))


def _no_room(
    made: Appointment,
    person: User,
    found: Sequence[StaffTime],
    number: int | None,
    *,
    is_beside: bool,
) -> str:
    """Why a person cannot look after one more in a quarter; empty when they can."""
    if any(one.appointment.location_id != made.location_id for one in found):
        return f"{person.name} is at another location"
    if found and (is_beside or any(one.is_beside for one in found)):
        return f"{person.name} is with another person"
    if number is not None and len(found) >= number:
        return f"{person.name} looks after {number} at once here, and has {len(found)}"
    return ""


def _busy(made: Appointment, quarter: datetime, reason: str) -> Conflict:
    at = quarter.astimezone(ZoneInfo(made.location.timezone))
    return Conflict(
        f"{reason} at {at:%H:%M} on {at:%d-%b-%Y}. "
        "Nothing was saved. Choose somebody else or another time."
    )


def _lowest(used: set[int]) -> int:
    place = 1
    while place in used:
        place += 1
    return place


def _keep(rows: Iterable[models.Model], otherwise: Conflict) -> None:
    """Write rows of one table; the constraint lets one of two writers through."""
    kept = list(rows)
    try:
        with transaction.atomic():
            type(kept[0])._default_manager.bulk_create(kept)
    except IntegrityError:
        raise otherwise from None
