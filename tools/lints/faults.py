"""What a rule reports, and how rules read the source."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOMS = "src/lightwell"
Function = ast.FunctionDef | ast.AsyncFunctionDef


class Fault(NamedTuple):
    """One place that breaks a rule."""

    path: Path
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.text}"


def modules(root: Path, *patterns: str) -> Iterator[tuple[Path, ast.Module]]:
    """The Python files under the patterns, parsed, with paths relative to the root."""
    for pattern in patterns:
        for path in sorted(root.glob(pattern)):
            source = path.read_text(encoding="utf-8")
            yield path.relative_to(root), ast.parse(source, filename=str(path))


def functions(tree: ast.Module) -> dict[str, Function]:
    """The functions at the top of a module by name."""
    return {
        node.name: node
        for node in tree.body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }


def length(function: Function) -> int:
    """The lines of a function without its docstring: telling what it means costs nothing."""
    lines = (function.end_lineno or function.lineno) - function.lineno + 1
    first = function.body[0]
    if ast.get_docstring(function) is None or len(function.body) == 1:
        return lines
    return lines - ((first.end_lineno or first.lineno) - first.lineno + 1)


def called_name(call: ast.Call) -> str:
    """``record`` for both ``record(…)`` and ``audit.record(…)``."""
    if isinstance(call.func, ast.Attribute):
        return call.func.attr
    return call.func.id if isinstance(call.func, ast.Name) else ""


def imported(tree: ast.Module) -> dict[str, str]:
    """The names that a module imports, with where each comes from."""
    found: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                found[alias.asname or alias.name] = alias.name
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                found[alias.asname or alias.name] = f"{node.module or ''}.{alias.name}"
    return found
