"""Who may import whom, proved by the contracts, and that the contracts catch what they forbid."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.support.processes import unmeasured

ROOT = Path(__file__).resolve().parent.parent.parent


def lint_imports(at: Path) -> subprocess.CompletedProcess[str]:
    program = Path(sys.executable).with_name("lint-imports")
    return subprocess.run(
        [program, "--no-cache", "--config", "pyproject.toml"],
        cwd=at,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(at / "src"), "COLUMNS": "200"},
    )


def test_the_import_contracts_hold() -> None:
    done = lint_imports(ROOT)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("module", "line", "contract"),
    [
        ("portal/planted.py", "import lightwell.clinic", "Rooms import downwards only"),
        ("access/planted.py", "import lightwell.records", "Rooms import downwards only"),
        ("clinical/planted.py", "import django", "The pure rooms know no framework"),
        ("scheduler/planted.py", "import django", "The pure rooms know no framework"),
        ("scheduler/planted.py", "import lightwell.records", "Rooms import downwards only"),
        ("clinical/planted.py", "import lightwell.scheduler", "Rooms import downwards only"),
        ("clinical/planted.py", "import numpy", "The clinical core is standard library and attrs"),
        ("public/planted.py", "import lightwell.records.models", "Only records touches"),
        ("clinic/planted.py", "import lightwell.diary.models", "Only diary touches"),
        ("portal/planted.py", "import lightwell.access.models", "Screens do not touch"),
        ("kit/planted.py", "import lightwell.clinical", "The design system knows"),
        ("unplaced/__init__.py", "", "Rooms import downwards only"),
    ],
)
def test_a_planted_import_is_caught(tmp_path: Path, module: str, line: str, contract: str) -> None:
    """Over the skeleton of the house: every room empty but for one forbidden import."""
    (tmp_path / "pyproject.toml").write_bytes((ROOT / "pyproject.toml").read_bytes())
    for package in sorted((ROOT / "src").rglob("__init__.py")):
        copy = tmp_path / package.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.touch()
    (tmp_path / "src/lightwell/cli.py").touch()
    planted = tmp_path / "src/lightwell" / module
    planted.parent.mkdir(exist_ok=True)
    planted.write_text(f"{line}\n", encoding="utf-8")
    done = lint_imports(tmp_path)
    broken = [text for text in done.stdout.splitlines() if text.endswith("BROKEN")]
    named = any(contract in text for text in broken) or "unplaced" in done.stdout
    assert done.returncode == 1, done.stdout + done.stderr
    assert named, done.stdout


def test_the_core_starts_without_a_framework() -> None:
    """`import lightwell.clinical` loads the standard library, attrs and nothing else."""
    listed = subprocess.run(
        [sys.executable, "-c", "import sys, lightwell.clinical; print(*sorted(sys.modules))"],
        capture_output=True,
        text=True,
        check=True,
        env=unmeasured(),
    ).stdout.split()
    ours = {"lightwell", "attr", "attrs", "_distutils_hack", "sitecustomize", "usercustomize"}
    outside = {name.split(".")[0] for name in listed} - set(sys.stdlib_module_names) - ours
    assert {name for name in outside if not name.startswith("_")} <= {"editable"}


def test_the_core_alone_needs_only_attrs() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert [dependency.split(">")[0] for dependency in project["dependencies"]] == ["attrs"]
