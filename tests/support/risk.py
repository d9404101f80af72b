"""A person at risk, the people who answer for it, and the forms between them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from lightwell.access.actors import Actor, system
from lightwell.access.models import Location, User
from lightwell.records.actions import patients as patient_actions
from lightwell.records.actions import questionnaires, roster
from lightwell.records.models import Assignment, Patient, RiskTask
from tests.support.cast import SETUP, Cast

LINK = system("questionnaire link")
# Tuesday, 3 March 2026, noon in New York: the roster is open.
NOON = datetime(2026, 3, 3, 17, 0, tzinfo=UTC)
CALM = [1, 1, 1, 1, 1, 1, 1, 1, 0, 1]


def answers(item_9: int | None, others: int = 1) -> list[int | None]:
    """PHQ-9 answers with this answer to the question about self-harm."""
    return [others] * 8 + [item_9, 1]


def patient_at(location: Location, *, email: str = "sam@patients.example") -> Patient:
    """A fictional person at home at a location."""
    return patient_actions.register(
        by=SETUP,
        location=location,
        given_name="Sam",
        family_name="Soto",
        birth_date=date(1984, 3, 4),
        email=email,
        phone="212-555-0123",
        may_leave_message="yes",
        emergency_contact="Lou Soto, 212-555-0188",
    )


def staff_the_week(
    location: Location, reader: User, days: tuple[int, ...] = (0, 1, 2, 3, 4)
) -> None:
    """Somebody reads on these days from 8:00 to 17:00."""
    for day in days:
        roster.add_shift(
            by=SETUP,
            location=location,
            weekday=day,
            starts=time(8),
            ends=time(17),
            reader=reader,
            phone="212-555-0100",
        )


def sent_form(cast: Cast, patient: Patient) -> Assignment:
    """A PHQ-9 that was sent as a link and opened."""
    path = questionnaires.send_link(
        by=cast.actor(cast.frida), patient=patient, instrument="phq9", location=cast.harbour
    )
    return questionnaires.open_link(by=LINK, token=path.removeprefix("/q/"))


def task_of(cast: Cast, patient: Patient, item_9: int | None = 2) -> RiskTask:
    """The task that such an answer raised."""
    form = sent_form(cast, patient)
    sent = questionnaires.submit(
        by=LINK, assignment=form.uid, answers=answers(item_9), key=f"key-{form.uid}"
    )
    assert sent.task is not None
    return sent.task


def patient_with_account(cast: Cast, patient: Patient) -> Actor:
    """The patient signed up for the portal."""
    user = User.objects.create_user(patient.email, None, name="Sam Soto", kind=User.Kind.PATIENT)
    patient.user = user
    patient.save(update_fields=["user"])
    return Actor(kind="patient", name=user.name, user_id=user.pk)
