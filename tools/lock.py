"""Lock every Python package with hashes: `requirements/dev.txt`, and `run.txt` as a part of it.

The files name no package index, so they serve behind any mirror.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COMMAND = [
    *(str(Path(sys.executable).with_name("uv")), "pip", "compile", "--quiet", "--upgrade"),
    *("--universal", "--python-version", "3.11", "--generate-hashes"),
    *("--no-emit-index-url", "--no-emit-find-links"),
    *("--custom-compile-command", "make lock", "pyproject.toml"),
]


def main() -> None:
    """Write both locks; the second keeps to the versions of the first."""
    os.chdir(ROOT)
    everything, running = "requirements/dev.txt", "requirements/run.txt"
    _compile("--extra", "web", "--extra", "dev", "-o", everything)
    _compile("--extra", "web", "--constraint", everything, "-o", running)


def _compile(*options: str) -> None:
    subprocess.run([*COMMAND, *options], check=True)


if __name__ == "__main__":
    main()
