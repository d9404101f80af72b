"""Who is to be asked back at a location, and why; lines that somebody dealt with are away.

Nothing of the list is stored: each line is worked out from totals, courses, sessions, forms and
checks, so a total that is sent is on the list with the same act. What somebody did about a line is
stored (`RecallAct`). The list asks the same few queries for three people and for thirty.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID
from zoneinfo import ZoneInfo

from attrs import frozen
from django.db.models import OuterRef, Subquery

from lightwell.access import clock
from lightwell.access.actors import Actor
from lightwell.access.errors import NotFound
from lightwell.access.models import Location
from lightwell.clinical.transitions import RISK_TASK
from lightwell.records import chains
from lightwell.records.models import (
    Assignment,
    AssignmentEvent,
    Course,
    Patient,
    RecallAct,
    Response,
    RiskTask,
    RiskTaskEvent,
)
from lightwell.records.policies_recall import check_can_read_recalls
from lightwell.records.queries import checks, courses, deaths
from lightwell.records.queries.patients import visible_to
from lightwell.records.queries.recall_reasons import RULED_BY, Person, Reason, reasons
from lightwell.records.recall_words import OUTCOMES, PURPOSES, URGENCY, Purpose
from lightwell.records.scores import BRIEF

if TYPE_CHECKING:
    from lightwell.records.queries.courses import CourseView


@frozen(kw_only=True)
class Act:
    """What somebody did about a line."""

    uid: UUID
    outcome: str
    until: date
    reason: str
    said: Any
    evidence: str
    at: datetime
    by_name: str

    @property
    def title(self) -> str:
        return OUTCOMES[self.outcome]


@frozen(kw_only=True)
class Line:
    """One person and one reason to ask them back, with what was done about it before."""

    patient: Patient
    reason: Reason
    has_risk_task: bool
    acts: tuple[Act, ...]

    @property
    def purpose(self) -> Purpose:
        return PURPOSES[self.reason.purpose]

    @property
    def order(self) -> tuple[bool, int, date, int]:
        """Open risk tasks first, then by urgency, then the longest waiting."""
        urgency = URGENCY.index(self.reason.purpose)
        return not self.has_risk_task, urgency, self.reason.since, self.patient.pk

    def is_away(self, on: date) -> bool:
        """Whether somebody dealt with just this, and its day has not come."""
        last = next((one for one in self.acts if one.evidence == self.reason.evidence), None)
        return last is not None and on < last.until


@frozen(kw_only=True)
class RecallList:
    """The lines of a location, most urgent first; how many are away until their day."""

    on: date
    lines: tuple[Line, ...]
    away: int


def here(by: Actor) -> RecallList:
    """Everybody at this location who is to be asked back today."""
    on = today(by)
    lines = _lines(by, visible_to(by).order_by("pk"), on)
    waiting = sorted((one for one in lines if not one.is_away(on)), key=lambda one: one.order)
    return RecallList(on=on, lines=tuple(waiting), away=len(lines) - len(waiting))


def line(by: Actor, patient: Patient, purpose: str) -> Line:
    """One line, whether it waits or is away; ``NotFound`` when there is no such reason."""
    if purpose not in PURPOSES:
        raise NotFound("There is no such line.")
    rows = _lines(by, visible_to(by).filter(pk=patient.pk), today(by))
    found = next((one for one in rows if one.reason.purpose == purpose), None)
    if found is None:
        raise NotFound("Nobody has to be asked back for this any more.")
    return found


def of_patient(by: Actor, patient: Patient) -> tuple[Line, ...]:
    """Every line of one person that waits today."""
    on = today(by)
    rows = _lines(by, visible_to(by).filter(pk=patient.pk), on)
    return tuple(sorted((one for one in rows if not one.is_away(on)), key=lambda one: one.order))


def today(by: Actor) -> date:
    """The day on the wall of the actor's location."""
    return clock.now().astimezone(ZoneInfo(_location(by).timezone)).date()


def _location(by: Actor) -> Location:
    check_can_read_recalls(by)
    found = Location.objects.filter(pk=by.location_id or 0).first()
    if found is None:
        raise NotFound("The list is of one location. Choose one first.")
    return found


