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
from typing import NoReturn

from lightwell import __version__
from lightwell.commands import content, eligibility, history, scoring, treatment

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
    "addlocation": ("addlocation", "add a location to the clinic"),
    "addstaff": ("addstaff", "add a member of staff, with roles at one location"),
    "giverole": ("giverole", "give a member of staff roles at a location, or end them there"),
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
    scoring.add_commands(commands)
    history.add_commands(commands)
    eligibility.add_commands(commands)
    treatment.add_commands(commands)
    _add_knowledge(commands)
    return parser


def _operator_help() -> str:
    lines = ["operator commands (each takes --help):"]
    lines += [f"  {name:<20}  {what}" for name, (_, what) in OPERATOR_COMMANDS.items()]
    return "\n".join(lines)


def _add_knowledge(commands: argparse._SubParsersAction[_Parser]) -> None:
    knowledge = commands.add_parser(
        "knowledge", help="check, list, compare or describe the content"
    )
    what = knowledge.add_subparsers(metavar="WHAT", required=True)
    check = what.add_parser("check", help="check every knowledge file and run its examples")
    check.add_argument("--root", type=Path, help="another folder of knowledge files")
    check.add_argument("--on", help="the day on which no review may be overdue (default: today)")
    check.set_defaults(run=_check)
    listed = what.add_parser("list", help="list every knowledge file with its provenance")
    listed.set_defaults(run=_list)
    content.add_diff(what)
    schema = what.add_parser("schema", help="print the JSON Schema of a case file")
    schema.set_defaults(run=_schema)


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
