"""Sessions as the people who run them see them. One face; the parts stand beside it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

import lightwell.clinical as lw
from lightwell.access import clock
from lightwell.access.actors import Actor
from lightwell.access.errors import NotFound
from lightwell.records.chains import phase_of
from lightwell.records.models import Course, FollowUp, SessionEntry, TreatmentSession
from lightwell.records.policies_sessions import can_read_session, check_can_read_session
from lightwell.records.queries import deaths, session_gates
from lightwell.records.queries.patients import visible_to
from lightwell.records.queries.session_doses import dose_of
from lightwell.records.queries.session_flags import SessionFlags, ShownFlag, flags
from lightwell.records.queries.session_gates import asked
from lightwell.records.queries.session_grounds import plan_in_force, weights
from lightwell.records.queries.session_prints import printed
from lightwell.records.session_state import (
    DoseView,
    EntryView,
    PlanInForce,
    SessionView,
    Weight,
    entry_views,
    slot_of,
)

__all__ = [
    "DoseView",
    "EntryView",
    "PlanInForce",
    "SessionFlags",
    "SessionView",
    "ShownFlag",
    "Weight",
    "asked",
    "board",
    "call_backs_due",
    "discharge",
    "due",
    "flags",
    "latest",
    "of_course",
    "printed",
    "readiness",
    "session",
    "slot_of",
]


def session(by: Actor, uid: UUID) -> SessionView:
    """One session, or ``NotFound`` for whoever may not see its patient."""
    check_can_read_session(by)
    row = _visible(by).filter(uid=uid).first()
    if row is None:
        raise NotFound("There is no such session here.")
    return views([row])[0]


def board(by: Actor) -> list[SessionView]:
    """The sessions of the location today: planned for today, or begun and not over."""
    if not can_read_session(by):
        return []
    now = clock.now()
    day = timedelta(days=1)
    near = Q(planned_at__range=(now - day, now + day)) | Q(entries__recorded_at__gte=now - day)
    rows = _visible(by).filter(near, location=by.location_id or 0).distinct()
    return [one for one in views(rows.order_by("planned_at", "id")) if _is_today(one, now)]


def of_course(by: Actor, course: UUID) -> list[SessionView]:
    """The sessions of a course, in order, replaced ones included."""
    check_can_read_session(by)
    return views(_visible(by).filter(course__uid=course))


def readiness(by: Actor, uid: UUID) -> lw.GateResult:
    """What is known and met, and what holds the start, at this moment."""
    return session_gates.judge("readiness", session(by, uid), clock.now())


def discharge(by: Actor, uid: UUID) -> lw.GateResult:
    """What is known and met, and what holds the discharge, at this moment."""
    return session_gates.judge("discharge", session(by, uid), clock.now())


def due(view: SessionView, now: datetime) -> tuple[lw.Due, ...]:
    """What is to be observed by the programme: done, due, overdue, missed and the next."""
    if view.times is None:
        return ()
    return lw.observations(view.programme, view.times, view.observed, _until(view, now))


def latest(view: SessionView, now: datetime) -> tuple[lw.Latest, ...]:
    """The last whole observation of each kind, and whether it is stale."""
    if view.times is None:
        return ()
    return lw.latest(view.programme, view.times, view.observed, _until(view, now))


def _until(view: SessionView, now: datetime) -> datetime:
    """Nothing more falls due once the person has left."""
    return min(now, view.ended_at) if view.ended_at else now


def call_backs_due(by: Actor) -> list[SessionView]:
    """Sessions that somebody left against advice and after which nobody has reached them yet."""
    if not can_read_session(by):
        return []
    # Two conditions on one follow-up: an `exclude` over the relation would also drop whoever was
    # called in vain and reached by another call, such as that of the day after.
    reached = FollowUp.objects.filter(
        session=OuterRef("pk"), purpose=FollowUp.Purpose.CALL_BACK, was_reached=True
    )
    rows = _visible(by).filter(
        ~Exists(reached),
        ~Exists(deaths.dead().filter(pk=OuterRef("patient"))),
        location=by.location_id or 0,
        entries__kind="leave_against_advice",
    )
    return views(rows)


def views(rows: Iterable[TreatmentSession]) -> list[SessionView]:
    """Rows with everything that a page of a session shows."""
    kept = list(rows)
    weight = weights({one.patient_id for one in kept})
    return [_view(one, weight.get(one.patient_id)) for one in kept]


def _view(row: TreatmentSession, weight: Weight | None) -> SessionView:
    entries = entry_views(row.entries.all())
    plan = plan_in_force(row.course)
    programme = lw.find_programme(row.course.programme)
    return SessionView(
        uid=row.uid,
        patient=row.patient,
        location=row.location,
        course=row.course,
        programme=programme,
        number=row.number,
        of=_planned_count(plan, programme, row.course),
        planned_at=row.planned_at,
        entries=entries,
        plan=plan,
        weight=weight,
        dose=dose_of(entries, plan, weight),
    )


def _planned_count(plan: PlanInForce | None, programme: lw.Programme, course: Course) -> int | None:
    phase = phase_of(course, programme)
    if phase.series is None:
        return None  # at intervals that grow nobody knows how many there will be
    if plan is not None and plan.content.get("sessions"):
        return len(plan.content["sessions"])
    return phase.series.count


def _visible(by: Actor) -> QuerySet[TreatmentSession]:
    return (
        TreatmentSession.objects.filter(patient__in=visible_to(by).values("pk"))
        .select_related("patient", "location", "course")
        .prefetch_related(
            Prefetch("entries", SessionEntry.objects.order_by("number")),
            "course__plans__signatures",
        )
    )


def _is_today(view: SessionView, now: datetime) -> bool:
    zone = ZoneInfo(view.location.timezone)
    today = now.astimezone(zone).date()
    is_under_way = view.started_at is not None and not view.is_over
    is_of_today = any(one.recorded_at.astimezone(zone).date() == today for one in view.entries)
    return is_under_way or is_of_today or view.planned_at.astimezone(zone).date() == today
