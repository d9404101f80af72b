"""Hold the coverage against its limits: floor 1 every line and branch, elsewhere 95 %.

Reads the report that ``coverage json`` writes: ``python -m tools.coverage_gates REPORT``.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FLOOR_1 = ("knowledge", "clinical", "kinetics", "scheduler", "cohort")
LIMIT_FLOOR_1 = 100.0
LIMIT_ELSEWHERE = 95.0


@dataclass
class Room:
    """How much of one room's lines and branches the tests reached."""

    name: str
    reached: int = 0
    wanted: int = 0

    @property
    def percent(self) -> float:
        """100 for an empty room: there is nothing to reach."""
        return 100.0 * self.reached / self.wanted if self.wanted else 100.0


def rooms(report: Mapping[str, Any]) -> dict[str, Room]:
    """The rooms of a coverage report by name."""
    found: dict[str, Room] = {}
    for path, file in report["files"].items():
        parts = Path(path).parts
        name = parts[parts.index("lightwell") + 1].removesuffix(".py")
        room = found.setdefault(name, Room(name))
        summary = file["summary"]
        room.reached += summary["covered_lines"] + summary.get("covered_branches", 0)
        room.wanted += summary["num_statements"] + summary.get("num_branches", 0)
    return found


def faults(report: Mapping[str, Any]) -> list[str]:
    """The rooms below their limit, in words, with the lines that no test reached."""
    found = rooms(report)
    below = [
        f"{room.name}: {room.percent:.2f} % of lines and branches, floor 1 needs 100 %\n"
        + "\n".join(_unreached(report, room.name))
        for room in found.values()
        if room.name in FLOOR_1 and room.percent < LIMIT_FLOOR_1
    ]
    others = [room for room in found.values() if room.name not in FLOOR_1]
    together = Room(
        "floors 2–4", sum(room.reached for room in others), sum(room.wanted for room in others)
    )
    if together.percent < LIMIT_ELSEWHERE:
        parts = ", ".join(f"{room.name} {room.percent:.1f} %" for room in others)
        limit = f"{together.percent:.2f} % of lines and branches, the limit is {LIMIT_ELSEWHERE} %"
        below.append(f"{together.name}: {limit} ({parts})")
    return below


def judge(path: Path) -> bool:
    """Print the coverage of every room; whether all limits hold."""
    report = json.loads(path.read_text(encoding="utf-8"))
    print("\n── coverage of lines and branches")
    for room in sorted(rooms(report).values(), key=lambda room: room.name):
        print(f"  {room.name:<12}{room.percent:7.2f} %")
    below = faults(report)
    for fault in below:
        print(f"Too little is tested. {fault}", file=sys.stderr)
    return not below


def _unreached(report: Mapping[str, Any], room: str) -> list[str]:
    return [
        f"    {path}: lines {file['missing_lines']}, branches {file.get('missing_branches', [])}"
        for path, file in report["files"].items()
        if f"lightwell/{room}/" in path and (file["missing_lines"] or file.get("missing_branches"))
    ]


if __name__ == "__main__":
    sys.exit(0 if judge(Path(sys.argv[1])) else 1)
