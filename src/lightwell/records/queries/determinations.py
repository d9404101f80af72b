"""What the published definitions say of a person's treatment history, now and as recorded."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from attrs import evolve, frozen
from django.db.models import QuerySet

import lightwell.clinical as lw
from lightwell.access.actors import Actor
from lightwell.access.errors import NotFound
from lightwell.clinical.library import library
from lightwell.records.entries import Line
from lightwell.records.models import Patient, RuleEvaluation, StagingEvaluation
from lightwell.records.policies_history import check_can_read_history
from lightwell.records.queries import case as cases
from lightwell.records.queries import history
from lightwell.records.queries.patients import visible_to


@frozen
class Determination:
    """The case as known today and what every definition makes of it."""

    case: dict[str, Any]
    fingerprint: str
    history: lw.History
    lines: tuple[Line, ...]
    numbers: dict[UUID, str]

    @property
    def unverified(self) -> int:
        """How many treatments are only drafted, and therefore unknown here."""
        return sum(line.standing is None for line in self.lines)

    @property
    def changed_drafts(self) -> int:
        """How many verified treatments have a newer draft that does not count yet."""
        return sum(bool(line.standing and line.pending) for line in self.lines)


@frozen
class OtherView:
    """A clinician saw it otherwise, with a reason."""

    reason: str
    at: datetime
    by_name: str


@frozen
class Recorded:
    """An evaluation as it was recorded: rule, version, facts, outcome and why."""

    uid: UUID
    rule: str
    rule_version: str
    content_hash: str
    facts: dict[str, Any]
    outcome: str
    explanation: dict[str, Any]
    at: datetime
    by_name: str
    other_views: tuple[OtherView, ...]


@frozen
class StagingKept:
    """A staging as it was recorded: its answer, and why each treatment counted or not."""

    uid: UUID
    staging: str
    version: str
    content_hash: str
    facts: dict[str, Any]
    result: dict[str, Any]
    why: list[dict[str, Any]]
    at: datetime
    by_name: str


@frozen
class Difference:
    """One fact that is not as it was when the evaluation was recorded; None is "not recorded"."""

    about: str
    fact: str
    then: Any
    now: Any


def determine(by: Actor, patient: Patient) -> Determination:
    """Evaluate the history now, from verified treatments; drafted ones are unknown."""
    check_can_read_history(by)
    case = cases.case_of(patient, by)
    everything = history.all_of(by, patient, "treatment")
    return Determination(
        case=case,
        fingerprint=cases.digest(case),
        history=lw.history(lw.case_from_dict(case)),
        lines=tuple(line for line in everything if line.shown),
        numbers=cases.numbered(everything),
    )


def explanation_of(found: lw.History, rule: str) -> lw.Explanation:
    """Why a definition has its outcome; each treatment explained in its named branches."""
    named = {finding.trial.name: finding.explanations[rule] for finding in found.trials}
    return _with_named_branches(found.definitions[rule].explanation, named)


def _with_named_branches(tree: lw.Explanation, named: dict[str, lw.Explanation]) -> lw.Explanation:
    children = tuple(
        evolve(named[child.claim], sources=())
        if child.claim in named
        else _with_named_branches(child, named)
        for child in tree.children
    )
    return evolve(tree, children=children)


def recorded(by: Actor, patient: Patient, limit: int = 70) -> list[Recorded]:
    """Evaluations recorded of this patient, newest first (two queries)."""
    check_can_read_history(by)
    return [_recorded(row) for row in _rows(by, patient)[:limit]]


def one_recorded(by: Actor, patient: Patient, uid: UUID) -> Recorded:
    """One recorded evaluation, or ``NotFound`` also when it is another patient's."""
    check_can_read_history(by)
    row = _rows(by, patient).filter(uid=uid).first()
    if row is None:
        raise NotFound("There is no such evaluation in this record.")
    return _recorded(row)


def stagings_kept(by: Actor, patient: Patient, limit: int = 40) -> list[StagingKept]:
    """Stagings recorded of this patient, newest first (one query)."""
    check_can_read_history(by)
    return [_staging(row) for row in _staging_rows(by, patient)[:limit]]


def one_staging_kept(by: Actor, patient: Patient, uid: UUID) -> StagingKept:
    """One recorded staging, or ``NotFound`` also when it is another patient's."""
    check_can_read_history(by)
    row = _staging_rows(by, patient).filter(uid=uid).first()
    if row is None:
        raise NotFound("There is no such staging in this record.")
    return _staging(row)


def _staging_rows(by: Actor, patient: Patient) -> QuerySet[StagingEvaluation]:
    seen = visible_to(by).filter(pk=patient.pk).values("pk")
    rows = StagingEvaluation.objects.filter(patient__in=seen).select_related("by")
    return rows.order_by("-at", "staging", "-id")


def _staging(row: StagingEvaluation) -> StagingKept:
    return StagingKept(
        uid=row.uid,
        staging=row.staging,
        version=row.staging_version,
        content_hash=row.content_hash,
        facts=row.facts,
        result=row.result,
        why=row.why,
        at=row.at,
        by_name=row.by.name,
    )


def differences(then: dict[str, Any], now: dict[str, Any]) -> list[Difference]:
    """Facts of the treatment history that changed between two case files."""
    old = {trial["id"]: trial for trial in then.get("trials", ())}
    new = {trial["id"]: trial for trial in now.get("trials", ())}
    found = []
    for trial in [*old, *(key for key in new if key not in old)]:
        before, after = old.get(trial, {}), new.get(trial, {})
        name = _name(after or before)
        facts = sorted((before.keys() | after.keys()) - {"id"})
        found += [
            Difference(name, fact, before.get(fact), after.get(fact))
            for fact in facts
            if before.get(fact) != after.get(fact)
        ]
    return found


def _name(trial: dict[str, Any]) -> str:
    return str(trial.get("drug") or trial.get("modality") or trial.get("kind"))


def _rows(by: Actor, patient: Patient) -> Any:
    return (
        RuleEvaluation.objects.filter(patient__in=visible_to(by).filter(pk=patient.pk).values("pk"))
        .filter(rule__in=library().definitions)
        .select_related("by")
        .prefetch_related("disagreements__by")
        .order_by("-at", "rule", "-id")
    )


def _recorded(row: RuleEvaluation) -> Recorded:
    others: Sequence[OtherView] = [
        OtherView(reason=view.reason, at=view.at, by_name=view.by.name)
        for view in row.disagreements.all()
    ]
    return Recorded(
        uid=row.uid,
        rule=row.rule,
        rule_version=row.rule_version,
        content_hash=row.content_hash,
        facts=row.facts,
        outcome=row.outcome,
        explanation=row.explanation,
        at=row.at,
        by_name=row.by.name,
        other_views=tuple(others),
    )
