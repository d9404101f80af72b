"""What is proved by which tests: the modules of the clinical core by subject."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from .mutants import Source, read_source

ROOT = Path(__file__).resolve().parent.parent.parent
LOADING = "(loading)"

# The subjects of the report, each with the modules that decide it and those that read its rules.
SUBJECTS = {
    "trials": (
        "trials trialfacts judging definitions exposure additions courses episodefacts reasons"
    ),
    "staging": "stages stagingfile",
    "dosing": "dosing doserules doselimits preparing weights units",
    "eligibility": "eligibility eligibilityfacts eligibilityfile scopes",
    "session": "session gates flags flagrules schedule pressure readings",
    "instruments": (
        "scoring sums questionnaires instrumentrules instrumentfile answers scorelines outcomes "
        "changes recall risk proportions progress"
    ),
    # All of them ask the algebra.
    "algebra": "evaluate values",
}
# What speaks of the core without Django. Left out: the comparison of generated pages, which would
# notice any other word without saying what is wrong; and a search over hundreds of whole
# histories that takes as long as a fifth of all others.
TESTS = ("tests/spec", "tests/golden", "tests/knowledge", "tests/property")
CORE_TESTS = "tests/unit/test_clinical_*.py"
MORE_TESTS = ("tests/unit/test_cli.py", "tests/unit/test_cli_treatment.py")
NOT_ASKED = ("tests/knowledge/test_reference_pages.py", "tests/property/test_would_change.py")


@dataclass(frozen=True)
class Plan:
    """One run: the package under test, its subjects, the tests, and where notes are kept."""

    root: Path
    package: str
    folder: Path
    subjects: Mapping[str, tuple[str, ...]]
    tests: tuple[str, ...]
    work: Path
    not_asked: tuple[str, ...] = ()
    # Whose change may change every answer: what lies beside the package and is read by it.
    data: Path | None = None
    warm: str = ""
    # Seconds of tests that a mutant may take before it counts as a survivor.
    budget: float = 2.0
    accepted: Path | None = None
    report: Path | None = None

    def sources(self, names: tuple[str, ...] = ()) -> list[Source]:
        """The modules of the run, or those of them that are named."""
        every = [one for modules in self.subjects.values() for one in modules]
        if unknown := set(names) - set(every):
            known = ", ".join(every)
            raise SystemExit(f"No such module here: {', '.join(sorted(unknown))}. Take {known}.")
        chosen = [name for name in every if not names or name in names]
        return [
            read_source(f"{self.package}.{name}", self.folder / f"{name}.py") for name in chosen
        ]

    @property
    def results(self) -> Path:
        return self.work / "results.jsonl"


def of_the_core() -> Plan:
    """The run that `make mutants` makes."""
    unit = sorted(str(path.relative_to(ROOT)) for path in ROOT.glob(CORE_TESTS))
    folder = ROOT / "src" / "lightwell" / "clinical"
    return Plan(
        root=ROOT,
        package="lightwell.clinical",
        folder=folder,
        subjects={subject: tuple(names.split()) for subject, names in SUBJECTS.items()},
        tests=(*TESTS, *unit, *MORE_TESTS),
        work=ROOT / "build" / "mutants",
        not_asked=NOT_ASKED,
        data=ROOT / "src" / "lightwell" / "knowledge",
        warm="tools.mutants.plan:read_all_knowledge",
        accepted=ROOT / "benchmarks" / "mutants-accepted.toml",
        report=ROOT / "benchmarks" / "reports" / "mutants.md",
    )


def read_all_knowledge() -> None:
    """Read every part of the knowledge once, so that no test is charged with it."""
    from functools import cached_property

    from lightwell.clinical.library import Library, library

    for name, part in vars(Library).items():
        if isinstance(part, cached_property):
            value = getattr(library(), name)
            if isinstance(value, Mapping):
                dict(value)
