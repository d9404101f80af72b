"""How long a save in a session and the view of it take, with many sessions beside it.

    .venv/bin/python -m benchmarks.session_time [--database sqlite|postgresql] [--rounds 60]

A clinic with several running sessions of sixty entries each; the page of one and of the chairs are
rendered, one more row is saved through the real action, and what a page reads is read alone, each
many times. The median and the 95th percentile in milliseconds go to ``benchmarks/reports/``.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from benchmarks.server_time import REPORTS, database

SESSIONS = 8
ENTRIES = 60


def timed(act: Callable[[], Any], rounds: int) -> tuple[float, float]:
    """Median and 95th percentile in milliseconds, after three rounds to warm up."""
    taken = []
    for number in range(rounds + 3):
        begun = time.perf_counter()
        act()
        if number >= 3:
            taken.append((time.perf_counter() - begun) * 1000)
    return statistics.median(taken), statistics.quantiles(taken, n=20)[-1]


def measure(rounds: int) -> dict[str, tuple[float, float]]:
    """A save and the reads that a page of the room makes."""
    from lightwell.records.queries import sessions as queries
    from tests.support.cast import found_cast
    from tests.support.people import make_patient
    from tests.support.sessions import GOOD, NINE, at_minute, started
    from tests.support.signing_in import signed_in

    cast = found_cast()
    runs = [
        started(cast, patient=make_patient(cast.harbour, family=f"Row{number}", signs_in=False))
        for number in range(SESSIONS)
    ]
    with at_minute(10):
        for run in runs:
            for _ in range(ENTRIES):
                run.act("read", values=GOOD)
        run = runs[0]
        now = NINE + timedelta(minutes=10)
        ben = signed_in(cast.ben)
        page, board = f"/room/{run.uid}/", "/room/"

        def opened(address: str) -> None:
            assert ben.get(address).status_code == 200

        return {
            "page of the session, as sent": timed(lambda: opened(page), rounds),
            f"page of the chairs, {SESSIONS} sessions": timed(lambda: opened(board), rounds),
            "save one row": timed(lambda: run.act("read", values=GOOD), rounds),
            "session: entries, dose, readings": timed(lambda: run.view, rounds),
            "session: due, stale, reminders": timed(
                lambda: (
                    queries.due(run.view, now),
                    queries.latest(run.view, now),
                    queries.flags(run.view, now),
                ),
                rounds,
            ),
            "readiness gate": timed(lambda: queries.readiness(run.nurse, run.uid), rounds),
            f"board of {SESSIONS}": timed(lambda: queries.board(run.nurse), rounds),
        }


def main() -> None:
    """Fill a scratch clinic, measure, keep the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--database", default="sqlite", choices=("sqlite", "postgresql"))
    parser.add_argument("--rounds", type=int, default=60)
    given = parser.parse_args()
    with database(given.database):
        import django

        django.setup()
        from django.conf import settings
        from django.core.management import call_command

        settings.ALLOWED_HOSTS = ["testserver"]
        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
        found = measure(given.rounds)
    lines = [
        f"# Session time on {given.database}",
        "",
        (
            f"{SESSIONS} running sessions of about {ENTRIES} entries; {given.rounds} rounds; "
            f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}. "
            "Written by `benchmarks/session_time.py`. Milliseconds."
        ),
        "",
        "| what | median | p95 |",
        "|---|---:|---:|",
        *(f"| {name} | {middle:.1f} | {high:.1f} |" for name, (middle, high) in found.items()),
        "",
    ]
    report = REPORTS / f"session-time-{given.database}.md"
    report.write_text("\n".join(lines), encoding="utf-8")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
