"""Where a patient stands, on one page: what is known, what waits, and where to go."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from attrs import frozen
from django.urls import reverse
from django.utils import timezone

from lightwell.clinic.presenters.consent import state as consent_words
from lightwell.clinic.presenters.decisions import state as decision_state
from lightwell.clinic.presenters.determination import drafted_words
from lightwell.clinic.presenters.lists import ShownList
from lightwell.kit.dates import staff_date
from lightwell.kit.lists import SummaryRow, Task
from lightwell.records.queries.consents import ConsentView
from lightwell.records.queries.decisions import DecisionView
from lightwell.records.queries.determinations import Determination
from lightwell.records.queries.summary import Score

if TYPE_CHECKING:
    from lightwell.records.models import Patient

PROGRAMMES = {
    "kap": "Ketamine-assisted psychotherapy",
    "iv-series": "Intravenous ketamine series",
    "iv-to-sublingual": "Intravenous, then sublingual ketamine",
    "integrative": "Integrative plan",
    "bridge": "Bridge",
}


@frozen
class Outcome:
    """One definition in one line."""

    title: str
    outcome: str


def programme(patient: Patient) -> str:
    """The programme that the patient came for; empty when none is recorded."""
    return PROGRAMMES.get(patient.programme, patient.programme)


def where(
    patient: Patient,
    scores: Sequence[Score],
    risk: str,
    *,
    decision: str,
    consent: str,
    next_session: str,
) -> list[SummaryRow]:
    """Where this person stands, in eight lines."""
    return [
        SummaryRow(key="Programme", value=programme(patient)),
        SummaryRow(key="Session now or next", value=next_session),
        SummaryRow(key="PHQ-9", value=score_words(scores)),
        SummaryRow(key="Risk", value=risk),
        SummaryRow(key="Decision", value=decision),
        SummaryRow(key="Consent", value=consent),
        SummaryRow(key="Home location", value=patient.home_location.name),
        SummaryRow(key="Phone", value=patient.phone),
    ]


def outcomes(found: Determination) -> list[Outcome]:
    """Every definition with its outcome."""
    return [
        Outcome(result.definition.title, result.outcome.value)
        for result in found.history.definitions.values()
    ]


def score_words(scores: Sequence[Score]) -> str:
    """The last PHQ-9 beside the one before; never the words response or remission."""
    if not scores:
        return "No PHQ-9 yet"
    last = scores[0]
    when = staff_date(timezone.localtime(last.at).date())
    if last.total is None:
        return f"No total on {when}: answers missing"
    before = next((score for score in scores[1:] if score.total is not None), None)
    if before is None or before.total is None:
        return f"{last.total} of 27 on {when}"
    earlier = staff_date(timezone.localtime(before.at).date())
    return f"{last.total} of 27 on {when}, {_compared(last.total, before.total)} on {earlier}"


def decision_tasks(
    patient: Patient, decision: DecisionView | None, agreed: Sequence[ConsentView]
) -> list[Task]:
    """The decision and the consent, each with how far it is."""
    made, tone = decision_state(decision) if decision else ("None yet", "outline")
    words, consent_tone = consent_words(agreed)
    return [
        Task(
            text="Ketamine by vein: rules and decision",
            status=made,
            tone=tone,
            url=reverse("clinic:eligibility", args=[patient.uid]),
        ),
        Task(
            text="Consent",
            status=words,
            tone=consent_tone,
            url=reverse("clinic:consent", args=[patient.uid]),
        ),
    ]


def _compared(now: int, before: int) -> str:
    word = "the same as" if now == before else "lower than" if now < before else "higher than"
    return f"{word} {before}"


def tasks(patient: Patient, found: Determination, both: Sequence[ShownList]) -> list[Task]:
    """The parts of the record and how far each is."""
    waiting = sum(line.pending is not None for line in found.lines)
    history = f"{waiting} to verify" if waiting else "All verified"
    return [
        _door("Evaluation", "clinic:evaluate", patient),
        Task(
            text="Past treatments",
            status=history if found.lines else "None recorded",
            tone="waiting" if waiting or not found.lines else "calm",
            url=reverse("clinic:treatments", args=[patient.uid]),
        ),
        Task(
            text="Determination of treatment resistance",
            status="Drafts are unknown here" if drafted_words(found) else "Open",
            tone="outline",
            url=reverse("clinic:determination", args=[patient.uid]),
        ),
        *(
            Task(
                text=one.heading,
                status=one.state,
                tone=one.tone,
                url=reverse("clinic:medicines", args=[patient.uid]),
            )
            for one in both
        ),
        _door("Course and plan", "clinic:course", patient),
        _door("Outcomes", "clinic:outcomes", patient),
        _door("Goals", "clinic:goals", patient),
        _door("Scores with sessions", "clinic:scores", patient),
        _door("MADRS by a clinician", "clinic:madrs", patient),
        _door("Psychotherapy", "clinic:therapy", patient),
        _door("Messages with the therapist", "clinic:messages", patient),
        _door("Papers", "clinic:papers", patient),
    ]


def _door(text: str, page: str, patient: Patient) -> Task:
    """A part of the record that is simply opened."""
    return Task(text=text, status="Open", tone="outline", url=reverse(page, args=[patient.uid]))
