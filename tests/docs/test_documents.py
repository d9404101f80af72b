"""What the documents say is so: links lead somewhere, examples run, named tests exist."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("src/**/*.md")])
PICTURES = ROOT / "docs" / "images"
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)|<img src=\"([^\"]+)\"")
NAMED_TEST = re.compile(r"`(tests/[\w/]+\.py)(?:::(\w+))?`")
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```", re.DOTALL | re.MULTILINE)


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def _links(path: Path) -> list[str]:
    text = path.read_text("utf-8")
    return [one or other for one, other in LINK.findall(text) if "://" not in one + other]


@pytest.mark.parametrize("document", DOCUMENTS, ids=_name)
def test_links_lead_somewhere(document: Path) -> None:
    broken = [link for link in _links(document) if not (document.parent / link).exists()]
    assert not broken, f"{_name(document)} links to {', '.join(broken)}"


def test_every_picture_is_used() -> None:
    used = {
        (document.parent / link).resolve() for document in DOCUMENTS for link in _links(document)
    }
    unused = [_name(picture) for picture in PICTURES.rglob("*.png") if picture not in used]
    assert not unused, f"No document shows {', '.join(unused)}"


@pytest.mark.parametrize("document", DOCUMENTS, ids=_name)
def test_named_tests_exist(document: Path) -> None:
    for file, function in NAMED_TEST.findall(document.read_text("utf-8")):
        path = ROOT / file
        assert path.exists(), f"{_name(document)} names {file}, which is not there"
        if function:
            assert re.search(rf"def {function}\(", path.read_text("utf-8")), (
                f"{_name(document)} names {file}::{function}, which is not there"
            )


def test_every_hazard_has_a_test_or_says_not_yet() -> None:
    rows = re.findall(r"^\| (H\d\d) \|.*\|(.*)\|$", _hazards(), re.MULTILINE)
    assert [hazard for hazard, _ in rows] == [f"H{number:02}" for number in range(1, 34)]
    for hazard, held_by in rows:
        assert NAMED_TEST.search(held_by) or "not yet" in held_by, f"{hazard} is held by nothing"


def test_every_rule_of_the_pages_is_placed() -> None:
    rows = re.findall(r"^\| R-(\d+) \|.*\|(.*)\|$", _reference("ui-rules.md"), re.MULTILINE)
    assert [int(number) for number, _ in rows] == list(range(1, 83))
    for number, held_by in rows:
        assert NAMED_TEST.search(held_by) or "manual:" in held_by or "not yet:" in held_by, number


def test_every_safety_rule_is_held_by_a_test() -> None:
    rows = re.findall(r"^\| (\d+) \|.*\|(.*)\|$", _hazards(), re.MULTILINE)
    assert [int(number) for number, _ in rows] == list(range(1, 14))
    for number, held_by in rows:
        assert NAMED_TEST.search(held_by), f"rule {number} is held by nothing"


def _reference(name: str) -> str:
    return (ROOT / "docs" / "reference" / name).read_text("utf-8")


def _hazards() -> str:
    return (ROOT / "CLINICAL_SAFETY.md").read_text("utf-8")


def _blocks(language: str) -> list[str]:
    text = (ROOT / "README.md").read_text("utf-8")
    return [code for kind, code in BLOCK.findall(text) if kind == language]


@pytest.mark.parametrize("code", _blocks("python"))
def test_the_python_of_the_readme_runs(code: str) -> None:
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr


COMMANDS = [
    line
    for block in _blocks("")
    for line in block.splitlines()
    if line.startswith(".venv/bin/lightwell ")
]


@pytest.mark.parametrize("line", COMMANDS)
def test_the_commands_of_the_readme_run(line: str) -> None:
    words = shlex.split(line)[1:]
    call = [sys.executable, "-m", "lightwell.cli", *words]
    run = subprocess.run(call, capture_output=True, text=True, check=False, cwd=ROOT)
    assert run.returncode == 0, run.stderr
