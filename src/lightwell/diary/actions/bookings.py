"""A session of the plan gets its day and its place in one act: the record and the diary agree."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from attrs import asdict, frozen
from django.db import transaction

from lightwell.access.actors import Actor
from lightwell.access.errors import Conflict, NotReady
from lightwell.access.models import Location
from lightwell.diary.actions import appointments
from lightwell.diary.locks import hold_course
from lightwell.diary.models import Appointment
from lightwell.diary.policies import check_can_book
from lightwell.diary.queries import appointments as queries
from lightwell.diary.queries import places
from lightwell.records.actions import courses as sessions
from lightwell.records.queries import deaths
from lightwell.records.queries import places as treated
from lightwell.records.queries.courses import CourseView


@frozen
class Place:
    """A chair, a nurse, a time, and the therapist who stays, where one does."""

    chair: int
    nurse: int
    starts_at: datetime
    ends_at: datetime
    therapist: int | None = None


@transaction.atomic
def give_place(
    *,
    by: Actor,
    course: UUID,
    number: int,
    starts_at: datetime,
    chair: int,
    nurse: int,
    key: str,
    therapist: int | None = None,
) -> Appointment:
    """Book a session by its number: for the first time, again, to replace it, or to move it.

    The chair says at which location. On another day, at another location and after a missed
    appointment, another session takes the place of the old.
    """
    check_can_book(by)
    where = places.location_of(chair)
    view = hold_course(by, course, where.pk)
    said = (by.user_id, chair, nurse, starts_at)
    if done := _already(key, {one.uid for one in view.sessions if one.number == number}, said):
        return done
    _check_can_be(view, where)
    ends_at = starts_at + timedelta(minutes=queries.length_of(view).total)
    place = Place(chair, nurse, starts_at, ends_at, therapist)
    session = view.session(number)
    if session is None:
        made = sessions.schedule_session(
            by=by, course=course, number=number, planned_at=starts_at, place=where, key=key
        )
        return _book(by, view, made.uid, place, key)
    last = queries.newest_by_session(queries.of_patient(by, view.patient)).get(session.uid)
    uid = session.uid
    stays = session.location == where.pk and view.day(session.planned_at) == view.day(starts_at)
    if session.status == "cancelled" or not stays or (last and last.status == "missed"):
        reason = "Missed" if last and last.status == "missed" else ""
        uid = sessions.replace_session(
            by=by, session=uid, planned_at=starts_at, reason=reason, place=where, key=key
        ).uid
    if last is not None and last.is_live:
        return appointments.move(
            by=by, appointment=last.uid, session_uid=uid, key=key, **asdict(place)
        )
    return _book(by, view, uid, place, key)


def _check_can_be(view: CourseView, where: Location) -> None:
    """The person lives, and this location may give them what the course is about."""
    deaths.refuse_dead(view.patient)
    if why := treated.why_not(view, where):
        raise NotReady(f"{why} Nothing was saved.")


def _already(key: str, sessions_of_number: set[UUID], said: tuple[Any, ...]) -> Appointment | None:
    """What a page with this key booked before: a second press is one act, anything else none."""
    done = Appointment.objects.filter(idempotency_key=key).first()
    if done is None:
        return None
    kept = (done.by_id, done.chair_id, done.nurse_id, done.starts_at)
    if done.session not in sessions_of_number or kept != said:
        raise Conflict("This page was already used for something else. Nothing was saved.")
    return done


def _book(by: Actor, view: CourseView, session: UUID, place: Place, key: str) -> Appointment:
    return appointments.book(
        by=by, session_uid=session, patient_uid=view.patient.uid, key=key, **asdict(place)
    )
