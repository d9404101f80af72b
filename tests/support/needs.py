"""What a test needs from the machine: a loud skip that says how to get it, or a failure.

With ``LIGHTWELL_REQUIRE_ALL=1`` (as CI sets it) a missing tool fails the test instead.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import pytest

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

HOW_TO_GET = {
    "chromium": (
        "Chromium: on Debian or Ubuntu `apt-get install chromium`, or name a Chromium or Chrome "
        "program in LIGHTWELL_CHROMIUM"
    ),
    "postgresql": (
        "the PostgreSQL server programs (initdb, postgres): on Debian or Ubuntu "
        "`apt-get install postgresql`, or put their directory on PATH"
    ),
    "node": (
        "Node.js 20 or newer: `make setup` brings one along when the machine has none, or see "
        "your system's package `nodejs`"
    ),
}


def require_all() -> bool:
    """Whether a missing tool is a failure."""
    return os.environ.get("LIGHTWELL_REQUIRE_ALL") == "1"


def missing(tool: str) -> NoReturn:
    """Skip, or fail, because a tool is missing; the text says how to get it."""
    text = f"needs {HOW_TO_GET[tool]}"
    if require_all():
        pytest.fail(text, pytrace=False)
    pytest.skip(text)


def need(tool: str) -> Path:
    """Where a tool is; skips (or fails) the test when the machine has none."""
    found = FINDERS[tool]()
    return found if found is not None else missing(tool)


def find_chromium() -> Path | None:
    """The browser program: LIGHTWELL_CHROMIUM, else the first known name on PATH."""
    if named := os.environ.get("LIGHTWELL_CHROMIUM"):
        return Path(named)
    found = (shutil.which(name) for name in CHROMIUM_NAMES)
    return next((Path(path) for path in found if path), None)


def find_postgresql() -> Path | None:
    """The directory of PostgreSQL's server programs, newest first."""
    candidates = [Path(entry) for entry in os.environ.get("PATH", "").split(os.pathsep) if entry]
    candidates += sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_version, reverse=True)
    if pg_config := shutil.which("pg_config"):
        asked = subprocess.run([pg_config, "--bindir"], capture_output=True, text=True, check=False)
        candidates.append(Path(asked.stdout.strip() or "."))
    programs = ("initdb", "postgres")
    return next((at for at in candidates if all((at / name).exists() for name in programs)), None)


def find_node() -> Path | None:
    """Node.js on PATH."""
    found = shutil.which("node")
    return Path(found) if found else None


def _version(directory: Path) -> float:
    try:
        return float(directory.parent.name)
    except ValueError:
        return 0.0


FINDERS: dict[str, Callable[[], Path | None]] = {
    "chromium": find_chromium,
    "postgresql": find_postgresql,
    "node": find_node,
}
