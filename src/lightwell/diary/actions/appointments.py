"""A session gets a chair, a nurse and a time; two people cannot have one chair."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction

from lightwell.access import audit, clock
from lightwell.access.actors import Actor
from lightwell.access.errors import Conflict, Denied, InvalidInput
from lightwell.access.models import Location, User
from lightwell.clinical.transitions import APPOINTMENT
from lightwell.diary import clocks, keeping
from lightwell.diary.locks import hold_locations, hold_patient
from lightwell.diary.models import Appointment, AppointmentEvent, Chair
from lightwell.diary.policies import check_can_book, check_can_receive
from lightwell.diary.queries import appointments, places
from lightwell.diary.queries.appointments import Booked
from lightwell.records.queries import courses, deaths
from lightwell.records.queries import places as treated

if TYPE_CHECKING:
    from lightwell.records.models import Patient

FREES = ("moved", "cancelled", "missed", "over")


@transaction.atomic
def book(
    *,
    by: Actor,
    session_uid: UUID,
    patient_uid: UUID,
    chair: int,
    nurse: int,
    starts_at: datetime,
    ends_at: datetime,
    key: str,
    therapist: int | None = None,
) -> Appointment:
    """Keep chair and staff for a session; what is taken is a ``Conflict`` that names no patient.

    A session is booked from where its course is, for the location that the session is planned at.
    """
    check_can_book(by)
    _check_is_of(by, session_uid, patient_uid)
    hold_patient(patient_uid)
    course, session = courses.session_of(by, session_uid)
    (location,) = hold_locations({session.location})
    if done := _already(by, key, (session_uid, chair, nurse, starts_at, ends_at)):
        return done
    if not session.is_open:
        raise Conflict("This session is over or was replaced. Nothing was saved.")
    clocks.check_on_a_quarter(starts_at)
    place, who = _chair(location, chair), _nurse(location, nurse)
    _check_free(by, course.patient, session_uid, place, starts_at, ends_at)
    made = Appointment.objects.create(
        location=location,
        session=session_uid,
        patient=patient_uid,
        chair=place,
        nurse=who,
        starts_at=starts_at,
        ends_at=ends_at,
        at=clock.now(),
        by_id=by.person_id("books a session"),
        idempotency_key=key,
    )
    _step(by, made, APPOINTMENT.initial, APPOINTMENT.initial, number=1)
    keeping.take(made, therapist=therapist)
    _trace(by, "appointment.book", made)
    return made


@transaction.atomic
def move(
    *,
    by: Actor,
    appointment: UUID,
    session_uid: UUID,
    chair: int,
    nurse: int,
    starts_at: datetime,
    ends_at: datetime,
    key: str,
    therapist: int | None = None,
) -> Appointment:
    """Give up one place and keep another, both or neither.

    ``session_uid`` is the session itself, or the one that takes its place on another day.
    """
    check_can_book(by)
    old, _ = _kept(by, appointment)
    hold_patient(old.patient)
    _, session = courses.session_of(by, session_uid)
    hold_locations({old.location_id, session.location})
    if done := _already(by, key, (session_uid, chair, nurse, starts_at, ends_at)):
        return done
    _change(by, old, appointments.get(by, appointment), "move", "")
    made = book(
        by=by,
        session_uid=session_uid,
        patient_uid=old.patient,
        chair=chair,
        nurse=nurse,
        starts_at=starts_at,
        ends_at=ends_at,
        key=key,
        therapist=therapist,
    )
    _trace(by, "appointment.move", old)
    return made


@transaction.atomic
def cancel(*, by: Actor, appointment: UUID, reason: str, key: str) -> AppointmentEvent:
    """Give the place up; the session itself waits for another."""
    if not reason.strip():
        raise InvalidInput("Say why it is cancelled. The reason is kept.", field="reason")
    return _act(by, appointment, "cancel", "appointment.cancel", reason.strip()[:300])


@transaction.atomic
def arrive(*, by: Actor, appointment: UUID, key: str) -> AppointmentEvent:
    """The person is here."""
    return _act(by, appointment, "arrive", "appointment.arrive")


@transaction.atomic
def miss(*, by: Actor, appointment: UUID, key: str) -> AppointmentEvent:
    """The person did not come; the place is free again and the session can be replaced."""
    old, _ = _kept(by, appointment)
    if old.starts_at > clock.now():
        raise InvalidInput("This appointment lies ahead: it can be cancelled, not missed.")
    return _act(by, appointment, "miss", "appointment.miss")


@transaction.atomic
def leave(*, by: Actor, appointment: UUID, key: str) -> AppointmentEvent:
    """The person has left; what remains of the kept time is free."""
    return _act(by, appointment, "leave", "appointment.leave")


# ------------------------------------------------------------------ the steps


def _act(by: Actor, uid: UUID, verb: str, action: str, reason: str = "") -> AppointmentEvent:
    """One step of an appointment. The same person pressing twice has pressed once."""
    check_can_receive(by)
    row, _ = _kept(by, uid)
    _check_is_theirs(by, row, verb)
    hold_locations({row.location_id})
    now = appointments.get(by, uid)
    last = row.events.latest("number")
    if last.verb == verb and last.by_id == by.user_id:
        return last
    event = _change(by, row, now, verb, reason)
    _trace(by, action, row)
    return event


def _check_is_theirs(by: Actor, row: Appointment, verb: str) -> None:
    """Who came is known where they are expected; it is cancelled from where the course is too."""
    if row.location_id == by.location_id:
        return
    if verb != "cancel" or treated.home_of_session(row.session).pk != by.location_id:
        raise Denied(f"Staff at {row.location.name} write this down: the person is seen there.")


def _change(by: Actor, row: Appointment, now: Booked, verb: str, reason: str) -> AppointmentEvent:
    if not APPOINTMENT.allows(now.status, verb):
        raise Conflict(f"This appointment is {now.status}. Nothing was saved. Open the day again.")
    number = row.events.count() + 1
    event = _step(by, row, verb, APPOINTMENT.after(now.status, verb), number=number, reason=reason)
    if event.status in FREES:
        keeping.free(row)
    return event


def _step(
    by: Actor, row: Appointment, verb: str, status: str, *, number: int, reason: str = ""
) -> AppointmentEvent:
    return AppointmentEvent.objects.create(
        appointment=row,
        number=number,
        verb=verb,
        status=status,
        reason=reason,
        at=clock.now(),
        by_id=by.user_id,
    )


def _check_is_of(by: Actor, session: UUID, patient: UUID) -> None:
    """The session is this person's, of a course that is booked from here."""
    course, _ = courses.session_of(by, session)
    if course.patient.uid != patient:
        raise Conflict("This page was made for another patient. Nothing was saved.")
    if course.location != by.location_id:
        raise Denied("This course belongs to another location: it is booked from there.")


