"""One patient at a glance: what the portal's first page and the clinic's banner need."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from attrs import frozen
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

import lightwell.clinical as lw
from lightwell.access import clock
from lightwell.access.actors import Actor
from lightwell.clinical.transitions import ASSIGNMENT, RISK_TASK
from lightwell.records import risk_rules
from lightwell.records.entries import Line
from lightwell.records.models import (
    Assignment,
    AssignmentEvent,
    Patient,
    Response,
    RiskTask,
    RiskTaskEvent,
)
from lightwell.records.policies_history import check_can_read_history
from lightwell.records.queries import history
from lightwell.records.queries.patients import visible_to
from lightwell.records.scores import BRIEF


@frozen
class Told:
    """What a patient has told so far, and what was asked of them."""

    treatments: int
    medicines: int
    allergies: int
    check_ins: int


@frozen
class OpenRisk:
    """The most urgent open risk task of a patient."""

    label: str
    priority: str
    raised_at: datetime
    count: int


@frozen
class Identity:
    """What a clinician must see of a person on every page: who, allergies, open risk."""

    patient: Patient
    allergy_state: str
    allergies: tuple[str, ...]
    risk: OpenRisk | None
    has_namesake: bool


@frozen
class Score:
    """One administration of an instrument: answers as given, total as computed then."""

    at: datetime
    answers: tuple[int | None, ...]
    total: int | None
    band: str
    complete: bool
    missing: tuple[int, ...]
    safety_value: int | None
    safety: str
    task: Any
    by_name: str


def told_by(by: Actor, patient: Patient) -> Told:
    """How much a patient has told, and how many check-ins wait (two queries)."""
    lines = history.all_of(by, patient, "treatment", "medicine", "allergy")
    counts = dict.fromkeys(("treatment", "medicine", "allergy"), 0)
    for line in lines:
        counts[line.subject] += line.shown is not None
    newest = AssignmentEvent.objects.filter(assignment=OuterRef("pk")).order_by("-number")
    waiting = (
        Assignment.objects.filter(patient=patient, expires_at__gt=clock.now())
        .filter(channel=Assignment.Channel.PORTAL)
        .annotate(status=Subquery(newest.values("status")[:1]))
        .exclude(status__in=ASSIGNMENT.final)
    )
    return Told(
        treatments=counts["treatment"],
        medicines=counts["medicine"],
        allergies=counts["allergy"],
        check_ins=waiting.count(),
    )


def identity(by: Actor, patient: Patient) -> Identity:
    """Who a page is about; the same few queries for every patient."""
    check_can_read_history(by)
    lines = history.current(by, patient, "allergy")
    names = [_substance(line) for line in lines]
    return Identity(
        patient=patient,
        allergy_state=history.allergy_state(lines, history.signature(by, patient, "allergy")),
        allergies=tuple(names),
        risk=_open_risk(patient),
        has_namesake=namesakes(by, [patient.family_name])[patient.family_name.casefold()] > 1,
    )


def search(by: Actor, words: str) -> QuerySet[Patient]:
    """Patients by any part of a name, a birth date as YYYY-MM-DD or MM/DD/YYYY, or the MRN."""
    found = visible_to(by)
    for word in words.split():
        matches = (
            Q(family_name__icontains=word) | Q(given_name__icontains=word) | Q(mrn__icontains=word)
        )
        if born := _date(word):
            matches |= Q(birth_date=born)
        found = found.filter(matches)
    return found


def namesakes(by: Actor, family_names: list[str]) -> dict[str, int]:
    """How many patients here carry each of these family names, whatever the letter case."""
    wanted = Q(pk__in=[])
    for name in set(family_names):
        wanted |= Q(family_name__iexact=name)
    rows = (
        visible_to(by).filter(wanted).values("family_name").annotate(n=Count("pk", distinct=True))
    )
    counts = {name.casefold(): 0 for name in family_names}
    for row in rows.order_by("family_name"):
        # A database may take letters for the same that Python does not ("ı" for "i").
        if (name := row["family_name"].casefold()) in counts:
            counts[name] += row["n"]
    return counts


def scores(by: Actor, patient: Patient, instrument: str, *, is_brief: bool = False) -> list[Score]:
    """Every administration of an instrument, newest first (one query).

    One over the last 24 hours is another series: ``is_brief`` asks for that one.
    """
    check_can_read_history(by)
    rows = (
        Response.objects.filter(
            patient__in=visible_to(by).filter(pk=patient.pk).values("pk"), instrument=instrument
        )
        .filter(instrument_version__endswith=BRIEF if is_brief else "")
        .select_related("by")
        .annotate(
            task=Subquery(
                RiskTask.objects.filter(response=OuterRef("pk"), location=by.location_id).values(
                    "uid"
                )[:1]
            )
        )
    )
    if not is_brief:
        rows = rows.exclude(instrument_version__endswith=BRIEF)
    return [_score(row, task=row.task, by_name=row.by.name if row.by else "") for row in rows]


def own_score(row: Response) -> Score:
    """One of the person's own administrations, without what staff made of it."""
    return _score(row, task=None, by_name="")


def _score(row: Response, *, task: Any, by_name: str) -> Score:
    return Score(
        at=row.at,
        answers=tuple(row.answers),
        total=row.total,
        band=row.band,
        complete=row.complete,
        missing=tuple(row.missing),
        safety_value=row.safety_value,
        safety=row.safety,
        task=task,
        by_name=by_name,
    )


def _substance(line: Line) -> str:
    """The name of an allergy; one that is only drafted says so."""
    content = (line.shown or line.latest).content
    return str(content["substance"]) + ("" if line.standing else " (not verified)")


def _open_risk(patient: Patient) -> OpenRisk | None:
    newest = RiskTaskEvent.objects.filter(task=OuterRef("pk")).order_by("-number")
    rows = list(
        RiskTask.objects.filter(patient=patient)
        .annotate(
            status=Subquery(newest.values("status")[:1]), now=Subquery(newest.values("level")[:1])
        )
        .exclude(status__in=RISK_TASK.final)
    )
    if not rows:
        return None
    levels = {row.pk: lw.risk_level(row.now or row.level) for row in rows}
    first = min(rows, key=lambda row: (levels[row.pk].urgency, row.raised_at))
    level = levels[first.pk]
    return OpenRisk(level.label, risk_rules.priority(level.id), first.raised_at, len(rows))


def _date(word: str) -> date | None:
    for pattern in ("%Y-%m-%d", "%m/%d/%Y", "%d-%b-%Y"):
        try:
            return datetime.strptime(word, pattern).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    return None
