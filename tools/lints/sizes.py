"""A file has at most 400 lines, a function at most 40: split by idea, not by size."""

from __future__ import annotations

import ast
from pathlib import Path

from tools.lints.faults import Fault, length, modules

LONGEST_FILE = 400
LONGEST_FUNCTION = 40
PLACES = ("src/**/*.py", "tests/**/*.py", "tools/**/*.py", "benchmarks/**/*.py", "*.py")


def check(root: Path) -> list[Fault]:
    """Python files and functions that are too long to read at once."""
    found: list[Fault] = []
    for path, tree in modules(root, *PLACES):
        if "migrations" in path.parts:
            continue
        lines = len((root / path).read_text(encoding="utf-8").splitlines())
        if lines > LONGEST_FILE:
            found.append(Fault(path, 1, f"{lines} lines, a file has at most {LONGEST_FILE}"))
        for node in ast.walk(tree):
            if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                continue
            if length(node) > LONGEST_FUNCTION:
                text = f"{node.name}() has {length(node)} lines, at most {LONGEST_FUNCTION}"
                found.append(Fault(path, node.lineno, text))
    return found
