"""The guards of life stages in words: where they stand, on which evidence, what is to be asked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from attrs import frozen
from django.urls import reverse

import lightwell.clinical as lw
from lightwell.clinical.library import library
from lightwell.records import evaluation

if TYPE_CHECKING:
    from lightwell.records.models import Patient

STAGES = {
    "child": "Child under 13",
    "adolescent": "Young person of 13 to 17",
    "older": "Older person",
    "pregnant": "Pregnant",
    "breastfeeding": "Breastfeeding",
    "end_of_life": "At the end of life",
}
POSITIONS = {
    "block": ("Blocks", "waiting"),
    "specialist": ("Takes a specialist", "waiting"),
    "adjusted": ("Start adjusted", "calm"),
    "information": ("For information", "calm"),
}
AGE = "person.age_years"


@frozen(kw_only=True)
class StageRow:
    """A stage that the person is in: the guard's position, what it asks, and its evidence."""

    stage: str
    position: str
    tone: str
    asks: str
    evidence: str
    basis: str


@frozen(kw_only=True)
class StageQuestion:
    """A fact of a stage that nobody knows yet, and the page on which it is answered."""

    words: str
    url: str


@frozen(kw_only=True)
class StagePanel:
    """All of it for one page; empty when no stage stands and nothing is unknown."""

    rows: tuple[StageRow, ...]
    questions: tuple[StageQuestion, ...]
    rule: str

    def __bool__(self) -> bool:
        return bool(self.rows or self.questions)


def panel(patient: Patient, found: Sequence[lw.StageGuard]) -> StagePanel:
    """The guards as a page shows them: those that stand first, then what is to be asked."""
    unknown = {name for one in found if not one.is_met for name in one.missing}
    header = library().common_care.stages
    return StagePanel(
        rows=tuple(_row(one) for one in found if one.is_met),
        questions=tuple(_question(patient.uid, name) for name in sorted(unknown)),
        rule=f"{header.title}, version {header.version}.",
    )


def begun_words(found: Sequence[lw.StageGuard]) -> str:
    """What keeps the decision from counting, in one sentence; empty when nothing does."""
    if not found:
        return ""
    stages = "; ".join(
        STAGES[one.guard.stage].lower() + ("" if one.is_met else " (not known)") for one in found
    )
    if any(one.stops for one in found):
        return f"A life stage speaks against any session now: {stages}. Nobody may set it aside."
    return f"A life stage that the decision does not know of: {stages}. Decide anew first."


def _row(one: lw.StageGuard) -> StageRow:
    position, tone = POSITIONS[one.guard.position]
    return StageRow(
        stage=STAGES[one.guard.stage],
        position=position,
        tone=tone,
        asks=one.guard.asks,
        evidence=one.guard.evidence,
        basis=one.guard.basis.words,
    )


def _question(patient: UUID, name: str) -> StageQuestion:
    if name == AGE:
        return StageQuestion(words="Date of birth", url=reverse("clinic:patient", args=[patient]))
    step = evaluation.step_of(name)
    assert step is not None, name  # every condition of a guard is asked in the evaluation
    label = library().dictionary.facts[name].label.removeprefix("a ")
    return StageQuestion(
        words=label[:1].upper() + label[1:],
        url=reverse("clinic:evaluate-step", args=[patient, step.slug]),
    )
