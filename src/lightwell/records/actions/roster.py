"""Writing the roster: who reads suicide answers at a location, and when."""

from __future__ import annotations

from datetime import time

from django.db import transaction

from lightwell.access import audit, clock
from lightwell.access.actors import CLINICAL_ROLES, Actor
from lightwell.access.errors import InvalidInput, NotFound
from lightwell.access.models import Location, Membership, User
from lightwell.records import policies_risk
from lightwell.records.models import RosterShift


@transaction.atomic
def add_shift(
    *,
    by: Actor,
    location: Location,
    weekday: int,
    starts: time,
    ends: time,
    reader: User,
    phone: str = "",
) -> RosterShift:
    """Put a person on the roster for hours of a weekday (0 is Monday), in local clock time.

    A retry of the same shift makes one row. Without a telephone the location's stands.
    """
    policies_risk.check_can_edit_roster(by, location)
    _check_hours(weekday, starts, ends)
    _check_reader(location, reader)
    same = {
        "location": location,
        "weekday": weekday,
        "starts": starts,
        "ends": ends,
        "reader": reader,
    }
    kept = RosterShift.objects.filter(**same, ended_at__isnull=True).first()
    if kept is not None:
        return kept
    shift = RosterShift.objects.create(**same, phone=phone or location.phone)
    audit.record(
        by=by,
        action="roster.add-shift",
        subject=("shift", shift.pk),
        location=location,
        detail={
            "weekday": weekday,
            "starts": f"{starts:%H:%M}",
            "ends": f"{ends:%H:%M}",
            "reader": reader.pk,
        },
    )
    return shift


@transaction.atomic
def end_shift(*, by: Actor, location: Location, shift: int) -> None:
    """Take a shift off the roster from now on; that it was there stays on record."""
    policies_risk.check_can_edit_roster(by, location)
    kept = RosterShift.objects.select_for_update().filter(pk=shift, location=location).first()
    if kept is None:
        raise NotFound("There is no such shift here.")
    if kept.ended_at is not None:
        return
    kept.ended_at = clock.now()
    kept.save(update_fields=["ended_at"])
    audit.record(
        by=by,
        action="roster.end-shift",
        subject=("shift", kept.pk),
        location=location,
        detail={"weekday": kept.weekday, "reader": kept.reader_id},
    )


def _check_hours(weekday: int, starts: time, ends: time) -> None:
    if not 0 <= weekday <= 6:
        raise InvalidInput("Choose a day of the week.", field="weekday")
    if ends <= starts:
        raise InvalidInput(
            "The shift must end after it starts. For a night, add two shifts: one to 23:59, "
            "one from 0:00.",
            field="ends",
        )


def _check_reader(location: Location, reader: User) -> None:
    held = Membership.objects.filter(
        user=reader, location=location, role__in=CLINICAL_ROLES, ended_at__isnull=True
    )
    if not (reader.is_active and held.exists()):
        raise InvalidInput(
            f"{reader.name} holds no clinical role at {location.name}. Choose someone who does.",
            field="reader",
        )
