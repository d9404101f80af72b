"""Every kind of bad input has tests that exist, and the page that lists them is current."""

from __future__ import annotations

import ast
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "reference" / "bad-input.md"
LIST = tomllib.loads((Path(__file__).parent / "bad-input.toml").read_text("utf-8"))["input"]


def names_in(path: Path) -> set[str]:
    """The names of a file's tests, those in classes as ``Class::test``."""
    body = ast.parse(path.read_text("utf-8")).body
    inside = [
        (f"{part.name}::", child)
        for part in body
        if isinstance(part, ast.ClassDef)
        for child in part.body
    ]
    return {
        before + part.name
        for before, part in [*(("", part) for part in body), *inside]
        if isinstance(part, ast.FunctionDef) and part.name.startswith("test_")
    }


@pytest.mark.parametrize("one", LIST, ids=[one["what"] for one in LIST])
def test_its_tests_exist(one: dict[str, list[str]]) -> None:
    assert one["tests"]
    for test in one["tests"]:
        path, _, name = test.partition("::")
        assert name in names_in(ROOT / path), test


def test_the_page_lists_each_with_its_tests() -> None:
    rows = [
        f"| {one['what']} | {'<br>'.join(f'`{test}`' for test in one['tests'])} |" for one in LIST
    ]
    table = PAGE.read_text("utf-8").split("|---|---|\n")[1].splitlines()
    assert table == rows, "Write these rows into docs/reference/bad-input.md:\n" + "\n".join(rows)
