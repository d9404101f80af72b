"""What is decided at a review of a course, signed, with reasons; and the course moves with it."""

from __future__ import annotations

from uuid import UUID

from django.db import IntegrityError, transaction

from lightwell.access import audit, clock
from lightwell.access.actors import Actor
from lightwell.access.errors import Conflict, Denied, InvalidInput, NotFound, NotReady
from lightwell.clinical.transitions import COURSE
from lightwell.records import course_ends
from lightwell.records import policies_ratings as may
from lightwell.records.models import Course, CourseEvent, Patient, ReviewDecision
from lightwell.records.queries import reviews as queries
from lightwell.records.queries.reviews import ReviewView

USED = "This page was already used for something else. Nothing was saved."
REASONS_AT_MOST, ABOUT_AT_MOST = 4000, 2000
# Which choices of a programme move the course; with all others it goes on.
STOP = "stop"
MOVES = {"maintain": "maintain", STOP: "stop"}


@transaction.atomic
def decide(
    *,
    by: Actor,
    course: UUID,
    after_session: int,
    choice: str,
    reasons: str,
    about_goals: str,
    version: str,
    key: str,
) -> ReviewDecision:
    """Keep and sign a choice of the programme with its reasons, on what the page showed.

    ``about_goals`` is how far the person is with their own goals, in their words. If a score or
    another decision came in between, nothing is saved. Where the course is stopped, its open
    sessions are cancelled with the places that are kept for them.
    """
    may.check_can_review(by)
    row = Course.objects.select_related("patient", "location").filter(uid=course).first()
    if row is None:
        raise NotFound("There is no such course here.")
    queries.review(by, course, after_session)  # a stranger finds nothing, and locks nothing
    Patient.objects.select_for_update().get(pk=row.patient_id)
    shown = queries.review(by, course, after_session)
    reasons, about_goals = reasons.strip(), about_goals.strip()
    if done := ReviewDecision.objects.filter(idempotency_key=key).first():
        before = (done.course_id, done.by_id, done.after_session, done.choice, done.reasons)
        if before != (row.pk, by.user_id, after_session, choice, reasons):
            raise Conflict(USED)
        return done
    _check(by, shown, choice, reasons, about_goals)
    if shown.version != version:
        raise Conflict(
            "The record changed while this page was open. Nothing was signed. "
            "Open the page again and read what is new."
        )
    made = _keep(by, row, shown, choice, reasons, about_goals, key)
    if choice in MOVES:
        _move(by, row, shown, MOVES[choice], after_session)
    if choice == STOP:
        reason = f"The course was stopped at the review after session {after_session}"
        course_ends.close(by=by, view=shown.course, reason=reason, key=key)
    _trace(by, made)
    return made


def _check(by: Actor, shown: ReviewView, choice: str, reasons: str, about_goals: str) -> None:
    if shown.course.location != by.location_id:
        raise Denied("This course belongs to another location.")
    if not shown.is_due:
        raise NotReady(f"Session {shown.review.after_session} has not taken place yet.")
    if shown.course.is_over:
        raise NotReady(f"This course is {shown.course.status}: its reviews stay as they are.")
    if choice not in shown.review.choices:
        raise InvalidInput("Choose what you decide.", field="choice")
    if choice == STOP:
        course_ends.check_nothing_runs(shown.course)
    if not reasons:
        raise InvalidInput("Write your reasons. They are kept with the decision.", field="reasons")
    if len(reasons) > REASONS_AT_MOST:
        raise InvalidInput(f"Shorten the reasons to {REASONS_AT_MOST} characters.", field="reasons")
    if len(about_goals) > ABOUT_AT_MOST:
        raise InvalidInput(f"Shorten it to {ABOUT_AT_MOST} characters.", field="about_goals")


def _keep(
    by: Actor,
    course: Course,
    shown: ReviewView,
    choice: str,
    reasons: str,
    about_goals: str,
    key: str,
) -> ReviewDecision:
    try:
        with transaction.atomic():
            return ReviewDecision.objects.create(
                course=course,
                after_session=shown.review.after_session,
                number=len(shown.decided) + 1,
                choice=choice,
                reasons=reasons,
                basis=shown.basis | {"about_goals": about_goals},
                at=clock.now(),
                by_id=by.person_id("decides"),
                by_name=by.name,
                idempotency_key=key,
            )
    except IntegrityError:
        raise Conflict(
            "Somebody else decided at the same moment. Nothing of yours was saved."
        ) from None


def _move(by: Actor, course: Course, shown: ReviewView, verb: str, after: int) -> None:
    """The course goes into maintenance or ends; one that is in maintenance already stays there."""
    status = shown.course.status
    if not COURSE.allows(status, verb):
        if status == "maintenance" and verb == "maintain":
            return
        raise NotReady(f"This course is {status}: it cannot {verb}. Nothing was signed.")
    CourseEvent.objects.create(
        course=course,
        number=course.events.count() + 1,
        verb=verb,
        status=COURSE.after(status, verb),
        note=f"review after session {after}",
        at=clock.now(),
        by_id=by.user_id,
        by_name=by.name,
    )


def _trace(by: Actor, made: ReviewDecision) -> None:
    audit.record(
        by=by,
        action="review.decide",
        subject=("review", made.uid),
        patient=made.course.patient.uid,
        location=made.course.location,
        detail={"after": made.after_session, "choice": made.choice},
    )
