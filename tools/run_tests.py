"""Run every test by kind of promise: once, on SQLite, on PostgreSQL, in a real browser on both.

``--fast`` leaves out PostgreSQL, the browser and what is marked slow. Coverage of the phases that
count lines is added up and held against the limits of `tools/coverage_gates.py`.

A browser on a busy machine can be late. What fails in a browser runs again, once and alone: what
then holds is unsteady, is named at the end and fails nothing; what fails twice fails the run.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
REPORTS = ROOT / "build" / "tests"

ONCE = ("unit", "spec", "golden", "knowledge", "docs", "architecture")
# Thousands of examples: three times as slow when lines are counted, and the others reach them all.
BY_CHANCE = ("property",)
ON_EACH_DATABASE = ("integration", "screens", "api", "faults")
IN_A_BROWSER = ("browser",)
SOME_FAILED, NO_TESTS_COLLECTED = 1, 5


@dataclass(frozen=True)
class Phase:
    """One run of pytest over some folders, on one database."""

    name: str
    folders: tuple[str, ...]
    database: str = "sqlite"
    workers: int = 0
    # Lines are counted once, where every line is reached; the other phases run faster without.
    is_measured: bool = False
    marks: str = ""

    @property
    def is_in_a_browser(self) -> bool:
        """Whether what fails may only have been late."""
        return self.folders == IN_A_BROWSER

    @property
    def report(self) -> Path:
        """Where pytest writes what became of each test."""
        return REPORTS / f"{self.name.replace(' ', '-').lower()}.xml"

    def present(self) -> list[str]:
        """The folders of this phase that hold tests."""
        at = [ROOT / "tests" / folder for folder in self.folders]
        return [str(path.relative_to(ROOT)) for path in at if next(path.rglob("test_*.py"), None)]


@dataclass
class Counts:
    """How many tests went which way."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0
    unsteady: list[str] = field(default_factory=list)

    def add(self, other: Counts) -> None:
        """Add another phase's tests."""
        self.passed += other.passed
        self.failed += other.failed
        self.skipped += other.skipped
        self.unsteady += other.unsteady


PHASES = (
    Phase("once", ONCE, workers=2, is_measured=True),
    Phase("by chance", BY_CHANCE, workers=2),
    Phase("SQLite", ON_EACH_DATABASE, workers=2, is_measured=True),
    Phase("PostgreSQL", ON_EACH_DATABASE, "postgresql", workers=2),
    Phase("browser on SQLite", IN_A_BROWSER, workers=2),
    # Pages are the same on both databases and were looked at on SQLite; journeys run on both.
    Phase("browser on PostgreSQL", IN_A_BROWSER, "postgresql", workers=2, marks="not look"),
)
FAST = PHASES[:3]


