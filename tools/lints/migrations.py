"""The migrations of a room are one line: numbered in order, each on the one before it."""

from __future__ import annotations

import ast
from pathlib import Path

from tools.lints.faults import ROOMS, Fault


def check(root: Path) -> list[Fault]:
    """Forks, gaps and wrong dependencies in the migrations of each room."""
    found: list[Fault] = []
    for folder in sorted(root.glob(f"{ROOMS}/*/migrations")):
        steps = sorted(path for path in folder.glob("[0-9]*.py"))
        for number, path in enumerate(steps, start=1):
            place = path.relative_to(root)
            if not path.stem.startswith(f"{number:04}_"):
                text = f"is step {number} of its room and must be numbered {number:04}"
                found.append(Fault(place, 1, text))
            before = [steps[number - 2].stem] if number > 1 else []
            if _own_dependencies(path, folder.parent.name) != before:
                text = f"must depend in its own room on {before or 'nothing'} alone"
                found.append(Fault(place, 1, text))
    return found


def _own_dependencies(path: Path, room: str) -> list[str]:
    """The steps of the same room that a migration names in ``dependencies``."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    lists = [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign)
        and any(
            isinstance(target, ast.Name) and target.id == "dependencies" for target in node.targets
        )
    ]
    pairs = [
        [part.value for part in pair.elts if isinstance(part, ast.Constant)]
        for listed in lists
        if isinstance(listed, ast.List)
        for pair in listed.elts
        if isinstance(pair, ast.Tuple)
    ]
    return [str(pair[1]) for pair in pairs if pair[:1] == [room]]