def _check_free(
    by: Actor,
    patient: Patient,
    session: UUID,
    chair: Chair,
    starts_at: datetime,
    ends_at: datetime,
) -> None:
    """Say in words what stands in the way, before the constraint would."""
    deaths.refuse_dead(patient)
    for one in appointments.of_patient(by, patient):
        if one.is_live and one.session == session:
            raise Conflict("This session already has an appointment. Nothing was saved.")
        if one.is_live and one.starts_at < ends_at and one.ends_at > starts_at:
            raise Conflict(keeping.ELSEWHERE)
    keeping.check_chair(chair, starts_at, ends_at)


def _chair(location: Location, chair: int) -> Chair:
    found = next((one for one in places.chairs(location) if one.pk == chair), None)
    if found is None:
        raise InvalidInput(f"Choose a chair at {location.name}.", field="chair")
    return found


def _nurse(location: Location, nurse: int) -> User:
    found = next((one for one in places.nurses(location) if one.pk == nurse), None)
    if found is None:
        raise InvalidInput(f"Choose a nurse at {location.name}.", field="nurse")
    return found


def _kept(by: Actor, uid: UUID) -> tuple[Appointment, Booked]:
    now = appointments.get(by, uid)
    return Appointment.objects.get(uid=uid), now


def _already(
    by: Actor, key: str, wanted: tuple[UUID, int, int, datetime, datetime]
) -> Appointment | None:
    """What this page already kept; the same page with another place or time is refused."""
    row = Appointment.objects.filter(idempotency_key=key).first()
    if row is None:
        return None
    kept = (row.session, row.chair_id, row.nurse_id, row.starts_at, row.ends_at)
    if (row.by_id, kept) != (by.user_id, wanted):
        raise Conflict("This page was already used for something else. Nothing was saved.")
    return row


def _trace(by: Actor, action: str, row: Appointment) -> None:
    audit.record(
        by=by,
        action=action,
        subject=("appointment", row.uid),
        patient=row.patient,
        location=row.location,
        detail={"session": str(row.session), "starts_at": row.starts_at.isoformat()},
    )
