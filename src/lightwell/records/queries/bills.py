"""Diagnosis codes as clinicians recorded them, and the bills that were issued."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID
from zoneinfo import ZoneInfo

from attrs import frozen

from lightwell.access.actors import LICENSED_ROLES, Actor
from lightwell.access.errors import NotFound
from lightwell.access.models import Location
from lightwell.access.queries import people
from lightwell.records.models import DiagnosisCode, Superbill, TherapyRecord
from lightwell.records.policies_history import check_can_read_history
from lightwell.records.queries import courses, sessions
from lightwell.records.queries.patients import visible_to

if TYPE_CHECKING:
    from lightwell.access.models import User
    from lightwell.records.models import Patient


@frozen(kw_only=True)
class DiagnosisView:
    """A diagnosis code that counts, and who recorded it when."""

    uid: UUID
    code: str
    words: str
    at: datetime
    by_name: str


@frozen(kw_only=True)
class BillView:
    """One superbill as it was issued; ``superseded_by`` is the number of its correction."""

    uid: UUID
    patient: Patient
    location: Location
    number: int
    supersedes: int | None
    superseded_by: int | None
    reason: str
    content: Mapping[str, Any]
    at: datetime
    by_name: str

    @property
    def stands(self) -> bool:
        return self.superseded_by is None


@frozen
class Held:
    """A day on which the record says that something was done, as a help beside a bill."""

    on: date
    words: str


def diagnoses(by: Actor, patient: Patient) -> list[DiagnosisView]:
    """The codes that count now: of each code the newest row, unless it says that it is over."""
    check_can_read_history(by)
    mine = visible_to(by).filter(pk=patient.pk).values("pk")
    newest: dict[str, DiagnosisCode] = {}
    for row in DiagnosisCode.objects.filter(patient__in=mine).order_by("id"):
        newest[row.code] = row
    return [
        DiagnosisView(uid=row.uid, code=row.code, words=row.words, at=row.at, by_name=row.by_name)
        for row in sorted(newest.values(), key=lambda row: row.code)
        if not row.is_over
    ]


def check_diagnosis(by: Actor, patient: Patient, uid: UUID) -> None:
    """A code of this patient, also one that no longer counts; else ``NotFound``."""
    mine = visible_to(by).filter(pk=patient.pk).values("pk")
    if not DiagnosisCode.objects.filter(patient__in=mine, uid=uid).exists():
        raise NotFound("There is no such code in this record.")


def of_patient(by: Actor, patient: Patient) -> list[BillView]:
    """Every superbill of a patient, newest first (one query)."""
    check_can_read_history(by)
    mine = visible_to(by).filter(pk=patient.pk).values("pk")
    rows = Superbill.objects.filter(patient__in=mine).select_related(
        "patient", "location__organisation", "supersedes", "superseded_by"
    )
    return [_view(row) for row in rows.order_by("-number")]


def one(by: Actor, patient: Patient, uid: UUID) -> BillView:
    """One superbill of this patient, or ``NotFound`` also when it is another patient's."""
    found = next((bill for bill in of_patient(by, patient) if bill.uid == uid), None)
    if found is None:
        raise NotFound("There is no such bill in this record.")
    return found


def clinicians(location: Location) -> list[User]:
    """Who may stand on a bill of this location as the one who rendered a service."""
    return list(people.staff_with(location, *LICENSED_ROLES))


def held(by: Actor, patient: Patient) -> list[Held]:
    """What the record says was done, newest first: begun sessions, and therapy sessions."""
    course = courses.newest(by, patient)
    found = [
        Held(view.day_of(view.started_at), f"Session {view.number}, {view.status}")
        for view in (sessions.of_course(by, course.uid) if course else ())
        if view.started_at is not None
    ]
    zone = ZoneInfo(patient.home_location.timezone)
    inside = TherapyRecord.objects.filter(patient=patient, is_outside=False, number=1)
    found += [
        Held(row.held_at.astimezone(zone).date(), f"{row.get_kind_display()}, {row.minutes} min")
        for row in inside
    ]
    return sorted(found, key=lambda one: one.on, reverse=True)


def _view(row: Superbill) -> BillView:
    later = getattr(row, "superseded_by", None)
    return BillView(
        uid=row.uid,
        patient=row.patient,
        location=row.location,
        number=row.number,
        supersedes=row.supersedes.number if row.supersedes else None,
        superseded_by=later.number if later else None,
        reason=row.reason,
        content=row.content,
        at=row.at,
        by_name=row.by_name,
    )
