"""Every public function in an ``actions`` module writes an audit event, itself or by another.

Each is keyword-only with ``by`` first: who acts is never an afterthought.
"""

from __future__ import annotations

import ast
from pathlib import Path

from tools.lints.faults import ROOMS, Fault, Function, called_name, functions, imported, modules

# Path relative to the rooms and function → why it writes without an audit event.
ALLOWED: dict[str, str] = {}


def check(root: Path) -> list[Fault]:
    """Public functions of actions that leave no trace, or do not ask who acts."""
    found: list[Fault] = []
    for path, tree in modules(root, f"{ROOMS}/*/actions/**/*.py", f"{ROOMS}/*/actions.py"):
        own, origins = functions(tree), imported(tree)
        for name, function in own.items():
            if name.startswith("_") or _is_allowed(path, name):
                continue
            if not _asks_who(function):
                text = f"{name}() must take keywords only, `by` first"
                found.append(Fault(path, function.lineno, text))
            if not _leaves_trace(function, own, origins, seen=set()):
                text = f"{name}() writes no audit event"
                found.append(Fault(path, function.lineno, text))
    return found


def _is_allowed(path: Path, name: str) -> bool:
    return f"{path.relative_to(ROOMS)}:{name}" in ALLOWED


def _asks_who(function: Function) -> bool:
    arguments = function.args
    keywords = [argument.arg for argument in arguments.kwonlyargs]
    return not arguments.args and not arguments.posonlyargs and keywords[:1] == ["by"]


def _leaves_trace(
    function: Function, own: dict[str, Function], origins: dict[str, str], *, seen: set[str]
) -> bool:
    seen.add(function.name)
    calls = [node for node in ast.walk(function) if isinstance(node, ast.Call)]
    if any(_is_audit(call, origins) or _is_action(call, origins) for call in calls):
        return True
    helpers = {call.func.id for call in calls if isinstance(call.func, ast.Name)} - seen
    return any(_leaves_trace(own[name], own, origins, seen=seen) for name in helpers if name in own)


def _is_audit(call: ast.Call, origins: dict[str, str]) -> bool:
    """``audit.record(…)``, or ``record(…)`` imported from the audit module."""
    return called_name(call) == "record" and ".audit" in f".{_origin(call, origins)}"


def _is_action(call: ast.Call, origins: dict[str, str]) -> bool:
    """A function of another actions module: that one is held to the same rule."""
    return ".actions" in _origin(call, origins) and not called_name(call).startswith("_")


def _origin(call: ast.Call, origins: dict[str, str]) -> str:
    """Where the called function, or the module in front of the dot, was imported from."""
    func = call.func
    if isinstance(func, ast.Attribute) and isinstance(func.value, ast.Name):
        return origins.get(func.value.id, "")
    return origins.get(func.id, "") if isinstance(func, ast.Name) else ""
