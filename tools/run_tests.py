"""Run every test by kind of promise: once, on SQLite, on PostgreSQL, in a real browser on both.

``--fast`` leaves out PostgreSQL, the browser and what is marked slow. Coverage of all phases
is added up and held against the limits of `tools/coverage_gates.py`.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
REPORTS = ROOT / "build" / "tests"

ONCE = ("unit", "spec", "golden", "property", "knowledge", "docs", "architecture")
ON_EACH_DATABASE = ("integration", "screens", "api", "faults")
IN_A_BROWSER = ("browser",)
NO_TESTS_COLLECTED = 5


@dataclass(frozen=True)
class Phase:
    """One run of pytest over some folders, on one database."""

    name: str
    folders: tuple[str, ...]
    database: str = "sqlite"
    workers: int = 0

    @property
    def is_measured(self) -> bool:
        """Lines are counted on SQLite; the same tests on PostgreSQL run faster without."""
        return self.database == "sqlite"

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

    def add(self, other: Counts) -> None:
        """Add another phase's tests."""
        self.passed += other.passed
        self.failed += other.failed
        self.skipped += other.skipped


PHASES = (
    Phase("once", ONCE, workers=2),
    Phase("SQLite", ON_EACH_DATABASE, workers=2),
    Phase("PostgreSQL", ON_EACH_DATABASE, "postgresql", workers=2),
    Phase("browser on SQLite", IN_A_BROWSER, workers=2),
    Phase("browser on PostgreSQL", IN_A_BROWSER, "postgresql", workers=2),
)
FAST = PHASES[:2]


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
    report = REPORTS / f"{phase.name.replace(' ', '-').lower()}.xml"
    command = [sys.executable, "-m", "pytest", "-q", *folders, f"--junitxml={report}"]
    command += ["-n", str(phase.workers)] if phase.workers else []
    command += ["-m", "not slow and not browser"] if fast else []
    command += ["--cov", "--cov-report="] if coverage and phase.is_measured else []
    code = subprocess.run(command, env=_surroundings(phase, report), check=False).returncode
    if code == NO_TESTS_COLLECTED:
        return False, Counts(), "no test was collected"
    return code == 0, _counts(report), "" if code == 0 else "FAILED"


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
    if phase.folders == IN_A_BROWSER and find_chromium() is None:
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
