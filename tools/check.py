"""Everything that can be judged without running the tests; all faults in one go.

``python -m tools.check [NAME …]`` runs all checks, or those whose name starts so.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
TEMPLATES = "src"


@dataclass(frozen=True)
class Check:
    """One command, what it proves and how a fault is mended."""

    name: str
    command: tuple[str, ...]
    mend: str


CHECKS = (
    Check("format", ("ruff", "format", "--check", "--quiet", "."), "make format"),
    Check("style", ("ruff", "check", "--quiet", "."), "make format mends a part"),
    Check("templates", ("djlint", "--lint", "--quiet", TEMPLATES), "see the rule it names"),
    Check("types", ("mypy",), "mend the type; an ignore names its code and reason"),
    Check("imports", ("lint-imports", "--no-logo"), "ARCHITECTURE.md shows the arrows"),
    Check("rules of the house", ("python", "-m", "tools.lints"), "tools/lints says why"),
    Check("knowledge", ("lightwell", "knowledge", "check"), "each fault names its file"),
    Check(
        "migrations",
        ("python", "manage.py", "makemigrations", "--check", "--dry-run"),
        ".venv/bin/python manage.py makemigrations",
    ),
    Check("settings", ("python", "manage.py", "check", "--fail-level", "WARNING"), "as it says"),
    Check("generated pages", ("python", "tools/generate_reference.py", "--check"), "make generate"),
)


def main(names: list[str]) -> int:
    """Run the checks one after the other; 0 when all hold."""
    os.chdir(ROOT)
    chosen = [check for check in CHECKS if not names or check.name.startswith(tuple(names))]
    failed = [check for check in chosen if not _holds(check)]
    if failed:
        print("\n" + "\n".join(f"✗ {check.name}: {check.mend}" for check in failed))
        return 1
    print(f"All {len(chosen)} checks hold.")
    return 0


def _holds(check: Check) -> bool:
    program, *rest = check.command
    began = time.monotonic()
    done = subprocess.run(
        [str(BIN / program), *rest],
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    good = done.returncode == 0
    print(f"{'✓' if good else '✗'} {check.name} ({time.monotonic() - began:.0f} s)", flush=True)
    if not good:
        print(done.stdout + done.stderr, flush=True)
    return good


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
