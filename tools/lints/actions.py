"""Every public function in an ``actions`` module writes an audit event, itself or by another.

Each is keyword-only with ``by`` first: who acts is never an afterthought.
"""

from __future__ import annotations

import ast
from functools import cached_property
from pathlib import Path

from tools.lints.faults import ROOMS, Fault, Function, called_name, functions, imported

DRAFTS = "typed work that was not sent is nobody's act on a record"
TRANSIT = "a message on its way; queueing it was the audited act"
VIEWS = "the log of views is a trail of its own, sealed in batches"
CLOCK = "the clock acts, and names itself in what it writes"

# Path relative to the rooms and function → why it writes without an audit event.
UNTRACED = {
    "access/actions/backups.py:inspect": "reads an archive and writes nothing",
    "access/actions/delivery.py:claim": TRANSIT,
    "access/actions/delivery.py:deliver": TRANSIT,
    "access/actions/delivery.py:fail": TRANSIT,
    "access/actions/delivery.py:finish": TRANSIT,
    "access/actions/drafts.py:discard": DRAFTS,
    "access/actions/drafts.py:discard_old": DRAFTS,
    "access/actions/drafts.py:keep": DRAFTS,
    "access/actions/drafts.py:note_sent": DRAFTS,
    "access/actions/views.py:log_view": VIEWS,
    "access/actions/views.py:log_views": VIEWS,
    "access/actions/views.py:seal_views": VIEWS,
    "records/actions/escalation.py:beat": "a sign of life that clears itself; nobody's act",
}
# The same → why it does not ask who acts.
ACTORLESS = {
    "access/actions/sign_in.py:use_link": "who acts is known from the link alone",
    "records/actions/check_ins.py:recall_missed": CLOCK,
    "records/actions/escalation.py:escalate_due": CLOCK,
    "records/actions/escalation.py:raise_unsent": CLOCK,
    "records/actions/risk.py:clear_unsent": CLOCK,
}


def check(root: Path) -> list[Fault]:
    """Public functions of actions that leave no trace, or do not ask who acts."""
    found: list[Fault] = []
    house = House(root)
    for pattern in (f"{ROOMS}/*/actions/**/*.py", f"{ROOMS}/*/actions.py"):
        for path in sorted(root.glob(pattern)):
            found += _faults(house, path)
    return found


def _faults(house: House, path: Path) -> list[Fault]:
    found: list[Fault] = []
    place = path.relative_to(house.root)
    for name, function in house.module(path).functions.items():
        key = f"{place.relative_to(ROOMS)}:{name}"
        if name.startswith("_"):
            continue
        if not _asks_who(function) and key not in UNTRACED | ACTORLESS:
            text = f"{name}() must take keywords only, `by` first"
            found.append(Fault(place, function.lineno, text))
        if key not in UNTRACED and not house.leaves_trace(path, name, set()):
            found.append(Fault(place, function.lineno, f"{name}() writes no audit event"))
    return found


def _asks_who(function: Function) -> bool:
    arguments = function.args
    keywords = [argument.arg for argument in arguments.kwonlyargs]
    return not arguments.args and not arguments.posonlyargs and keywords[:1] == ["by"]


class Module:
    """The functions of one file and where its names come from."""

    def __init__(self, path: Path) -> None:
        self.tree = ast.parse(path.read_text(encoding="utf-8"), filename=str(path))

    @cached_property
    def functions(self) -> dict[str, Function]:
        """Its own functions by name."""
        return functions(self.tree)

    @cached_property
    def origins(self) -> dict[str, str]:
        """Its imported names with their full names."""
        return imported(self.tree)


class House:
    """All rooms, read as calls are followed from one file into another."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._modules: dict[Path, Module] = {}

    def module(self, path: Path) -> Module:
        """One file, parsed once."""
        if path not in self._modules:
            self._modules[path] = Module(path)
        return self._modules[path]

    def leaves_trace(self, path: Path, name: str, seen: set[tuple[Path, str]]) -> bool:
        """Whether a function calls ``audit.record``, itself or through functions of the house."""
        function = self.module(path).functions.get(name)
        if function is None or (path, name) in seen:
            return False
        seen.add((path, name))
        for call in (node for node in ast.walk(function) if isinstance(node, ast.Call)):
            target = self._target(path, call)
            if target == "lightwell.access.audit.record":
                return True
            where = self._file_of(target.rpartition(".")[0])
            if where is not None and self.leaves_trace(where, called_name(call), seen):
                return True
        return any(
            self.leaves_trace(path, helper, seen) for helper in self._handed_on(path, function)
        )

    def _target(self, path: Path, call: ast.Call) -> str:
        """The full name of what is called, for functions of this file too; else empty."""
        func, module = call.func, self.module(path)
        if isinstance(func, ast.Attribute) and isinstance(func.value, ast.Name):
            before = module.origins.get(func.value.id)
            return f"{before}.{func.attr}" if before else ""
        if not isinstance(func, ast.Name):
            return ""
        own = f"{self._name_of(path)}.{func.id}" if func.id in module.functions else ""
        return module.origins.get(func.id, own)

    def _handed_on(self, path: Path, function: Function) -> list[str]:
        """Functions of the same file that are passed along, as in ``each(_escalate, …)``."""
        names = {node.id for node in ast.walk(function) if isinstance(node, ast.Name)}
        return sorted(names & set(self.module(path).functions) - {function.name})

    def _file_of(self, module: str) -> Path | None:
        if not module.startswith("lightwell."):
            return None
        path = self.root / "src" / Path(*module.split("."))
        candidates = (path.with_suffix(".py"), path / "__init__.py")
        return next((file for file in candidates if file.exists()), None)

    def _name_of(self, path: Path) -> str:
        return ".".join(path.relative_to(self.root / "src").with_suffix("").parts)
