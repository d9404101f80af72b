"""A course as it stands: its programme, its plan with whose signatures, its sessions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID
from zoneinfo import ZoneInfo

from attrs import frozen
from django.db.models import OuterRef, Prefetch, QuerySet, Subquery
from django.utils import timezone

import lightwell.clinical as lw
from lightwell.access.actors import Actor
from lightwell.access.errors import NotFound
from lightwell.clinical.programme import DoseLimits, Phase, Series
from lightwell.clinical.transitions import COURSE, SESSION
from lightwell.records import chains
from lightwell.records.models import (
    Course,
    CourseEvent,
    PlanSignature,
    PlanVersion,
    SessionEntry,
    TreatmentSession,
)
from lightwell.records.planning import PRESCRIBER
from lightwell.records.policies_history import check_can_read_history
from lightwell.records.queries import deaths
from lightwell.records.queries.patients import visible_to

if TYPE_CHECKING:
    from lightwell.records.models import Patient


@frozen
class Signed:
    """One signature on a plan: in which role, by whom, when."""

    role: str
    by_name: str
    at: datetime


@frozen(kw_only=True)
class PlanView:
    """One version of a plan."""

    uid: UUID
    number: int
    content: Mapping[str, Any]
    deviations: Sequence[Mapping[str, str]]
    sign_offs: Sequence[Mapping[str, str]]
    signatures: tuple[Signed, ...]
    at: datetime
    by_name: str

    @property
    def roles(self) -> tuple[str, ...]:
        """Whose signatures it takes: the prescriber's, and each that a dose asks for."""
        return tuple(dict.fromkeys((PRESCRIBER, *(one["by"] for one in self.sign_offs))))

    @property
    def waits_for(self) -> tuple[str, ...]:
        """Whose signatures are missing."""
        given = {one.role for one in self.signatures}
        return tuple(role for role in self.roles if role not in given)

    @property
    def is_signed(self) -> bool:
        return not self.waits_for

    @property
    def count(self) -> int:
        """How many sessions it plans; where intervals grow it plans the first alone."""
        return len(self.content["sessions"])

    @property
    def interval_days(self) -> int | None:
        """The interval that it begins with, where intervals grow."""
        days = self.content.get("interval_days")
        return None if days is None else int(days)

    @property
    def sessions_words(self) -> str:
        """How many sessions are planned, or at which interval: "6", "one every 14 days"."""
        return (
            str(self.count)
            if self.interval_days is None
            else f"one every {self.interval_days} days"
        )


@frozen(kw_only=True)
class SessionRow:
    """One session of a course: when it is planned, and how far it has come."""

    uid: UUID
    number: int
    planned_at: datetime
    status: str
    is_replaced: bool
    version: int
    location: int

    @property
    def has_run(self) -> bool:
        """Whether it began and is over, by whichever door."""
        return self.status in SESSION.final and self.status != "cancelled"

    @property
    def is_open(self) -> bool:
        """Whether something can still happen in it."""
        return self.status not in SESSION.final and not self.is_replaced


@frozen
class Reviewed:
    """One decision at a review: after which session, and when."""

    after_session: int
    choice: str
    at: datetime


@frozen(kw_only=True)
class CourseView:
    """One phase of a person's way through a programme; ``continues`` is the row of the former."""

    pk: int
    uid: UUID
    patient: Patient
    location: int
    zone: str
    programme: lw.Programme
    programme_version: str
    content_hash: str
    decision: UUID
    status: str
    route: str
    phase: Phase
    continues: int | None
    begun_at: datetime
    plans: tuple[PlanView, ...]
    sessions: tuple[SessionRow, ...]
    reviews: tuple[Reviewed, ...]

    @property
    def way(self) -> DoseLimits:
        """What this phase gives, and how; without a drug, what the way is about."""
        if self.phase.dose:
            return self.programme.dose_of(self.phase.dose)
        return self.programme.dose_by(self.route)

    @property
    def has_drug(self) -> bool:
        """Whether a dose can be planned in this phase."""
        return bool(self.phase.dose)

    @property
    def is_interval(self) -> bool:
        """Whether its sessions are booked one at a time, at intervals that grow."""
        return bool(self.phase.interval_steps_days)

    @property
    def series(self) -> Series | None:
        """The series that its plans are made from; none where intervals grow or without a drug."""
        return self.phase.series

    @property
    def least_days(self) -> int:
        """The programme's least days from one dose to the next."""
        return least_days(self.phase)

    @property
    def reviewed(self) -> frozenset[int]:
        """After which sessions a review was decided."""
        return frozenset(one.after_session for one in self.reviews)

    @property
    def last_number(self) -> int:
        """The highest number that a session can have now."""
        if self.plan is None:
            return 0
        if not self.is_interval:
            return self.plan.count
        numbers = [one.number for one in self.sessions]
        last = self.session(max(numbers)) if numbers else None
        if last is None:
            return 1
        return last.number + 1 if last.has_run else last.number

    @property
    def plan(self) -> PlanView | None:
        """The plan that counts: the newest that every signature stands on."""
        return next((one for one in reversed(self.plans) if one.is_signed), None)

    @property
    def draft(self) -> PlanView | None:
        """The newest version, while it waits for a signature."""
        newest = self.plans[-1] if self.plans else None
        return newest if newest is not None and not newest.is_signed else None

    @property
    def version(self) -> int:
        """What a page is made from: the number of the newest version of the plan."""
        return self.plans[-1].number if self.plans else 0

    def session(self, number: int) -> SessionRow | None:
        """The session that now has this number; one that was replaced gave it up."""
        return next(
            (one for one in self.sessions if one.number == number and not one.is_replaced), None
        )

    def day(self, moment: datetime) -> date:
        """The day on the wall of the location."""
        return timezone.localdate(moment, ZoneInfo(self.zone))

    @property
    def has_run(self) -> int:
        """How many sessions have taken place."""
        return sum(one.has_run for one in self.sessions)

    @property
    def is_over(self) -> bool:
        return self.status in COURSE.final


