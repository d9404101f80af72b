"""What stands beside the definitions: what would change them, stagings, and reasons to check."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from attrs import frozen

import lightwell.clinical as lw
from lightwell.clinic.presenters.determination import Node, kept_node
from lightwell.kit.templatetags.kit import staff_datetime
from lightwell.records import stored
from lightwell.records.queries.determinations import Determination, StagingKept

FIRST = 4


@frozen
class Effect:
    """An outcome that some definitions would come to have."""

    outcome: str
    titles: str


@frozen
class Change:
    """One fact, and what each definition would become by it; without effects, a plain request."""

    text: str
    effects: tuple[Effect, ...] = ()


@frozen
class Changes:
    """What one fact would change: what moves most definitions first, the rest for whoever asks."""

    first: Sequence[Change]
    more: Sequence[Change]


@frozen
class StageRow:
    """One staging: its answer, how it comes about, and what is missing to be exact."""

    id: str
    title: str
    purpose: str
    answer: str
    is_exact: bool
    parts: tuple[str, ...]
    missing: tuple[str, ...]
    notes: tuple[str, ...]
    sources: tuple[str, ...]
    provenance: str
    version: str
    content_hash: str


@frozen
class ReasonRow:
    """One reason to check with its evidence or its question."""

    title: str
    evidence: tuple[str, ...]
    ask: str


@frozen
class Reasons:
    """Every reason to check, by what the record says of it."""

    found: tuple[ReasonRow, ...]
    to_ask: tuple[ReasonRow, ...]
    nothing: str

    @property
    def ask_words(self) -> str:
        """How many are not known."""
        return f"Not known: {len(self.to_ask)} to ask"


def changes(found: Determination) -> Changes:
    """What one fact would change under every definition, the same fact told once."""
    together: dict[str, dict[str, list[str]]] = {}
    for result in found.history.definitions.values():
        for sentence in result.would_change:
            clause, _, new = sentence.partition(f", {result.definition.claim} would become ")
            titles = together.setdefault(clause, {})
            if new:
                titles.setdefault(new.rstrip("."), []).append(result.definition.title)
    rows = sorted(
        (_change(clause, effects) for clause, effects in together.items()),
        key=lambda change: -sum(effect.titles.count(";") + 1 for effect in change.effects),
    )
    return Changes(rows[:FIRST], rows[FIRST:])


def _change(clause: str, effects: dict[str, list[str]]) -> Change:
    return Change(
        clause,
        tuple(
            Effect(words.replace(" ", "_"), "; ".join(titles)) for words, titles in effects.items()
        ),
    )


def stagings(found: Determination) -> list[StageRow]:
    """Every staging as it stands now."""
    return [_stage(one) for one in found.history.staging.values()]


def _stage(staged: lw.Staged) -> StageRow:
    header = staged.staging.header
    return StageRow(
        id=staged.staging.id,
        title=staged.staging.title,
        purpose=header.purpose,
        answer=staged.words,
        is_exact=staged.value is not None,
        parts=_parts(staged),
        missing=staged.missing,
        notes=(*staged.notes, *staged.staging.assumes),
        sources=staged.staging.sources,
        provenance=header.note,
        version=header.version,
        content_hash=header.content_hash,
    )


@frozen
class TrialRow:
    """One treatment under a staging: what it is there, and the claims behind it."""

    title: str
    outcome: str
    words: str
    note: str
    claims: tuple[Node, ...]


@frozen(kw_only=True)
class StagingPage:
    """One staging with its answer and the reasons of it, as it is now or as it was recorded."""

    title: str
    answer: str
    parts: tuple[str, ...]
    missing: tuple[str, ...]
    notes: tuple[str, ...]
    trials: tuple[TrialRow, ...]
    sources: tuple[str, ...]
    provenance: str
    version: str
    content_hash: str
    recorded: str = ""


COUNTS = {"met": "Counts", "not_met": "Does not count", "unknown": "Unknown"}


def page(staged: lw.Staged) -> StagingPage:
    """A staging as it stands now."""
    header = staged.staging.header
    result, why = stored.staged_as_json(staged), stored.trials_as_json(staged)
    return _page(result, why, version=header.version, content_hash=header.content_hash)


def kept_page(kept: StagingKept) -> StagingPage:
    """A staging as it was recorded."""
    recorded = f"As recorded {staff_datetime(kept.at)} by {kept.by_name}"
    return _page(
        kept.result,
        kept.why,
        version=kept.version,
        content_hash=kept.content_hash,
        recorded=recorded,
    )


def _page(result: dict[str, Any], why: list[dict[str, Any]], **more: str) -> StagingPage:
    return StagingPage(
        title=result["title"],
        answer=result["words"],
        parts=tuple(_part_words(part, is_sum=result["is_sum"]) for part in result["parts"]),
        missing=tuple(result["missing"]),
        notes=(*result["notes"], *result["assumes"]),
        trials=tuple(_trial_row(trial) for trial in why),
        sources=tuple(result["sources"]),
        provenance=result["provenance"],
        **more,
    )


def _part_words(part: dict[str, Any], *, is_sum: bool) -> str:
    if is_sum:
        points = {part["low"], part["high"]}
        told = f"{part['low']} to {part['high']}" if len(points) > 1 else f"{part['low']}"
        return f"{part['title']}: {told}"
    return f"{part['id']}: {part['title']}: {part['outcome'].replace('_', ' ')}"


def _trial_row(trial: dict[str, Any]) -> TrialRow:
    again = trial["again"]
    note = f"The same drug as treatment {again}, which counts: one drug counts once."
    return TrialRow(
        title=f"{trial['trial']}. {trial['name']}",
        outcome="not_met" if again else trial["outcome"],
        words=COUNTS["not_met" if again else trial["outcome"]],
        note=note if again else "",
        claims=tuple(kept_node(claim) for claim in trial["claims"]),
    )


def _parts(staged: lw.Staged) -> tuple[str, ...]:
    """What a sum is made of, or the stages that are reached and those that may be."""
    if staged.staging.items:
        return tuple(
            f"{part.title}: {part.low if part.low == part.high else f'{part.low} to {part.high}'}"
            for part in staged.parts
        )
    reached = [part for part in staged.parts if part.outcome is not lw.Outcome.NOT_MET]
    return tuple(
        f"{part.id}: {part.title}{'' if part.outcome is lw.Outcome.MET else ' (unknown)'}"
        for part in reached
    )


def reasons(found: Determination) -> Reasons:
    """What may stand behind the failures, before they are called resistance."""
    by = {
        outcome: tuple(
            ReasonRow(one.rule.title, one.evidence, one.ask)
            for one in found.history.reasons_to_check
            if one.outcome is outcome
        )
        for outcome in lw.Checked
    }
    nothing = ", ".join(one.title for one in by[lw.Checked.NOTHING])
    return Reasons(by[lw.Checked.FOUND], by[lw.Checked.UNKNOWN], nothing)
