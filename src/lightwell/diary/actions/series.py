"""All sessions of a course get their places in one act, or none does."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from django.db import transaction

from lightwell.access import audit
from lightwell.access.actors import Actor
from lightwell.access.errors import Conflict
from lightwell.diary.actions import bookings, telling
from lightwell.diary.locks import hold_course
from lightwell.diary.models import Appointment
from lightwell.diary.policies import check_can_book
from lightwell.diary.queries import leaving as leavings
from lightwell.diary.queries import series as queries
from lightwell.diary.queries.appointments import Booked
from lightwell.diary.queries.leaving import Leaving
from lightwell.records.queries import courses, places
from lightwell.scheduler import Placed, Preferences, Proposal

MEANWHILE = (
    "The diary changed while this page was open, or the wishes did: other places are proposed now. "
    "Nothing was booked. Look at the list and book it again."
)


@transaction.atomic
def book_series(
    *,
    by: Actor,
    course: UUID,
    wishes: Preferences,
    fingerprint: str,
    key: str,
    leaving: Leaving | None = None,
    at: Collection[int] = (),
) -> list[Appointment]:
    """Keep every place of the proposal that the page showed; a lost race keeps none.

    The proposal is asked anew with the patient and the locations held: it is booked only when it is
    the same. With ``leaving`` one appointment finds a new time and what follows moves with it.
    ``at`` are the locations to which the person can come.
    """
    check_can_book(by)
    asked = {one.pk for one in places.of_course(courses.course(by, course))}
    view = hold_course(by, course, *asked)
    done = list(Appointment.objects.filter(idempotency_key__startswith=_stem(key)).order_by("id"))
    if done:
        if {(one.by_id, one.patient) for one in done} != {(by.user_id, view.patient.uid)}:
            raise Conflict("This page was already used for something else. Nothing was saved.")
        return done
    if leaving is not None:
        stands = leavings.of(by, view, leaving.appointment, leaving.not_before)
        if stands != leaving:
            raise Conflict(leavings.MOVED)
    found = queries.proposed(by, view, wishes, leaving, at=at)
    if not isinstance(found.answer, Proposal) or found.fingerprint != fingerprint:
        raise Conflict(MEANWHILE)
    changing = set(found.changes)
    placed = [one for one in found.answer.placed if one.number in changing]
    made = [_give(by, course, one, key) for one in _in_turn(placed, found.now)]
    audit.record(
        by=by,
        action="appointment.series",
        subject=("course", course),
        patient=view.patient.uid,
        location=view.location,
        detail={"count": len(made), "numbers": sorted(changing)},
    )
    if leaving is not None or changing & set(found.now):
        telling.tell_moved(by=by, people=[view.patient.uid])
    return made


def _in_turn(placed: Sequence[Placed], now: Mapping[int, Booked]) -> list[Placed]:
    """An order in which each keeps its distance to the others at every step.

    Those that move to a later time begin with the last; all others follow from the first.
    """
    later = [
        one for one in placed if one.number in now and one.starts_at >= now[one.number].starts_at
    ]
    others = [one for one in placed if one not in later]
    return [*reversed(later), *others]


def _give(by: Actor, course: UUID, one: Placed, key: str) -> Appointment:
    return bookings.give_place(
        by=by,
        course=course,
        number=one.number,
        starts_at=one.starts_at,
        chair=one.chair,
        nurse=one.nurse,
        therapist=one.therapist,
        key=f"{_stem(key)}{one.number}",
    )


def _stem(key: str) -> str:
    return f"{key[:40]}:series:"
