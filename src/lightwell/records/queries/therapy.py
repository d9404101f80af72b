"""Therapy sessions as they stand, and what the gates of a programme ask about them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING
from uuid import UUID

from attrs import frozen
from django.db.models import Max

from lightwell.access import clock
from lightwell.access.actors import Actor
from lightwell.access.errors import NotFound
from lightwell.clinical.transitions import COURSE
from lightwell.records.chains import way_of
from lightwell.records.models import Course, SessionEntry, TherapyRecord
from lightwell.records.policies_history import check_can_read_history
from lightwell.records.queries import therapists
from lightwell.records.queries.patients import visible_to

if TYPE_CHECKING:
    from lightwell.records.models import Patient

Kind = TherapyRecord.Kind


@frozen(kw_only=True)
class TherapyView:
    """One therapy session as its newest version says, with every version before it."""

    thread: UUID
    number: int
    kind: str
    held_at: datetime
    minutes: int
    themes: str
    next_steps: str
    homework: str
    is_withdrawn: bool
    reason: str
    is_outside: bool
    author: int
    by_name: str
    recorded_at: datetime
    first: TherapyRecord
    before: tuple[TherapyRecord, ...]

    @property
    def title(self) -> str:
        """The kind of session as a person would say it."""
        return str(Kind(self.kind).label)


@frozen(kw_only=True)
class TherapyFacts:
    """What a programme's criteria ask about the therapy of a course, from what is recorded.

    ``preparation_sessions`` counts those held for this course; ``integration_since_dose`` is None
    where no dose was started: there is then nothing to integrate, and nothing is known to be done.
    """

    therapist_linked: bool
    preparation_sessions: int
    integration_since_dose: bool | None
    last_dose_at: datetime | None

    @property
    def known(self) -> dict[str, bool | int]:
        """The facts by their names in ``dictionary.toml``; what is not known is left out."""
        facts: dict[str, bool | int] = {
            "therapist_linked": self.therapist_linked,
            "preparation_sessions": self.preparation_sessions,
        }
        if self.integration_since_dose is not None:
            facts["integration_since_dose"] = self.integration_since_dose
        return {f"course.{name}": value for name, value in facts.items()}


def of_patient(by: Actor, patient: Patient) -> list[TherapyView]:
    """Every therapy session of a patient, the newest first, withdrawn ones included."""
    check_can_read_history(by)
    mine = visible_to(by).filter(pk=patient.pk).values("pk")
    return views(TherapyRecord.objects.filter(patient__in=mine))


def one(by: Actor, patient: Patient, thread: UUID) -> TherapyView:
    """One therapy session, or ``NotFound`` also when it is another patient's."""
    return pick(of_patient(by, patient), thread)


def pick(among: Iterable[TherapyView], thread: UUID) -> TherapyView:
    """The session of this name, or ``NotFound``."""
    found = next((view for view in among if view.thread == thread), None)
    if found is None:
        raise NotFound("There is no such therapy session in this record.")
    return found


def views(rows: Iterable[TherapyRecord]) -> list[TherapyView]:
    """Versions folded into sessions, the newest session first."""
    kept = sorted(rows, key=lambda row: (str(row.thread), row.number))
    folded = [_view(list(group)) for _, group in groupby(kept, key=lambda row: row.thread)]
    return sorted(folded, key=lambda view: (view.held_at, view.recorded_at), reverse=True)


def facts(patient: Patient, course: Course) -> TherapyFacts:
    """What stands now about the therapy of a course; a gate asks this at its moment.

    What was held in a former phase of the same way counts. A record that was written before any
    course began belongs to the one that began after it.
    """
    rows = TherapyRecord.objects.filter(patient=patient)
    way = way_of(course)
    own = {one.pk for one in way}
    earlier = Course.objects.filter(patient=patient, begun_at__lt=way[0].begun_at)
    before = earlier.aggregate(newest=Max("begun_at"))["newest"]
    held = [
        view for view in views(rows) if not view.is_withdrawn and _belongs(view.first, own, before)
    ]
    dose = _last_dose(own)
    after = [
        view for view in held if view.kind == Kind.INTEGRATION and dose and view.held_at > dose
    ]
    return TherapyFacts(
        therapist_linked=therapists.standing().filter(patient=patient).exists(),
        preparation_sessions=sum(view.kind == Kind.PREPARATION for view in held),
        integration_since_dose=bool(after) if dose else None,
        last_dose_at=dose,
    )


def course_now(patient: Patient) -> Course | None:
    """The course that a record of now belongs to: the newest, unless it is over."""
    newest = Course.objects.filter(patient=patient).order_by("-begun_at", "-id").first()
    if newest is None:
        return None
    event = newest.events.order_by("-number").first()
    is_over = event is not None and event.status in COURSE.final
    return None if is_over else newest


def _belongs(first: TherapyRecord, way: set[int], before: datetime | None) -> bool:
    if first.course_id is not None:
        return first.course_id in way
    return before is None or first.held_at > before


def _last_dose(way: set[int]) -> datetime | None:
    """When the last dose of a way was started, corrected or not."""
    started = SessionEntry.objects.filter(session__course__in=way, kind=SessionEntry.Kind.START)
    newest: datetime | None = started.filter(at__lte=clock.now()).aggregate(at=Max("at"))["at"]
    return newest


def _view(versions: list[TherapyRecord]) -> TherapyView:
    *before, newest = versions
    return TherapyView(
        thread=newest.thread,
        number=newest.number,
        kind=newest.kind,
        held_at=newest.held_at,
        minutes=newest.minutes,
        themes=newest.themes,
        next_steps=newest.next_steps,
        homework=newest.homework,
        is_withdrawn=newest.is_withdrawn,
        reason=newest.reason,
        is_outside=versions[0].is_outside,
        author=versions[0].by_id,
        by_name=newest.by_name,
        recorded_at=newest.recorded_at,
        first=versions[0],
        before=tuple(before),
    )
