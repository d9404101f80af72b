"""Processes of the tests' own."""

from __future__ import annotations

import os


def unmeasured() -> dict[str, str]:
    """The environment for a process whose loaded modules are counted: coverage adds its own."""
    return {name: value for name, value in os.environ.items() if "COVERAGE" not in name}
