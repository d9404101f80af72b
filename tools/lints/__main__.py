"""Run every rule over the working copy."""

from __future__ import annotations

import sys
from pathlib import Path

from tools.lints import LINTS


def main() -> int:
    """Print each fault as ``path:line: text``; 0 when there is none."""
    root = Path(__file__).resolve().parent.parent.parent
    found = [fault for lint in LINTS.values() for fault in lint(root)]
    for fault in found:
        print(fault)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
