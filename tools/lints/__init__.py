"""The house's own rules, checked without running the software: ``python -m tools.lints``.

Each rule is a module with ``check(root) -> list[Fault]``; `make check` and the tests of
``tests/architecture`` run the same functions.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tools.lints import actions, ground, migrations, purity, sizes, templates, views
from tools.lints.faults import Fault

Lint = Callable[[Path], list[Fault]]

LINTS: dict[str, Lint] = {
    "Every action leaves an audit event": actions.check,
    "Every view is guarded, thin and without ORM": views.check,
    "Floor 1 has no clock, no chance, no surroundings": purity.check,
    "Templates carry nothing inline": templates.check,
    "Files and functions stay readable": sizes.check,
    "Migrations are one line per room": migrations.check,
    "No registry address, machine path or third-party file is committed": ground.check,
}

__all__ = ["LINTS", "Fault", "Lint"]
