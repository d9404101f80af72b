"""The command line: the face of the clinical core, and the door to the operator's commands.

Exit status 0 is an answer, 2 is input that cannot be used, told in one line. Clinical commands
need nothing but the core; operator commands load Django only when they are called.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from lightwell import __version__
from lightwell.commands import eligibility, history, treatment

if TYPE_CHECKING:
    from lightwell.clinical.outcomes import ScoreChange
    from lightwell.clinical.questionnaires import Instrument, Item
    from lightwell.clinical.scoring import Score
ANSWERED, BAD_INPUT = 0, 2
SETTINGS = "lightwell.site.settings"

# Name on the command line: the Django command that does it, and what it does.
OPERATOR_COMMANDS: dict[str, tuple[str, str]] = {
    "audit": ("audit", "verify the audit chain and name the first alteration (audit verify)"),
    "backup": ("backup", "write an encrypted backup of the database; keys stay outside"),
    "restore": ("restore", "restore an encrypted backup into an empty database"),
    "run-due": ("run_due", "run what the clock has made due, such as escalations, once"),
    "worker": ("worker", "run due work and queued tasks until stopped"),
    "demo": ("demo", "make or replay the fictional demo clinic"),
    "createowner": ("createowner", "set up a real clinic with its first administrator"),
    "addstaff": ("addstaff", "add a member of staff, with roles at one location"),
    "serve": ("serve", "serve the application until Ctrl-C"),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Answer one command; the return value is the exit status."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given and given[0] in OPERATOR_COMMANDS:
        return _operate(given[0], given[1:])
    options = _parser().parse_args(given)
    from lightwell.clinical.errors import ClinicalError

    try:
        return _answer(options)
    except ClinicalError as refused:
        _complain(str(refused))
        return BAD_INPUT


def _answer(options: argparse.Namespace) -> int:
    """Print what a command of treatment returns; the others print for themselves."""
    if "answer" in options:
        answer: treatment.Answer = options.answer(options)
        _say(_as_json(answer.as_json()) if options.json else str(answer))
        return ANSWERED
    run: Callable[[argparse.Namespace], int] = options.run
    return run(options)


def _operate(name: str, rest: list[str]) -> int:
    """Hand an operator's command to Django, which is loaded only now."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    try:
        from django.core.exceptions import ImproperlyConfigured
        from django.core.management import execute_from_command_line
    except ModuleNotFoundError:
        _complain(f"{name} needs the web application: install lightwell[web].")
        return BAD_INPUT
    try:
        execute_from_command_line(["lightwell", OPERATOR_COMMANDS[name][0], *rest])
    except ImproperlyConfigured as wrong:
        _complain(str(wrong))
        return BAD_INPUT
    return ANSWERED


# ------------------------------------------------------------------ the parser


class _Parser(argparse.ArgumentParser):
    """A parser that refuses in one line, as every command does."""

    def error(self, message: str) -> NoReturn:
        _complain(f"{message}: see {self.prog} --help")
        raise SystemExit(BAD_INPUT)


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="lightwell",
        description="Care for depression that has not answered to treatment.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog=_operator_help(),
    )
    parser.add_argument("--version", action="version", version=f"lightwell {__version__}")
    commands = parser.add_subparsers(title="clinical commands", metavar="COMMAND", required=True)
    _add_score(commands)
    _add_outcome(commands)
    history.add_commands(commands)
    eligibility.add_commands(commands)
    treatment.add_commands(commands)
    _add_knowledge(commands)
    return parser


def _operator_help() -> str:
    lines = ["operator commands (each takes --help):"]
    lines += [f"  {name:<20}  {what}" for name, (_, what) in OPERATOR_COMMANDS.items()]
    return "\n".join(lines)


def _add_score(commands: argparse._SubParsersAction[_Parser]) -> None:
    score = commands.add_parser("score", help="score an instrument from its answers")
    score.add_argument("instrument", help=_instrument_ids())
    answers = score.add_mutually_exclusive_group(required=True)
    answers.add_argument(
        "--answers", help="in item order, separated by commas; leave a missing answer empty"
    )
    answers.add_argument("--file", type=Path, help="a file that holds the answers in that form")
    score.add_argument("--json", action="store_true", help="answer in JSON")
    score.set_defaults(run=_score)


def _add_outcome(commands: argparse._SubParsersAction[_Parser]) -> None:
    outcome = commands.add_parser("outcome", help="compare two totals of one instrument")
    outcome.add_argument("instrument", help=_instrument_ids())
    outcome.add_argument("--baseline", type=int, required=True, help="the total before treatment")
    outcome.add_argument("--current", type=int, required=True, help="the total now")
    outcome.add_argument("--json", action="store_true", help="answer in JSON")
    outcome.set_defaults(run=_outcome)


def _instrument_ids() -> str:
    from lightwell.clinical.library import library

    return f"one of: {', '.join(library().files('instruments'))}"


