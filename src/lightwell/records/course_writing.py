"""What every act on a course shares: it is held, its steps are numbered, and it is audited."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from lightwell.access import audit, clock
from lightwell.access.actors import Actor
from lightwell.access.errors import Conflict, Denied, NotFound
from lightwell.clinical.programme import Phase
from lightwell.clinical.transitions import COURSE, SESSION
from lightwell.records.models import Course, CourseEvent, Patient, SessionEntry, TreatmentSession
from lightwell.records.queries import courses
from lightwell.records.queries.courses import CourseView, SessionRow

CANCEL = SessionEntry.Kind.CANCEL


def locked(by: Actor, course: UUID) -> tuple[CourseView, Course]:
    """A course as it stands, held so that one person at a time changes it."""
    row = Course.objects.select_related("patient", "location").filter(uid=course).first()
    if row is None:
        raise NotFound("There is no such course here.")
    courses.course(by, course)  # a stranger finds nothing, and locks nothing
    Patient.objects.select_for_update().get(pk=row.patient_id)
    view = courses.course(by, course)
    if view.location != by.location_id:
        raise Denied("This course belongs to another location.")
    return view, row


def open_phase(by: Actor, course: Course, phase: Phase) -> None:
    """The first steps of a course: one without a drug has no plan to sign, and goes on at once."""
    step(by, course, "begin", COURSE.initial, number=1)
    if not phase.dose:
        step(by, course, "open", COURSE.after(COURSE.initial, "open"), number=2)


def step(
    by: Actor, course: Course, verb: str, status: str, *, number: int = 0, note: str = ""
) -> None:
    """Keep one step of a course under the next number."""
    number = number or course.events.count() + 1
    try:
        with transaction.atomic():
            CourseEvent.objects.create(
                course=course,
                number=number,
                verb=verb,
                status=status,
                note=note,
                at=clock.now(),
                by_id=by.user_id,
                by_name=by.name,
            )
    except IntegrityError:
        raise Conflict("Somebody else changed this course meanwhile. Nothing was saved.") from None


def trace(by: Actor, action: str, course: Course, detail: dict[str, Any]) -> None:
    """The audit entry of an act on a course."""
    audit.record(
        by=by,
        action=action,
        subject=("course", course.uid),
        patient=course.patient.uid,
        location=course.location,
        detail=detail,
    )


def cancel_open(by: Actor, old: TreatmentSession, now: SessionRow, reason: str, key: str) -> None:
    """Cancel a session that has not begun; one that has is refused."""
    if not SESSION.allows(now.status, CANCEL):
        words = now.status.replace("_", " ")
        raise Conflict(f"This session is {words}: it cannot be replaced. Nothing was saved.")
    at = clock.now()
    entry = SessionEntry(
        session=old,
        number=now.version + 1,
        kind=CANCEL,
        status=SESSION.after(now.status, CANCEL),
        at=at,
        recorded_at=at,
        reason=reason,
        by_id=by.person_id("plans a course"),
        by_name=by.name,
        idempotency_key=f"{key[:56]}:cancel",
    )
    try:
        with transaction.atomic():
            entry.save(force_insert=True)
    except IntegrityError:
        raise Conflict(
            "Somebody wrote in this session at the same moment. Nothing was saved. Look again."
        ) from None
