"""What the software imports is what the project declares."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
OURS = {"lightwell", "tests", "tools", "benchmarks"}


def imported_by(folder: str) -> dict[str, Path]:
    """The top-level names that a folder imports, each with one file that does."""
    found: dict[str, Path] = {}
    for path in (ROOT / folder).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.level == 0:
                names = [node.module or ""]
            else:
                continue
            found |= {name.split(".")[0]: path.relative_to(ROOT) for name in names}
    return {
        name: path
        for name, path in found.items()
        if name not in sys.stdlib_module_names and name not in OURS
    }


def declared(*extras: str) -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lines = list(project["dependencies"])
    for extra in extras:
        lines += project["optional-dependencies"][extra]
    return {normal(re.split(r"[\[<>=!~ ;]", line)[0]) for line in lines}


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def undeclared(folder: str, *extras: str) -> list[str]:
    distributions, wanted = packages_distributions(), declared(*extras)
    return [
        f"{path} imports {name}, which pyproject.toml does not declare"
        for name, path in imported_by(folder).items()
        if not wanted & {normal(one) for one in distributions.get(name, [name])}
    ]


def test_the_software_imports_only_what_it_declares() -> None:
    assert undeclared("src", "web") == []


def test_tests_and_tools_import_only_what_is_declared() -> None:
    found = [*undeclared("tests", "web", "dev"), *undeclared("tools", "web", "dev")]
    assert found == []