def active(by: Actor, patient: Patient) -> CourseView | None:
    """The course that this person is in; none before the first and after the last."""
    view = newest(by, patient)
    return None if view is None or view.is_over else view


def newest(by: Actor, patient: Patient) -> CourseView | None:
    """The newest course of a person, also when it is over (six queries)."""
    row = _rows(by).filter(patient=patient).order_by("-id").first()
    return None if row is None else view_of(row)


def course(by: Actor, uid: UUID) -> CourseView:
    """One course, or ``NotFound`` for strangers and for identifiers that do not exist."""
    row = _rows(by).filter(uid=uid).first()
    if row is None:
        raise NotFound("There is no such course here.")
    return view_of(row)


def way(by: Actor, view: CourseView) -> tuple[CourseView, ...]:
    """Every phase from the first of this person's way to this one, in order."""
    if view.continues is None:
        return (view,)
    found = chains.of_patient(view.patient.pk).way(view.pk)
    rows = {one.pk: one for one in _rows(by).filter(pk__in=[one.pk for one in found])}
    return tuple(view_of(rows[one.pk]) for one in found)


def running(by: Actor) -> list[CourseView]:
    """Every course of a living person that is not over (the same few queries for all)."""
    living = _rows(by).exclude(patient__in=deaths.dead().values("pk"))
    found = (view_of(row) for row in living.order_by("id"))
    return [one for one in found if not one.is_over]


def session_of(by: Actor, uid: UUID) -> tuple[CourseView, SessionRow]:
    """One session with its course, or ``NotFound``."""
    row = _rows(by).filter(sessions__uid=uid).first()
    if row is None:
        raise NotFound("There is no such session here.")
    view = view_of(row)
    return view, next(one for one in view.sessions if one.uid == uid)


def least_days(phase: Phase) -> int:
    """The least days from one dose to the next: the series's own, or the shortest interval."""
    if phase.series is not None:
        return phase.series.min_gap_days
    return phase.interval_steps_days[0] if phase.interval_steps_days else 1


def planned_days(plan: PlanView) -> dict[int, date]:
    """The proposed day of each session."""
    return {one["number"]: date.fromisoformat(one["on"]) for one in plan.content["sessions"]}


def _rows(by: Actor) -> QuerySet[Course]:
    check_can_read_history(by)
    return rows().filter(patient__in=visible_to(by).values("pk"))


def rows() -> QuerySet[Course]:
    """Every course with what a view of it needs; whoever asks narrows it to whom they may see."""
    status = SessionEntry.objects.filter(session=OuterRef("pk")).order_by("-number")
    step = CourseEvent.objects.filter(course=OuterRef("pk")).order_by("-number")
    plans = PlanVersion.objects.prefetch_related(
        Prefetch("signatures", PlanSignature.objects.order_by("id"))
    ).order_by("number")
    sessions = (
        TreatmentSession.objects.select_related("replaced_by")
        .annotate(now=Subquery(status.values("status")[:1]))
        .annotate(entry=Subquery(status.values("number")[:1]))
        .order_by("number", "id")
    )
    return (
        Course.objects.select_related("patient__home_location", "location", "decision")
        .annotate(status=Subquery(step.values("status")[:1]))
        .prefetch_related(Prefetch("plans", plans), Prefetch("sessions", sessions), "reviews")
    )


def view_of(row: Any) -> CourseView:
    """One course of `rows` as the pages use it."""
    programme = lw.find_programme(row.programme)
    return CourseView(
        pk=row.pk,
        uid=row.uid,
        patient=row.patient,
        location=row.location_id,
        zone=row.location.timezone,
        programme=programme,
        programme_version=row.programme_version,
        content_hash=row.content_hash,
        decision=row.decision.uid,
        status=row.status,
        route=row.route,
        phase=chains.phase_of(row, programme),
        continues=row.continues_id,
        begun_at=row.begun_at,
        plans=tuple(map(plan_view, row.plans.all())),
        sessions=tuple(map(_session, row.sessions.all())),
        reviews=tuple(Reviewed(one.after_session, one.choice, one.at) for one in row.reviews.all()),
    )


def plan_view(row: PlanVersion) -> PlanView:
    """One version of a plan with its signatures."""
    return PlanView(
        uid=row.uid,
        number=row.number,
        content=row.content,
        deviations=row.deviations,
        sign_offs=row.sign_offs,
        signatures=tuple(Signed(one.role, one.by_name, one.at) for one in row.signatures.all()),
        at=row.at,
        by_name=row.by_name,
    )


def _session(row: Any) -> SessionRow:
    return SessionRow(
        uid=row.uid,
        number=row.number,
        planned_at=row.planned_at,
        status=row.now or SESSION.initial,
        is_replaced=hasattr(row, "replaced_by"),
        version=row.entry or 0,
        location=row.location_id,
    )
