"""The stored report: how many mutants of each subject a test notices, and why others may live."""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from fnmatch import fnmatchcase

from .mutants import Mutant
from .plan import Plan
from .results import Result, results_of

LIMIT = 90.0


@dataclass(frozen=True)
class Run:
    """One run, as far as a reader of its report needs to know it."""

    seconds: float
    options: argparse.Namespace


@dataclass(frozen=True)
class Accepted:
    """Why mutants may live: their names, where ``*`` stands for anything, and the reason."""

    mutants: tuple[str, ...]
    reason: str

    def covers(self, key: str) -> bool:
        """Whether a mutant is meant; a bracket in a name is a bracket."""
        return any(fnmatchcase(key, one.replace("[", "[[]")) for one in self.mutants)


@dataclass(frozen=True)
class Tally:
    """The mutants of a module or subject."""

    results: tuple[Result, ...]

    def count(self, outcome: str) -> int:
        """How many ended so."""
        return sum(one.outcome == outcome for one in self.results)

    @property
    def killed(self) -> int:
        """Noticed by a test, or never coming back, which no test would wait for."""
        return self.count("killed") + self.count("timeout")

    @property
    def percent(self) -> float:
        """Of all mutants, those that change nothing too."""
        return 100.0 * self.killed / len(self.results) if self.results else 100.0

    def row(self, name: str) -> str:
        """A line of the table."""
        numbers = (len(self.results), self.killed, self.count("timeout"), self.count("survived"))
        cells = " | ".join(str(one) for one in numbers)
        return f"| {name} | {cells} | {self.percent:.1f} % |"


def accepted_of(plan: Plan) -> list[Accepted]:
    """The survivors that were looked at, with the reason why each may live."""
    if plan.accepted is None or not plan.accepted.exists():
        return []
    held = tomllib.loads(plan.accepted.read_text(encoding="utf-8"))
    return [Accepted(tuple(one["mutants"]), one["reason"]) for one in held.get("accepted", [])]


def write(plan: Plan, mutants: Sequence[Mutant], run: Run) -> int:
    """Write the report and say the result; 0 when every subject reaches the limit."""
    known = results_of(plan)
    judged = [known[one.key] for one in mutants if one.key in known]
    subjects = _by_subject(plan, judged)
    survivors = [one for one in judged if one.outcome == "survived"]
    accepted = accepted_of(plan)
    unsaid = [one for one in survivors if not any(why.covers(one.key) for why in accepted)]
    text = "\n".join(_text(plan, subjects, survivors, accepted, run)) + "\n"
    if silent := len(mutants) - len(judged):
        told = f"{silent} of {len(mutants)} mutants were not asked about: the run was ended before."
        text = text.replace("\n## By subject", f"\n{told}\n\n## By subject", 1)
    path = plan.report if plan.report and _is_whole(run.options) else plan.work / "report.md"
    path.write_text(text, encoding="utf-8")
    low = [name for name, tally in subjects.items() if tally.percent < LIMIT]
    for name, tally in subjects.items():
        print(f"  {name:<14}{tally.killed:5} of {len(tally.results):5}  {tally.percent:5.1f} %")
    print(f"{len(unsaid)} of {len(survivors)} survivors have no reason yet. Report: {path}")
    return 1 if low or unsaid else 0


def _is_whole(options: argparse.Namespace) -> bool:
    return not options.module and not options.sample


def _by_subject(plan: Plan, judged: Iterable[Result]) -> dict[str, Tally]:
    subject_of = {one: name for name, modules in plan.subjects.items() for one in modules}
    found: dict[str, list[Result]] = {}
    for one in judged:
        found.setdefault(subject_of[one.module], []).append(one)
    return {name: Tally(tuple(found[name])) for name in plan.subjects if name in found}


def _text(
    plan: Plan,
    subjects: Mapping[str, Tally],
    survivors: Sequence[Result],
    accepted: Sequence[Accepted],
    run: Run,
) -> list[str]:
    head = "| | mutants | killed | of them out of time | survived | killed |"
    rule = "|---|---:|---:|---:|---:|---:|"
    every = Tally(tuple(one for tally in subjects.values() for one in tally.results))
    lines = [
        "# Mutants of the clinical core",
        "",
        _when(run, every),
        "",
        "[What is changed and how to read this](../../docs/explanation/mutation-testing.md).",
        "",
        "## By subject",
        "",
        head,
        rule,
        *(tally.row(name) for name, tally in subjects.items()),
        every.row("**all**"),
        "",
        "## By module",
        "",
        head,
        rule,
    ]
    for modules in plan.subjects.values():
        for module in modules:
            mine = tuple(one for one in every.results if one.module == module)
            lines += [Tally(mine).row(f"`{module}`")] if mine else []
    return [*lines, *_survivors(survivors, accepted)]


def _when(run: Run, every: Tally) -> str:
    what = "Every mutant"
    if run.options.sample:
        what = f"A sample of {len(every.results)} mutants (seed {run.options.seed})"
    elif run.options.module:
        what = f"Every mutant of {', '.join(run.options.module)}"
    again = ", the survivors of earlier runs asked again" if run.options.resume else ""
    spent = sum(one.seconds for one in every.results)
    machine = f"{platform.machine()}, {os.cpu_count()} cores of which one is used"
    rate = f"{spent / 60:.0f} minutes, {len(every.results) / max(spent, 1):.1f} a second"
    return (
        f"{what}{again}{_commit()}; {datetime.now(UTC):%Y-%m-%d}; {machine}, Python "
        f"{platform.python_version()}; {len(every.results)} mutants, {rate}. Written by "
        "`make mutants`."
    )


def _commit() -> str:
    """Which state of the core was asked about; nothing where that is not kept by git."""
    call = ["git", "log", "-1", "--format=, at commit %h", "--", "src/lightwell/clinical"]
    return subprocess.run(call, capture_output=True, text=True, check=False).stdout.strip()


def _survivors(survivors: Sequence[Result], accepted: Sequence[Accepted]) -> list[str]:
    """The survivors under their reasons; those without one stand first."""
    left = list(survivors)
    groups = []
    for why in accepted:
        mine = [one for one in left if why.covers(one.key)]
        left = [one for one in left if one not in mine]
        if mine:
            groups += ["", why.reason.strip(), "", *map(_item, mine)]
    lines = ["", "## Survivors", ""]
    if left:
        lines += ["Not yet looked at:", "", *map(_item, left)]
    return [*lines, *groups[0 if left else 1 :]] if groups or left else [*lines, "None."]


def _item(one: Result) -> str:
    """A mutant by its name; its line moves, its name does not."""
    return f"- ``{one.key}``"
