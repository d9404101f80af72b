"""Sessions of a signed plan get their dates, and a session that did not happen a new one."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Max

from lightwell.access import audit, clock
from lightwell.access.actors import Actor
from lightwell.access.errors import Conflict, InvalidInput, NotFound, NotReady
from lightwell.access.models import Location
from lightwell.records import chains
from lightwell.records.course_writing import cancel_open, locked
from lightwell.records.models import Course, SessionEntry, TreatmentSession
from lightwell.records.policies_courses import check_can_schedule
from lightwell.records.queries import intervals, places, reviews
from lightwell.records.queries.courses import CourseView

USED = "This page was already used for something else. Nothing was saved."
SIGNED_ON = "continue by signed decision"


@transaction.atomic
def schedule_session(
    *,
    by: Actor,
    course: UUID,
    number: int,
    planned_at: datetime,
    key: str,
    place: Location | None = None,
) -> TreatmentSession:
    """Give a session of the signed plan its moment, where the course is or at another place."""
    check_can_schedule(by)
    view, row = locked(by, course)
    where = place or row.location
    if done := _already(by, key, row, number, planned_at, where):
        return done
    _check_can_take_place(view, number, planned_at, where)
    if view.session(number) is not None:
        raise Conflict(f"Session {number} already has a date. Nothing was saved.")
    session = _create(by, row, number, planned_at, where, key)
    _trace(by, "course.schedule-session", session)
    return session


@transaction.atomic
def replace_session(
    *,
    by: Actor,
    session: UUID,
    planned_at: datetime,
    key: str,
    reason: str = "",
    place: Location | None = None,
) -> TreatmentSession:
    """A session that is missed, cancelled or moved to another day or place is taken over by a new
    one.

    While it was still open, it is cancelled in the same act; one that has begun stays.
    """
    check_can_schedule(by)
    old = TreatmentSession.objects.select_related("course").filter(uid=session).first()
    if old is None:
        raise NotFound("There is no such session here.")
    view, course = locked(by, old.course.uid)
    where = place or course.location
    if done := _already(by, key, course, old.number, planned_at, where, replaces=old.pk):
        return done
    now = next(one for one in view.sessions if one.uid == session)
    if now.is_replaced:
        raise Conflict("This session was already replaced. Nothing was saved.")
    if now.status != "cancelled":
        cancel_open(by, old, now, reason or "Moved to another time", key)
    _check_can_take_place(view, old.number, planned_at, where)
    made = _create(by, course, old.number, planned_at, where, key, replaces=old)
    _trace(by, "course.replace-session", made)
    return made


def _check_can_take_place(
    view: CourseView, number: int, planned_at: datetime, where: Location
) -> None:
    plan = view.plan
    if plan is None or view.is_over:
        raise NotReady("Sessions are scheduled from a signed plan. Sign the plan first.")
    if why := places.why_not(view, where):
        raise NotReady(f"{why} Nothing was saved.")
    if view.is_interval:
        _check_in_turn(view, number)
    else:
        _check_reviewed(view, number)
    if not 1 <= number <= view.last_number:
        raise NotFound(f"The plan has {view.last_number} sessions.")
    if planned_at <= clock.now():
        raise InvalidInput("This time has passed. Choose a later one.", field="day")
    _check_distance(view, number, planned_at)


def _check_reviewed(view: CourseView, number: int) -> None:
    """Beyond the programme's series a session needs the signed decision to go on."""
    series = view.series
    if series is None or number <= series.count:
        return
    signed = reviews.decisions(view.uid, series.count)
    if not signed or signed[-1].choice != SIGNED_ON:
        raise NotReady(
            f"The programme has {series.count} sessions. Session {number} needs the decision "
            f"“{SIGNED_ON}”, signed at the review after session {series.count}. Nothing saved."
        )


def _check_in_turn(view: CourseView, number: int) -> None:
    """Where intervals grow a session is booked after the one before: its interval is signed, and
    a review that is due is decided first."""
    if number <= 1 or number > view.last_number:
        return
    if due := reviews.due(view):
        raise NotReady(
            f"The review after session {due[0].after_session} is due: decide there first. "
            "Nothing was saved."
        )
    if intervals.next_day(view) is None and number == view.has_run + 1:
        raise NotReady(
            f"The interval after session {view.has_run} is not signed yet. A prescriber signs it "
            "under “What comes next”. Nothing was saved."
        )


def _check_distance(view: CourseView, number: int, planned_at: datetime) -> None:
    """Sessions keep the order of their numbers and the programme's least distance in days, also
    to what was given in the phase before."""
    day, least = view.day(planned_at), view.least_days
    for other in view.sessions:
        if other.is_replaced or other.number == number or other.status == "cancelled":
            continue
        apart = (day - view.day(other.planned_at)).days
        if other.number > number:
            apart = -apart
        if apart < least:
            raise InvalidInput(
                f"Session {other.number} is on {view.day(other.planned_at):%d-%b-%Y}. "
                f"Sessions keep their order and at least {least} days between them: "
                "choose another day.",
                field="day",
            )
    before = _last_dose_before(view)
    if before is not None and (day - view.day(before)).days < least:
        raise InvalidInput(
            f"The last dose before this phase was on {view.day(before):%d-%b-%Y}. The programme "
            f"keeps at least {least} days between two: choose another day.",
            field="day",
        )


def _last_dose_before(view: CourseView) -> datetime | None:
    """When the last dose of a former phase was started."""
    if view.continues is None:
        return None
    former = [one for one in chains.of_patient(view.patient.pk).way(view.pk) if one.pk != view.pk]
    started = SessionEntry.objects.filter(session__course__in=former, kind=SessionEntry.Kind.START)
    found: datetime | None = started.aggregate(at=Max("at"))["at"]
    return found


def _create(
    by: Actor,
    course: Course,
    number: int,
    planned_at: datetime,
    where: Location,
    key: str,
    replaces: TreatmentSession | None = None,
) -> TreatmentSession:
    try:
        with transaction.atomic():
            return TreatmentSession.objects.create(
                course=course,
                patient=course.patient,
                location=where,
                number=number,
                replaces=replaces,
                planned_at=planned_at,
                at=clock.now(),
                by_id=by.person_id("schedules a session"),
                idempotency_key=key,
            )
    except IntegrityError:
        raise Conflict(
            f"Somebody else scheduled session {number} at the same moment. Nothing was saved."
        ) from None


def _already(
    by: Actor,
    key: str,
    course: Course,
    number: int,
    planned_at: datetime,
    where: Location,
    replaces: int | None = None,
) -> TreatmentSession | None:
    """What this page already did; the same page with another time is refused, not passed over."""
    row = TreatmentSession.objects.filter(idempotency_key=key).first()
    if row is None:
        return None
    before = (row.by_id, row.course_id, row.number, row.planned_at, row.location_id)
    wanted = (by.user_id, course.pk, number, planned_at, where.pk)
    if (before, row.replaces_id) != (wanted, replaces):
        raise Conflict(USED)
    return row


def _trace(by: Actor, action: str, session: TreatmentSession) -> None:
    audit.record(
        by=by,
        action=action,
        subject=("session", session.uid),
        patient=session.patient.uid,
        location=session.location,
        detail={"number": session.number, "planned_at": session.planned_at.isoformat()},
    )
