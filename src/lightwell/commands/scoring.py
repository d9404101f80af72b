"""The commands of measuring: score one set of answers or a file of them, and compare two totals.

Each returns its answer; the command line prints it. The core is loaded only when one is called.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from lightwell import knowledge

from .treatment import Answer, Commands

if TYPE_CHECKING:
    from lightwell.clinical.outcomes import ScoreChange
    from lightwell.clinical.questionnaires import Instrument, Item
    from lightwell.clinical.scoring import Score


def add_commands(commands: Commands) -> None:
    """Add score and outcome to the command line."""
    _add_score(commands)
    _add_outcome(commands)


def _add_score(commands: Commands) -> None:
    score = commands.add_parser("score", help="score an instrument from its answers")
    score.add_argument("instrument", help=_instrument_ids())
    answers = score.add_mutually_exclusive_group(required=True)
    answers.add_argument(
        "--answers", help="in item order, separated by commas; leave a missing answer empty"
    )
    answers.add_argument("--file", type=Path, help="a file that holds the answers in that form")
    answers.add_argument("--csv", type=Path, help="a table to score, one person to a row")
    score.add_argument("--out", type=Path, help="with --csv: where the scored table is written")
    score.add_argument(
        "--columns", help="with --csv: the names of the columns of the items, in item order"
    )
    score.add_argument("--json", action="store_true", help="answer in JSON")
    score.set_defaults(answer=_score)


def _add_outcome(commands: Commands) -> None:
    outcome = commands.add_parser("outcome", help="compare two totals of one instrument")
    outcome.add_argument("instrument", help=_instrument_ids())
    outcome.add_argument("--baseline", type=int, required=True, help="the total before treatment")
    outcome.add_argument("--current", type=int, required=True, help="the total now")
    outcome.add_argument("--json", action="store_true", help="answer in JSON")
    outcome.set_defaults(answer=_outcome)


def _instrument_ids() -> str:
    files = sorted(path.stem for path in (knowledge.ROOT / "instruments").glob("*.toml"))
    return f"one of: {', '.join(files)}"


# ------------------------------------------------------------------ score


def _score(options: argparse.Namespace) -> Answer:
    from lightwell.clinical.errors import InvalidInput
    from lightwell.clinical.scoring import score

    if options.csv is not None:
        from .scorefile import score_file

        if options.out is None:
            raise InvalidInput("--out is missing: say where the scored table is to be written.")
        return score_file(options.instrument, options.csv, options.out, options.columns)
    if options.out is not None or options.columns is not None:
        raise InvalidInput("--out and --columns belong to --csv: give the table to score.")
    text = options.answers if options.answers is not None else _read_answers(options.file)
    answers = [part.strip() or None for part in text.strip().split(",")] if text.strip() else []
    return ScoreAnswer(score(options.instrument, answers))


def _read_answers(path: Path) -> str:
    from lightwell.clinical.errors import InvalidInput

    try:
        return ",".join(path.read_text(encoding="utf-8").splitlines())
    except (OSError, UnicodeDecodeError) as bad:
        reason = getattr(bad, "strerror", None) or "is not text"
        raise InvalidInput(f"{path}: {reason}: give a file of answers.") from None


class ScoreAnswer:
    """One score, in words for a person."""

    def __init__(self, result: Score) -> None:
        self.result = result

    def as_json(self) -> dict[str, object]:
        """The score for a machine."""
        return self.result.as_json()

    def __str__(self) -> str:
        result, made = self.result, self.result.instrument
        lines = [_head(result)]
        if not made.summed:
            lines += [f"  {item.label}: {_rating(result, item)}" for item in made.items]
        if result.missing:
            lines.append(f"  not answered: {_items(made, result.missing)}")
        if result.explanation.note:
            lines.append(f"  {result.explanation.note}")
        lines += [f"  {sign.label}: {_SIGN[result.signs[sign.id].value]}" for sign in made.signs]
        lines += [f"  by {name}: {label}" for name, label in result.other_bands.items()]
        asks = made.is_triage or made.safety_item is not None
        lines.append(f"  suicide question: {_SAFETY_WORDS[result.safety] if asks else _NOT_ASKED}")
        lines.append(f"  {made.header.note}")
        return "\n".join(lines)


def _head(result: Score) -> str:
    from lightwell.clinical.scoring import total_words

    made = result.instrument
    if result.risk is not None:
        return f"{made.title}: risk {result.risk}"
    if result.band:
        return f"{made.title}: {result.total} of {made.maximum}, {result.band.label}"
    screen = f", screen {result.screened}" if result.screened else ""
    return f"{made.title}: {total_words(made, result.total)}{screen}"


_SAFETY_WORDS = {
    "positive": "POSITIVE: a person needs to look at this today",
    "unanswered": "NOT ANSWERED: ask it; it does not count as no",
    "none": "answered no",
}
_NOT_ASKED = "this instrument has none"
_SIGN = {"met": "yes", "not_met": "no", "unknown": "unknown"}


def _rating(result: Score, item: Item) -> str:
    value = result.answers[item.number - 1]
    return "not answered" if value is None else f"{value} of {max(item.values)}"


def _items(made: Instrument, numbers: tuple[int, ...]) -> str:
    return ", ".join(f"{number} ({made.items[number - 1].label})" for number in numbers)


# ------------------------------------------------------------------ outcome


def _outcome(options: argparse.Namespace) -> Answer:
    from lightwell.clinical.outcomes import change_in_score

    return OutcomeAnswer(change_in_score(options.instrument, options.baseline, options.current))


class OutcomeAnswer:
    """What a change amounts to, in words for a person."""

    def __init__(self, found: ScoreChange) -> None:
        self.found = found

    def as_json(self) -> dict[str, object]:
        """The change for a machine."""
        return self.found.as_json()

    def __str__(self) -> str:
        from lightwell.clinical.outcomes import REVIEW_NOTE

        found = self.found
        none = "none" if found.instrument.two_sided else f"none (baseline {found.baseline})"
        percent = none if found.percent is None else f"{found.percent:g} %"
        rule = f" ({found.remission_rule.words})" if found.remission_rule else ""
        reasons = dict.fromkeys(found.why_not.values())
        return "\n".join(
            [
                found.sentence(),
                f"  improvement: {percent}",
                f"  response: {_YES_NO[found.is_response]}; partial: {_YES_NO[found.is_partial]}",
                f"  remission{rule}: {_YES_NO[found.is_remission]}",
                f"  reliable change: {_YES_NO[found.is_reliable]}",
                f"  deterioration: {_YES_NO[found.is_deterioration]}",
                f"  {REVIEW_NOTE}",
                *(f"  not judged: {reason}" for reason in reasons),
                f"  {found.instrument.header.note}",
            ]
        )


_YES_NO = {True: "yes", False: "no", None: "not judged"}
