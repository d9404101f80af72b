"""What stands beside the definitions: what would change them, stagings, and reasons to check."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen

import lightwell.clinical as lw
from lightwell.records.queries.determinations import Determination

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
