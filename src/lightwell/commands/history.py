"""The command of the treatment history: definitions and stagings side by side, then each trial."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import frozen

from .treatment import Answer, Commands

if TYPE_CHECKING:
    from lightwell.clinical.reasons import Reason
    from lightwell.clinical.stages import Staged
    from lightwell.clinical.trials import History, TrialFinding

FIRST = 3  # sentences of "what would change it" that are printed; all are in the JSON
COUNTS = {"met": "counts", "unknown": "unknown", "not_met": "does not count"}


def add_commands(commands: Commands) -> None:
    """Add history to the command line."""
    history = commands.add_parser("history", help="judge every treatment trial of a case file")
    history.add_argument("case", type=Path, help="a case file, TOML or JSON")
    history.add_argument("--json", action="store_true", help="answer in JSON")
    history.set_defaults(answer=_history)


def _history(options: argparse.Namespace) -> Answer:
    from lightwell.clinical.casefile import read_case
    from lightwell.clinical.trials import history

    return HistoryAnswer(history(read_case(options.case)))


@frozen
class HistoryAnswer:
    """A judged history, in words for a clinician and as a table for a machine."""

    found: History

    def as_json(self) -> dict[str, object]:
        """The answer for a machine."""
        return self.found.as_json()

    def __str__(self) -> str:
        parts = (
            _definitions(self.found),
            _stagings(self.found.staging),
            *(_trial(finding) for finding in self.found.trials),
            _reasons(self.found.reasons_to_check),
            _also(self.found),
            _basis(self.found),
        )
        return "\n\n".join("\n".join(lines) for lines in map(list, parts) if lines)


def _definitions(found: History) -> Iterator[str]:
    names = {finding.trial.id: finding.trial.name for finding in found.trials}
    yield "TREATMENT RESISTANCE, DEFINITION BY DEFINITION"
    for name, result in found.definitions.items():
        yield f"  {result.outcome.words.upper():<8} {result.definition.title} ({name})"
        if result.counted:
            yield f"           counts: {_listed(result.counted, names)}"
        if result.possible:
            yield f"           unknown: {_listed(result.possible, names)}"
        changes = result.would_change
        if changes:
            yield "           What would change it:"
        yield from (f"             {sentence}" for sentence in changes[:FIRST])
        if len(changes) > FIRST:
            yield f"             and {len(changes) - FIRST} more (--json)"


def _listed(trials: tuple[str, ...], names: Mapping[str, str]) -> str:
    return ", ".join(names[one] for one in trials)


def _stagings(stagings: Mapping[str, Staged]) -> Iterator[str]:
    yield "STAGING"
    shared = _shared(stagings)
    yield from (f"  {one}" for one in shared)
    for name, staged in stagings.items():
        yield f"  {staged.staging.title} ({name}): {staged.words}"
        if staged.staging.items and staged.high is not None:
            points = (f"{part.title} {_points(part.low, part.high)}" for part in staged.parts)
            yield f"      {'; '.join(points)}"
        yield from (f"      Missing: {claim}" for claim in staged.missing)
        yield from (f"      {note}" for note in staged.notes)
        yield from (f"      {one}" for one in staged.staging.assumes if one not in shared)


def _shared(stagings: Mapping[str, Staged]) -> list[str]:
    """What every staging takes for granted, told once."""
    each = [staged.staging.assumes for staged in stagings.values()]
    return [one for one in each[0] if all(one in assumes for assumes in each)]


def _points(low: object, high: object) -> str:
    return f"{low}" if low == high else f"{low} to {high}"


def _trial(finding: TrialFinding) -> Iterator[str]:
    """One trial, the definitions that see it alike together, with the reasons they share."""
    yield finding.trial.name.upper()
    alike: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for name, outcome in finding.counted.items():
        alike.setdefault((COUNTS[outcome.value], finding.why[name]), []).append(name)
    for (counts, why), names in alike.items():
        yield f"  {counts}: {', '.join(names)}"
        yield from (f"      {line}" for line in why)


def _reasons(reasons: tuple[Reason, ...]) -> Iterator[str]:
    yield "REASONS TO CHECK BEFORE CALLING IT RESISTANCE"
    for words in dict.fromkeys(one.outcome.words for one in reasons):
        yield f"  {words}:"
        for one in (reason for reason in reasons if reason.outcome.words == words):
            told = " ".join(one.evidence) or one.ask
            yield f"      {one.rule.title}. {told}".rstrip()


def _also(found: History) -> Iterator[str]:
    if found.reported:
        yield "ALSO TO KNOW"
    yield from (f"  {one.text}" for one in found.reported)


def _basis(found: History) -> Iterator[str]:
    yield "BASIS"
    for name, result in found.definitions.items():
        yield f"  {name}: {result.definition.provenance_note}"
    for name, staged in found.staging.items():
        yield f"  {name}: {staged.staging.header.note}"
