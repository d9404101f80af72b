"""Every view names who may open it, is short, and leaves the database to actions and queries."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from tools.lints.faults import ROOMS, Fault, Function, functions, length, modules

GUARDS = {"staff_page", "patient_page", "outside_page", "public_page", "link_page"}
ORM_ATTRIBUTES = {"objects", "_base_manager", "_default_manager"}
ORM_CALLS = {
    *("save", "delete", "filter", "exclude", "update_or_create", "get_or_create"),
    *("bulk_create", "bulk_update", "select_related", "prefetch_related", "select_for_update"),
}
ORM_SHORTCUTS = {"get_object_or_404", "get_list_or_404"}
LONGEST_VIEW = 25

# Path relative to the rooms and function → why it has no guard or is longer.
ALLOWED: dict[str, str] = {}


def check(root: Path) -> list[Fault]:
    """Views without a guard, views that are too long, and the ORM in a view."""
    found: list[Fault] = []
    addressed = _addressed(root)
    for path, tree in modules(root, f"{ROOMS}/*/views/**/*.py", f"{ROOMS}/*/views.py"):
        for name, view in functions(tree).items():
            if (
                name in addressed
                and _is_view(view)
                and f"{path.relative_to(ROOMS)}:{name}" not in ALLOWED
            ):
                found += _faults_of_view(path, view)
        found += [Fault(path, line, text) for line, text in _orm(tree)]
    return found


def _addressed(root: Path) -> set[str]:
    """The names that stand behind an address in any ``urls.py``; the others are helpers."""
    return {
        _name(call.args[1])
        for _, tree in modules(root, f"{ROOMS}/**/urls.py")
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and _name(call.func) in {"path", "re_path"}
        if len(call.args) > 1
    }


def _is_view(function: Function) -> bool:
    first = function.args.args[:1]
    return bool(first) and first[0].arg == "request"


def _faults_of_view(path: Path, view: Function) -> Iterator[Fault]:
    if not GUARDS & {_name(decorator) for decorator in view.decorator_list}:
        guards = ", ".join(sorted(GUARDS))
        yield Fault(path, view.lineno, f"{view.name}() has no guard: one of {guards}")
    if length(view) > LONGEST_VIEW:
        yield Fault(path, view.lineno, f"{view.name}() has {length(view)} lines, a view at most 25")


def _orm(tree: ast.Module) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in ORM_ATTRIBUTES:
            yield node.lineno, f".{node.attr} in a view: ask a query or an action"
        elif isinstance(node, ast.Call):
            name = _name(node.func)
            # A row's save() takes no positional value; `save(request, …)` is somebody else's.
            on_rows = isinstance(node.func, ast.Attribute) and not (
                name in {"save", "delete"} and node.args
            )
            if name in ORM_SHORTCUTS or (name in ORM_CALLS and on_rows):
                yield node.lineno, f"{name}() in a view: ask a query or an action"


def _name(node: ast.expr) -> str:
    """The last name of ``a.b(…)``, ``a.b`` or ``b``."""
    if isinstance(node, ast.Call):
        return _name(node.func)
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""
