"""Whether a person is in a session now, or in the hours after one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Max, Q
from django.utils import timezone

from lightwell.access import clock
from lightwell.clinical.transitions import SESSION
from lightwell.records.models import SessionEntry

if TYPE_CHECKING:
    from lightwell.records.models import Patient

Kind = SessionEntry.Kind
DOORS = (Kind.DISCHARGE, Kind.TRANSFER, Kind.LEAVE_AGAINST_ADVICE)


def is_in_session(patient: Patient) -> bool:
    """From the start of an infusion until the day after the person left (one query).

    A session that was never started does not count; one that was, and that nobody has left, does.
    """
    rows = (
        SessionEntry.objects.filter(session__patient=patient)
        .order_by()
        .values("session")
        .annotate(
            started=Max("at", filter=Q(kind=Kind.START)),
            left=Max("at", filter=Q(kind__in=DOORS, status__in=SESSION.final)),
        )
        .filter(started__isnull=False)
    )
    today = timezone.localtime(clock.now()).date()
    return any(
        row["left"] is None or timezone.localtime(row["left"]).date() >= today for row in rows
    )
