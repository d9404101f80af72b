"""An appointment that is to find a new time: which it is, and whether it may still leave."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from attrs import frozen

from lightwell.access.actors import Actor
from lightwell.access.errors import Conflict, InvalidInput, NotReady
from lightwell.diary.queries import appointments
from lightwell.records.queries.courses import CourseView

# How far ahead a person can ask to begin again. Ours.
FURTHEST_DAYS = 180
MOVED = (
    "This appointment was moved meanwhile. Nothing was booked or moved by you. "
    "Open the course to see where it is now."
)


@frozen(kw_only=True)
class Leaving:
    """An appointment that is to find a new time, with what follows it.

    ``not_before`` is the first day on which the person can come again.
    """

    number: int
    appointment: UUID
    not_before: date | None = None


def of(by: Actor, course: CourseView, appointment: UUID, not_before: date | None = None) -> Leaving:
    """What it takes to find a new time for an appointment; ``Conflict`` once it has another."""
    known = appointments.newest_by_session(appointments.of_patient(by, course.patient))
    for row in course.sessions:
        now = known.get(row.uid)
        if now is None or now.uid != appointment:
            continue
        if row.is_replaced or now.status == "moved":
            break
        return Leaving(number=row.number, appointment=appointment, not_before=not_before)
    raise Conflict(MOVED)


def check_may_leave(asked: Leaving, *, is_over: bool, today: date) -> None:
    """What is over, under way or not yet open to booking finds no new time."""
    if is_over:
        raise NotReady(
            "This session is over, or its time has come. Note first that the person did not come."
        )
    if asked.not_before and not 0 <= (asked.not_before - today).days <= FURTHEST_DAYS:
        raise InvalidInput(
            f"Give a day from today on, within {FURTHEST_DAYS} days.", field="not_before"
        )
