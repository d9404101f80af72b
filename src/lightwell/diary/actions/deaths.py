"""Somebody has died: what is kept for them in the diary is given up, and nobody is told to come."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lightwell.access import audit, clock
from lightwell.access.actors import Actor
from lightwell.clinical.transitions import APPOINTMENT
from lightwell.diary import keeping
from lightwell.diary.actions import waiting
from lightwell.diary.locks import hold_locations
from lightwell.diary.models import Appointment, AppointmentEvent
from lightwell.diary.queries import appointments

if TYPE_CHECKING:
    from lightwell.records.models import Patient

REASON = "The person has died."


def give_up_places(*, by: Actor, patient: Patient) -> None:
    """Cancel every appointment that lies ahead, at whichever location; the chairs and those who
    would have been there are free. Nor do they wait for an earlier time."""
    now = clock.now()
    hold_locations(appointments.locations_of(patient.uid))
    ahead = Appointment.objects.select_for_update(of=("self",)).filter(
        patient=patient.uid, starts_at__gt=now
    )
    for row in ahead:
        last = row.events.latest("number")
        if not APPOINTMENT.allows(last.status, "cancel"):
            continue
        AppointmentEvent.objects.create(
            appointment=row,
            number=last.number + 1,
            verb="cancel",
            status=APPOINTMENT.after(last.status, "cancel"),
            reason=REASON,
            at=now,
            by_id=by.user_id,
        )
        keeping.free(row)
        audit.record(
            by=by,
            action="appointment.cancel",
            subject=("appointment", row.uid),
            patient=row.patient,
            location=row.location_id,
            detail={"session": str(row.session)},
        )
    waiting.end_of_person(by=by, patient=patient.uid, reason=REASON)