def _lines(by: Actor, people: Iterable[Patient], on: date) -> list[Line]:
    location = _location(by)
    known = {one.pk: one for one in people}
    for gone in deaths.dead().filter(pk__in=list(known)).values_list("pk", flat=True):
        known.pop(gone)
    stored = _stored(location, list(known))
    risks = _with_risk_task(location, list(known))
    acts = _acts(location, list(known))
    wall = ZoneInfo(location.timezone)
    return [
        Line(
            patient=patient,
            reason=reason,
            has_risk_task=pk in risks,
            acts=tuple(acts[pk, reason.purpose]),
        )
        for pk, patient in known.items()
        for reason in reasons(stored[pk], on, wall)
    ]


def _stored(location: Location, patients: Sequence[int]) -> dict[int, Person]:
    """What the reasons of these people rest on (a fixed number of queries)."""
    newest, counts_from = _courses(location, patients)
    scores: dict[int, list[Response]] = defaultdict(list)
    answered: dict[int, dict[str, date]] = defaultdict(dict)
    wall = ZoneInfo(location.timezone)
    for row in _responses(patients):
        answered[row.patient_id][row.instrument] = row.at.astimezone(wall).date()
        if row.instrument == RULED_BY:
            scores[row.patient_id].append(row)
    forms: dict[int, list[Assignment]] = defaultdict(list)
    for form in _unanswered(location, patients):
        forms[form.patient_id].append(form)
    grounds = checks.grounds(patients, location.timezone)
    return {
        pk: Person(
            course=newest.get(pk),
            counts_from=counts_from.get(pk),
            scores=scores[pk],
            forms=forms[pk],
            answered=answered[pk],
            grounds=grounds[pk],
        )
        for pk in patients
    }


def _courses(
    location: Location, patients: Collection[int]
) -> tuple[dict[int, CourseView], dict[int, datetime]]:
    """The newest course of each person at this location, and since when its totals count."""
    of: dict[int, list[Course]] = defaultdict(list)
    for row in courses.rows().filter(patient__in=patients).order_by("id"):
        of[row.patient_id].append(row)
    newest: dict[int, CourseView] = {}
    counts_from: dict[int, datetime] = {}
    for pk, rows in of.items():
        here = [row for row in rows if row.location_id == location.pk]
        if here:
            newest[pk] = courses.view_of(here[-1])
            of_all = chains.of_rows(rows)
            counts_from[pk] = of_all.rows[of_all.stretch(here[-1].pk)].begun_at
    return newest, counts_from


def _responses(patients: Collection[int]) -> Iterable[Response]:
    rows = Response.objects.filter(patient__in=patients).exclude(instrument_version__endswith=BRIEF)
    return rows.only("patient_id", "instrument", "total", "at").order_by("at", "id")


def _unanswered(location: Location, patients: Collection[int]) -> Iterable[Assignment]:
    """What was sent to be answered elsewhere and ran out; what was withdrawn is not missed."""
    newest = AssignmentEvent.objects.filter(assignment=OuterRef("pk")).order_by("-number")
    return (
        Assignment.objects.filter(
            patient__in=patients,
            location=location,
            expires_at__lt=clock.now(),
            response__isnull=True,
        )
        .exclude(channel=Assignment.Channel.STAFF)
        .annotate(status=Subquery(newest.values("status")[:1]))
        .exclude(status__in=("withdrawn", "submitted"))
        .order_by("sent_at", "id")
    )


def _with_risk_task(location: Location, patients: Collection[int]) -> set[int]:
    newest = RiskTaskEvent.objects.filter(task=OuterRef("pk")).order_by("-number")
    rows = RiskTask.objects.filter(patient__in=patients, location=location).annotate(
        status=Subquery(newest.values("status")[:1])
    )
    return set(rows.exclude(status__in=RISK_TASK.final).values_list("patient", flat=True))


def _acts(location: Location, patients: Collection[int]) -> dict[tuple[int, str], list[Act]]:
    """What was done about each line, newest first."""
    found: dict[tuple[int, str], list[Act]] = defaultdict(list)
    rows = RecallAct.objects.filter(patient__in=patients, location=location)
    for row in rows.order_by("-id"):
        found[row.patient_id, row.purpose].append(
            Act(
                uid=row.uid,
                outcome=row.outcome,
                until=row.until,
                reason=row.reason,
                said=row.said,
                evidence=row.evidence,
                at=row.at,
                by_name=row.by_name,
            )
        )
    return found