def _add_knowledge(commands: argparse._SubParsersAction[_Parser]) -> None:
    knowledge = commands.add_parser("knowledge", help="check, list or describe the content")
    what = knowledge.add_subparsers(metavar="WHAT", required=True)
    check = what.add_parser("check", help="check every knowledge file and run its examples")
    check.add_argument("--root", type=Path, help="another folder of knowledge files")
    check.add_argument("--on", help="the day on which no review may be overdue (default: today)")
    check.set_defaults(run=_check)
    listed = what.add_parser("list", help="list every knowledge file with its provenance")
    listed.set_defaults(run=_list)
    schema = what.add_parser("schema", help="print the JSON Schema of a case file")
    schema.set_defaults(run=_schema)


# ------------------------------------------------------------------ score


def _score(options: argparse.Namespace) -> int:
    from lightwell.clinical.scoring import score

    text = options.answers if options.answers is not None else _read_answers(options.file)
    answers = [part.strip() or None for part in text.strip().split(",")] if text.strip() else []
    result = score(options.instrument, answers)
    _say(_as_json(result.as_json()) if options.json else _score_as_text(result))
    return ANSWERED


def _read_answers(path: Path) -> str:
    from lightwell.clinical.errors import InvalidInput

    try:
        return ",".join(path.read_text(encoding="utf-8").splitlines())
    except (OSError, UnicodeDecodeError) as bad:
        reason = getattr(bad, "strerror", None) or "is not text"
        raise InvalidInput(f"{path}: {reason}: give a file of answers.") from None


def _score_as_text(result: Score) -> str:
    from lightwell.clinical.scoring import total_words

    made = result.instrument
    if result.risk is not None:
        head = f"{made.title}: risk {result.risk}"
    elif result.band:
        head = f"{made.title}: {result.total} of {made.maximum}, {result.band.label}"
    else:
        head = f"{made.title}: {total_words(made, result.total)}"
    lines = [head]
    if not made.summed:
        lines += [f"  {item.label}: {_rating(result, item)}" for item in made.items]
    if result.missing:
        lines.append(f"  not answered: {_items(made, result.missing)}")
    if result.explanation.note:
        lines.append(f"  {result.explanation.note}")
    asks = made.is_triage or made.safety_item is not None
    lines.append(f"  suicide question: {_SAFETY_WORDS[result.safety] if asks else _NOT_ASKED}")
    lines.append(f"  {made.header.note}")
    return "\n".join(lines)


_SAFETY_WORDS = {
    "positive": "POSITIVE: a person needs to look at this today",
    "unanswered": "NOT ANSWERED: ask it; it does not count as no",
    "none": "answered no",
}


_NOT_ASKED = "this instrument has none"


def _rating(result: Score, item: Item) -> str:
    value = result.answers[item.number - 1]
    return "not answered" if value is None else f"{value} of {max(item.values)}"


def _items(made: Instrument, numbers: tuple[int, ...]) -> str:
    return ", ".join(f"{number} ({made.items[number - 1].label})" for number in numbers)


# ------------------------------------------------------------------ outcome


def _outcome(options: argparse.Namespace) -> int:
    from lightwell.clinical.outcomes import change_in_score

    found = change_in_score(options.instrument, options.baseline, options.current)
    _say(_as_json(found.as_json()) if options.json else _outcome_as_text(found))
    return ANSWERED


def _outcome_as_text(found: ScoreChange) -> str:
    from lightwell.clinical.outcomes import REVIEW_NOTE

    percent = "none (baseline 0)" if found.percent is None else f"{found.percent:g} %"
    rule = f" ({found.remission_rule.words})" if found.remission_rule else ""
    return "\n".join(
        [
            found.sentence(),
            f"  improvement: {percent}",
            f"  response: {_YES_NO[found.is_response]}; partial: {_YES_NO[found.is_partial]}",
            f"  remission{rule}: {_YES_NO[found.is_remission]}",
            f"  reliable change: {_YES_NO[found.is_reliable]}",
            f"  deterioration: {_YES_NO[found.is_deterioration]}",
            f"  {REVIEW_NOTE}",
            f"  {found.instrument.header.note}",
        ]
    )


_YES_NO = {True: "yes", False: "no", None: "not judged"}


# ------------------------------------------------------------------ knowledge


def _check(options: argparse.Namespace) -> int:
    from lightwell.clinical.casefile import day
    from lightwell.clinical.library import Library, library
    from lightwell.clinical.lint import check

    on = day(options.on, "--on") if options.on else datetime.now(UTC).date()
    found = check(Library(options.root) if options.root else library(), on)
    for problem in found.problems:
        _complain(problem)
    if found.problems:
        return BAD_INPUT
    _say(f"{found.files} files, {found.examples} worked examples: all in order.")
    return ANSWERED


def _list(options: argparse.Namespace) -> int:
    from lightwell.clinical.library import library
    from lightwell.clinical.lint import headers

    for name, header in headers(library()):
        _say(f"{name:<34} {header.version:<8} {header.title}\n    {header.note}")
    return ANSWERED


def _schema(options: argparse.Namespace) -> int:
    from lightwell.clinical.schema import case_schema

    _say(_as_json(case_schema()))
    return ANSWERED


def _say(answer: str) -> None:
    sys.stdout.write(f"{answer}\n")


def _complain(problem: str) -> None:
    sys.stderr.write(f"lightwell: {problem}\n")


def _as_json(value: dict[str, object]) -> str:
    import json

    return json.dumps(value, indent=2, ensure_ascii=False)


if __name__ == "__main__":
    sys.exit(main())
