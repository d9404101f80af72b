"""What the definitions say, side by side: outcome, reasons, sources, and what would change it.

The same words serve what is evaluated now and what was recorded earlier.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from attrs import frozen

import lightwell.clinical as lw
from lightwell.clinic.presenters import history as show
from lightwell.kit.words import NOT_RECORDED
from lightwell.records.queries import determinations
from lightwell.records.queries.determinations import (
    Determination,
    OtherView,
    Recorded,
    StagingKept,
)


@frozen
class Node:
    """One claim of an explanation with its outcome, evidence and the claims below it."""

    claim: str
    outcome: str
    evidence: tuple[str, ...]
    note: str
    children: tuple[Node, ...]

    @property
    def heading(self) -> str:
        """The claim with its outcome, for a reader who opens only what is not clear."""
        return f"{self.claim[:1].upper()}{self.claim[1:]}: {self.outcome.replace('_', ' ')}"


@frozen
class Column:
    """One definition: its outcome and everything that stands behind it."""

    rule: str
    title: str
    purpose: str
    outcome: str
    counts: str
    unknown: str
    would_change: tuple[str, ...]
    tree: Node
    sources: tuple[str, ...]
    provenance: str
    version: str
    content_hash: str


@frozen
class Past:
    """An evaluation that was recorded earlier, and what changed since."""

    uid: UUID
    title: str
    outcome: str
    at: datetime
    by_name: str
    version: str
    content_hash: str
    changes: tuple[tuple[str, str, str, str], ...]
    other_views: tuple[OtherView, ...]
    is_other_version: bool


def columns(found: Determination) -> list[Column]:
    """Every definition as it stands now."""
    names = {
        finding.trial.id: show.name_of(content_of(found, finding.trial.id)).generic
        for finding in found.history.trials
    }
    return [_column(found, rule, names) for rule in found.history.definitions]


def content_of(found: Determination, number: str) -> Mapping[str, Any]:
    """The content of the treatment with this number."""
    line = next(line for line in found.lines if found.numbers[line.uid] == number)
    return (line.standing or line.latest).content


def _column(found: Determination, rule: str, names: Mapping[str, str]) -> Column:
    result = found.history.definitions[rule]
    header = result.definition.header
    return Column(
        rule=result.definition.id,
        title=result.definition.title,
        purpose=header.purpose,
        outcome=result.outcome.value,
        counts=_listed(result.counted, names),
        unknown=_listed(result.possible, names),
        would_change=result.would_change,
        tree=node(determinations.explanation_of(found.history, rule)),
        sources=result.definition.sources,
        provenance=result.definition.provenance_note,
        version=header.version,
        content_hash=header.content_hash,
    )


def told(found: Determination) -> list[str]:
    """What a reader should know although it does not count; of a draft only an unclear name."""
    verified = {found.numbers[line.uid] for line in found.lines if line.standing}
    return [
        one.text
        for one in found.history.reported
        if one.trial in verified
        or (one.what == "unknown_drug" and content_of(found, one.trial).get("drug"))
    ]


def _listed(numbers: Sequence[str], names: Mapping[str, str]) -> str:
    return "\n".join(f"{number}. {names[number]}" for number in numbers) or "None"


def node(tree: lw.Explanation) -> Node:
    """An explanation as a page shows it."""
    return Node(
        claim=tree.claim,
        outcome=tree.outcome.value,
        evidence=tuple(f"{one.label}: {one.value}" for one in tree.evidence),
        note=tree.note,
        children=tuple(node(child) for child in tree.children),
    )


def kept_node(tree: Mapping[str, Any]) -> Node:
    """A stored explanation as a page shows it."""
    return Node(
        claim=tree["claim"],
        outcome=tree["outcome"],
        evidence=tuple(f"{one['label']}: {one['value']}" for one in tree["evidence"]),
        note=tree["note"],
        children=tuple(kept_node(child) for child in tree["children"]),
    )


def past(recorded: Recorded, case: Mapping[str, Any], definitions: Mapping[str, Any]) -> Past:
    """A recorded evaluation beside what is known now."""
    result = definitions.get(recorded.rule)
    changes = determinations.differences(recorded.facts, dict(case))
    return Past(
        uid=recorded.uid,
        title=result.definition.title if result else recorded.rule,
        outcome=recorded.outcome,
        at=recorded.at,
        by_name=recorded.by_name,
        version=recorded.rule_version,
        content_hash=recorded.content_hash,
        changes=tuple(_change(change) for change in changes),
        other_views=recorded.other_views,
        is_other_version=result is None
        or result.definition.header.content_hash != recorded.content_hash,
    )


@frozen
class PastStaging:
    """A staging that was recorded earlier, and whether it would be asked alike now."""

    uid: UUID
    title: str
    answer: str
    changes: int
    is_other_version: bool


@frozen
class Recording:
    """One time at which somebody recorded what every definition and staging said."""

    at: datetime
    by_name: str
    evaluations: tuple[Past, ...]
    stagings: tuple[PastStaging, ...]


def recordings(
    found: Determination, kept: Sequence[Recorded], stagings: Sequence[StagingKept]
) -> list[Recording]:
    """What was recorded together stands together, newest first."""
    together: dict[tuple[datetime, str], list[Past]] = {}
    for one in kept:
        shown = past(one, found.case, found.history.definitions)
        together.setdefault((one.at, one.by_name), []).append(shown)
    staged: dict[tuple[datetime, str], list[PastStaging]] = {}
    for row in stagings:
        staged.setdefault((row.at, row.by_name), []).append(_past_staging(row, found))
    return [
        Recording(at, name, tuple(ones), tuple(staged.get((at, name), ())))
        for (at, name), ones in together.items()
    ]


def _past_staging(row: StagingKept, found: Determination) -> PastStaging:
    now = found.history.staging.get(row.staging)
    return PastStaging(
        uid=row.uid,
        title=row.result["title"],
        answer=row.result["words"],
        changes=len(determinations.differences(row.facts, found.case)),
        is_other_version=now is None or now.staging.header.content_hash != row.content_hash,
    )


def _change(change: determinations.Difference) -> tuple[str, str, str, str]:
    label = show.LABELS.get(change.fact, change.fact)
    return (change.about, label, _value(change.fact, change.then), _value(change.fact, change.now))


def _value(field: str, value: Any) -> str:
    return NOT_RECORDED if value is None else show.fact({field: value}, field)


def drafted_words(found: Determination) -> str:
    """What the page says of treatments that no clinician has verified."""
    number = found.unverified
    if not number:
        return ""
    noun = "treatment is" if number == 1 else "treatments are"
    pronoun = "it is" if number == 1 else "they are"
    return f"{number} drafted {noun} not verified: {pronoun} unknown here."
