"""The long proof that no acknowledged row of a flowsheet is lost or doubled by a killed server.

    .venv/bin/python -m benchmarks.killed_flowsheet [--database sqlite|postgresql] [--saves 2000]

The short form is a test (`tests/faults/test_killed_flowsheet.py`). The report goes to
``benchmarks/reports/``; the command ends with an error when anything was lost or doubled.
"""

from __future__ import annotations

import argparse
import os
import platform
import resource
from pathlib import Path

from benchmarks.server_time import REPORTS, database

KILLS = 10  # for each 200 saves


def main() -> None:
    """Save, kill, count, keep what came of it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--database", default="sqlite", choices=("sqlite", "postgresql"))
    parser.add_argument("--saves", type=int, default=2000, help="a multiple of 200")
    given = parser.parse_args()
    with database(given.database):
        import django

        django.setup()
        from tests.support import killed_flowsheet, scratch_clinic

        surroundings = scratch_clinic.surroundings(Path(os.environ["LIGHTWELL_HOME"]))
        outcome = killed_flowsheet.run(surroundings, saves=given.saves, kills=KILLS)
        killed_flowsheet.check(surroundings, outcome, given.saves)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    lines = [
        f"# Flowsheet saves with a killed server, on {given.database}",
        "",
        (
            f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}. "
            "Written by `benchmarks/killed_flowsheet.py`."
        ),
        "",
        "| what | measured |",
        "|---|---:|",
        f"| acknowledged saves | {len(outcome.acknowledged)} |",
        f"| times the server was killed | {outcome.kills} |",
        f"| saves sent again with the same key | {outcome.sent_again} |",
        "| lost | 0 |",
        "| doubled | 0 |",
        f"| seconds | {outcome.seconds:.0f} |",
        f"| seconds of CPU | {used.ru_utime + used.ru_stime:.0f} |",
        "",
    ]
    report = REPORTS / f"killed-flowsheet-{given.database}.md"
    report.write_text("\n".join(lines), encoding="utf-8")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
