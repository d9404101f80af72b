"""Treatments, medicines and allergies of a patient, as drafted and as verified."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from itertools import groupby
from uuid import UUID

from attrs import frozen
from django.db.models import Count, Exists, F, Min, OuterRef, QuerySet

from lightwell.access.actors import Actor
from lightwell.access.errors import NotFound
from lightwell.records.entries import Line, Version
from lightwell.records.models import EntryVersion, Patient, Reconciliation
from lightwell.records.policies_history import can_read_history, check_can_read_history
from lightwell.records.queries.patients import visible_to


@frozen
class Signature:
    """A list was gone through and signed: what was stated, when, by whom."""

    subject: str
    statement: str
    versions: tuple[int, ...]
    at: datetime
    by_name: str


@frozen
class Waiting:
    """A patient whose drafts no clinician has looked at yet."""

    patient: Patient
    count: int
    oldest: datetime


def current(by: Actor, patient: Patient, subject: str) -> list[Line]:
    """Entries of one subject that stand or wait; set-aside ones are left out."""
    return [line for line in all_of(by, patient, subject) if line.shown is not None]


def all_of(by: Actor, patient: Patient, *subjects: str) -> list[Line]:
    """Every entry of these subjects with all its versions, oldest entry first (one query)."""
    check_can_read_history(by)
    rows = _versions().filter(
        entry__patient__in=visible_to(by).filter(pk=patient.pk).values("pk"),
        entry__subject__in=subjects,
    )
    return _lines(rows)


def line(by: Actor, patient: Patient, uid: UUID) -> Line:
    """One entry of this patient, or ``NotFound`` also when it is another patient's."""
    check_can_read_history(by)
    rows = _versions().filter(
        entry__patient__in=visible_to(by).filter(pk=patient.pk).values("pk"), entry__uid=uid
    )
    found = _lines(rows)
    if not found:
        raise NotFound("There is no such entry in this record.")
    return found[0]


def signature(by: Actor, patient: Patient, subject: str) -> Signature | None:
    """The newest signature under a list; none means "not recorded", never "none known"."""
    check_can_read_history(by)
    row = (
        Reconciliation.objects.filter(patient=patient, subject=subject).select_related("by").first()
    )
    if row is None:
        return None
    return Signature(
        subject=row.subject,
        statement=row.statement,
        versions=tuple(row.versions),
        at=row.at,
        by_name=row.by.name,
    )


def allergy_state(lines: Iterable[Line], signed: Signature | None) -> str:
    """One of the four states that a banner may show: known, none_known, not_recorded, unavailable.

    A drafted allergy already counts as known: until someone has looked, it is the safe reading.
    """
    if any(line.shown is not None for line in lines):
        return "known"
    if signed is None or signed.statement == Reconciliation.Statement.LISTED:
        return "not_recorded"
    return signed.statement


def awaiting_verification(by: Actor) -> list[Waiting]:
    """Patients with drafts to look at, longest waiting first (two queries).

    Nobody without clinical access sees that there is anything to read.
    """
    if not can_read_history(by):
        return []
    later = EntryVersion.objects.filter(entry=OuterRef("entry"), number__gt=OuterRef("number"))
    drafts = (
        EntryVersion.objects.filter(
            ~Exists(later),
            status=EntryVersion.Status.PROPOSED,
            entry__patient__in=visible_to(by).values("pk"),
        )
        .values("entry__patient")
        .annotate(count=Count("pk"), oldest=Min("at"))
        .order_by("oldest", "entry__patient")
    )
    totals = {row["entry__patient"]: row for row in drafts}
    people = Patient.objects.select_related("home_location").in_bulk(totals)
    return [
        Waiting(patient=people[key], count=row["count"], oldest=row["oldest"])
        for key, row in totals.items()
    ]


def _versions() -> QuerySet[EntryVersion]:
    return EntryVersion.objects.select_related("entry", "by").order_by(F("entry_id"), "number")


def _lines(rows: QuerySet[EntryVersion]) -> list[Line]:
    return [
        Line(uid=entry.uid, subject=entry.subject, versions=tuple(_version(row) for row in group))
        for entry, group in groupby(rows, key=lambda row: row.entry)
    ]


def _version(row: EntryVersion) -> Version:
    return Version(
        id=row.pk,
        number=row.number,
        status=row.status,
        content=row.content,
        source=row.source,
        reason=row.reason,
        at=row.at,
        by_id=row.by_id,
        by_name=row.by.name,
    )
