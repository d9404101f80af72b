"""Floor 1 reads no clock, throws no dice and does not look around: same facts, same answer."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from tools.lints.faults import ROOMS, Fault, modules

PURE_ROOMS = ("knowledge", "clinical", "kinetics", "scheduler", "cohort")
FORBIDDEN_MODULES = {
    *("time", "random", "secrets", "uuid", "os", "sys", "socket", "subprocess", "threading"),
    *("asyncio", "locale", "platform", "tempfile", "urllib", "http", "sqlite3", "django"),
}
FORBIDDEN_CALLS = {"now", "today", "utcnow", "print", "input", "eval", "exec"}


def check(root: Path) -> list[Fault]:
    """Imports and calls that would make a clinical answer depend on more than its facts."""
    patterns = [f"{ROOMS}/{room}/**/*.py" for room in PURE_ROOMS]
    return [
        Fault(path, line, text)
        for path, tree in modules(root, *patterns)
        for line, text in _faults(tree)
    ]


def _faults(tree: ast.Module) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        for name in _imports(node):
            if name.split(".")[0] in FORBIDDEN_MODULES:
                yield node.lineno, f"floor 1 imports {name}"  # type: ignore[attr-defined]
        if isinstance(node, ast.Call):
            func = node.func
            called = func.attr if isinstance(func, ast.Attribute) else getattr(func, "id", "")
            if called in FORBIDDEN_CALLS:
                yield node.lineno, f"floor 1 calls {called}()"


def _imports(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom) and node.level == 0:
        return [node.module or ""]
    return []