def main() -> int:
    """Run the phases, then judge the coverage; 0 when everything holds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fast", action="store_true", help="neither browser nor PostgreSQL")
    parser.add_argument("--no-coverage", action="store_true", help="do not judge the coverage")
    options = parser.parse_args()

    os.chdir(ROOT)
    shutil.rmtree(REPORTS, ignore_errors=True)
    REPORTS.mkdir(parents=True)
    judged = not (options.fast or options.no_coverage)
    total, lines, sound = Counts(), [], True
    for phase in FAST if options.fast else PHASES:
        began = time.monotonic()
        good, counts, note = _run(phase, fast=options.fast, coverage=judged)
        sound &= good
        total.add(counts)
        lines.append(_line(phase, counts, time.monotonic() - began, note))
    sound &= _coverage_holds() if judged else True

    print("\n" + "\n".join(lines) + "\n")
    if total.unsteady:
        print(_unsteady(total) + "\n")
    print(f"{total.passed} passed, {total.failed} failed, {total.skipped} skipped")
    return 0 if sound and total.passed else 1


def _run(phase: Phase, *, fast: bool, coverage: bool) -> tuple[bool, Counts, str]:
    """Run one phase; whether it is sound, its counts, and what to say about it."""
    folders = phase.present()
    if not folders:
        return True, Counts(), "no tests yet"
    if lacking := _lacking(phase):
        print(f"\n!!! {phase.name}: not run. {lacking}\n", flush=True)
        return os.environ.get("LIGHTWELL_REQUIRE_ALL") != "1", Counts(), f"NOT RUN: {lacking}"
    print(f"\n── {phase.name}: {' '.join(folders)}", flush=True)
    command = [sys.executable, "-m", "pytest", "-q"]
    marks = "not slow and not browser" if fast else phase.marks
    command += ["-m", marks] if marks else []
    counting = ["--cov", "--cov-report="] if coverage and phase.is_measured else []
    workers = ["-n", str(phase.workers)] if phase.workers else []
    code = _pytest(phase, [*command, *counting, *workers, *folders], phase.report)
    if code == NO_TESTS_COLLECTED:
        return False, Counts(), "no test was collected"
    counts = _counts(phase.report)
    if code == SOME_FAILED and phase.is_in_a_browser:
        counts = _once_more(phase, command, counts)
        code = SOME_FAILED if counts.failed else 0
    note = f"{len(counts.unsteady)} UNSTEADY" if counts.unsteady else ""
    return code == 0, counts, note if code == 0 else f"FAILED {note}".rstrip()


def _once_more(phase: Phase, command: list[str], counts: Counts) -> Counts:
    """Run each failed test again, once and alone; what holds now is unsteady and counts as passed.

    What cannot be named (an error outside any test) stays a failure.
    """
    held = []
    for number, name in enumerate(_failed(phase.report), start=1):
        print(f"\n── {phase.name}, once more and alone: {name}", flush=True)
        again = phase.report.with_suffix(f".again-{number}.xml")
        code = _pytest(phase, [*command, name], again)
        if code == 0 and _counts(again) == Counts(passed=1):
            held.append(name)
    counts.unsteady = [f"{name} ({phase.database})" for name in held]
    counts.failed -= len(held)
    counts.passed += len(held)
    if held:
        print(f"\n{_unsteady(counts)}", flush=True)
    return counts


def _unsteady(counts: Counts) -> str:
    """What to say, loudly, about tests that held only the second time."""
    names = "".join(f"\n!!!   {name}" for name in counts.unsteady)
    return (
        f"!!! {len(counts.unsteady)} unsteady: failed at first, held when run again alone:{names}"
    )


def _pytest(phase: Phase, command: list[str], report: Path) -> int:
    call = [*command, f"--junitxml={report}"]
    return subprocess.run(call, env=_surroundings(phase, report), check=False).returncode


def _surroundings(phase: Phase, report: Path) -> dict[str, str]:
    return {
        **os.environ,
        "LIGHTWELL_TEST_DATABASE": phase.database,
        "COVERAGE_FILE": str(report.with_suffix(".coverage")),
        "PYTHONHASHSEED": "0",
    }


def _lacking(phase: Phase) -> str:
    """What this machine lacks for a phase, with how to get it; empty when nothing."""
    from tests.support.needs import HOW_TO_GET, find_chromium, find_postgresql

    if phase.database == "postgresql" and find_postgresql() is None:
        return f"It needs {HOW_TO_GET['postgresql']}."
    if phase.is_in_a_browser and find_chromium() is None:
        return f"It needs {HOW_TO_GET['chromium']}."
    return ""


def _counts(report: Path) -> Counts:
    if not report.exists():
        return Counts(failed=1)
    suites = list(ET.parse(report).getroot().iter("testsuite"))  # noqa: S314 — our own report

    def of(name: str) -> int:
        return sum(int(suite.get(name, "0")) for suite in suites)

    failed, skipped = of("failures") + of("errors"), of("skipped")
    return Counts(passed=of("tests") - failed - skipped, failed=failed, skipped=skipped)


def _failed(report: Path) -> list[str]:
    """The failed tests as pytest is asked for them; a report has dots where a path has slashes."""
    names = []
    for case in ET.parse(report).getroot().iter("testcase"):  # noqa: S314 — our own report
        if case.find("failure") is None and case.find("error") is None:
            continue
        parts = case.get("classname", "").split(".")
        for length in range(len(parts), 0, -1):
            path = Path(*parts[:length]).with_suffix(".py")
            if (ROOT / path).is_file():
                names.append("::".join([str(path), *parts[length:], case.get("name", "")]))
                break
    return list(dict.fromkeys(names))


def _line(phase: Phase, counts: Counts, seconds: float, note: str) -> str:
    told = f"{counts.passed:5} passed {counts.failed:3} failed {counts.skipped:3} skipped"
    return f"  {phase.name:<22}{told}  {seconds:5.0f} s  {note}".rstrip()


def _coverage_holds() -> bool:
    from tools.coverage_gates import judge

    data = [str(path) for path in REPORTS.glob("*.coverage*")]
    if not data:
        return True
    coverage = [sys.executable, "-m", "coverage"]
    merged = {**os.environ, "COVERAGE_FILE": str(REPORTS / "all.coverage")}
    subprocess.run([*coverage, "combine", "-q", *data], env=merged, check=True)
    report = REPORTS / "coverage.json"
    subprocess.run([*coverage, "json", "-q", "-o", str(report)], env=merged, check=True)
    return judge(report)


if __name__ == "__main__":
    sys.exit(main())
