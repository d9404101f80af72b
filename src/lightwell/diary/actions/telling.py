"""A person is told of their appointments by e-mail: when, where, and not one word about health."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from lightwell.access import audit, clock
from lightwell.access.actions import messages
from lightwell.access.actors import Actor, system
from lightwell.access.errors import Denied
from lightwell.access.models import Location
from lightwell.access.queries.messages import sender_name
from lightwell.diary.models import Appointment, Reminder, ReminderChoice
from lightwell.diary.queries import kept, reminders
from lightwell.kit.dates import patient_date, patient_time
from lightwell.records.queries import patients

CLOCK = system("clock")


@transaction.atomic
def remind(*, appointment: UUID, now: datetime) -> int:
    """Remind of one appointment of the next day; 0 where it was done or is due no more.

    The location is held, so that nobody is reminded of what is moved or cancelled meanwhile.
    """
    row = Appointment.objects.select_related("location").get(uid=appointment)
    Location.objects.select_for_update().get(pk=row.location_id)
    stands = kept.live().filter(pk=row.pk, starts_at__gt=now, reminder__isnull=True).exists()
    contact = next(iter(patients.to_write_to([row.patient])), None)
    if not stands or contact is None or row.patient not in reminders.wanting([row.patient]):
        return 0
    Reminder.objects.create(appointment=row, at=now)
    local = row.starts_at.astimezone(ZoneInfo(row.location.timezone))
    messages.queue(
        by=CLOCK,
        to=contact.email,
        subject=f"Your appointment tomorrow, {sender_name()}",
        body=f"You have an appointment on {patient_date(local.date())} at {patient_time(local)}.\n"
        f"{row.location.name}, {row.location.address}\n\n"
        f"If you cannot come, please call us: {row.location.phone}.\n"
        "You can turn reminders off when you sign in, under Visits.",
        purpose="appointment-reminder",
        location=row.location,
    )
    return 1


def tell_moved(*, by: Actor, people: Iterable[UUID]) -> None:
    """In the caller's transaction: times have changed, and where the new ones are."""
    _tell(
        by,
        people,
        "Your appointments have changed",
        "The time of one or more of your appointments has changed.\n"
        "Sign in to see the new times, or call us.",
        "appointment-moved",
    )


def tell_closed(*, by: Actor, people: Iterable[UUID]) -> None:
    """In the caller's transaction: a day is closed, and somebody will call with another time."""
    _tell(
        by,
        people,
        "Your appointment needs a new time",
        "We are closed on a day on which you have an appointment.\n"
        "We will find another time and tell you. You can also call us.",
        "appointment-closed",
    )


@transaction.atomic
def choose_reminders(*, by: Actor, is_wanted: bool) -> None:
    """The signed-in person wants reminders, or none; the same choice twice is one."""
    if not by.is_patient or by.user_id is None:
        raise Denied("Only the person themselves says whether they want reminders.")
    if reminders.is_wanted(by) == is_wanted:
        return
    patient = patients.of_user(by)
    ReminderChoice.objects.create(
        patient=patient.uid, is_wanted=is_wanted, at=clock.now(), by_id=by.user_id
    )
    audit.record(
        by=by,
        action="reminder.choose",
        subject=("patient", patient.uid),
        patient=patient.uid,
        location=patient.home_location,
        detail={"of": "on" if is_wanted else "off"},
    )


def _tell(by: Actor, people: Iterable[UUID], subject: str, body: str, purpose: str) -> None:
    """One message for each who may be written to; these are not reminders and always go out."""
    for contact in patients.to_write_to(people):
        messages.queue(
            by=by,
            to=contact.email,
            subject=f"{subject}, {sender_name()}",
            body=body,
            purpose=purpose,
            location=contact.home,
        )
