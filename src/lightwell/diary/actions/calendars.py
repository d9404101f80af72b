"""A person makes a secret address for their own calendar, and takes it away again."""

from __future__ import annotations

from django.db import transaction

from lightwell.access import audit, clock
from lightwell.access.actors import Actor
from lightwell.access.errors import Denied
from lightwell.access.identifiers import digest, token
from lightwell.access.models import User
from lightwell.diary.models import CalendarAddress, CalendarAddressEnd
from lightwell.records.queries import patients


@transaction.atomic
def make_address(*, by: Actor, key: str) -> str | None:
    """A new secret, told once; the one before it shows nothing any more.

    None when this page made one already: only a digest is kept, and it cannot be shown again.
    """
    user = _person(by)
    patient = patients.of_user(by)
    if CalendarAddress.objects.filter(idempotency_key=key, patient=patient.uid).exists():
        return None
    _end_all(by, user)
    secret = token()
    row = CalendarAddress.objects.create(
        patient=patient.uid,
        digest=digest(secret),
        at=clock.now(),
        by_id=user,
        idempotency_key=key,
    )
    _trace(by, "calendar.make", row)
    return secret


@transaction.atomic
def end_address(*, by: Actor) -> None:
    """The address shows nothing from now on; ending it twice is ending it once."""
    _end_all(by, _person(by))


def _person(by: Actor) -> int:
    """The signed-in person, held so that two pages of theirs make one address at a time."""
    if not by.is_patient or by.user_id is None:
        raise Denied("Only the person themselves makes an address for their calendar.")
    return User.objects.select_for_update().get(pk=by.user_id).pk


def _end_all(by: Actor, user: int) -> None:
    uid = patients.of_user(by).uid
    for row in CalendarAddress.objects.filter(patient=uid, end__isnull=True):
        CalendarAddressEnd.objects.create(address=row, at=clock.now(), by_id=user)
        _trace(by, "calendar.end", row)


def _trace(by: Actor, action: str, row: CalendarAddress) -> None:
    patient = patients.of_user(by)
    audit.record(
        by=by,
        action=action,
        subject=("calendar", row.uid),
        patient=patient.uid,
        location=patient.home_location,
    )
