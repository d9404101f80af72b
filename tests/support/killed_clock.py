"""Runs the escalation clock in processes that are killed in the middle, until one gets through.

``python -m tests.support.killed_clock SEED MOMENT``: each run is a process of its own that kills
itself, as the machine's out-of-memory killer would, before a statement that the seed chooses.
Prints how many were killed.
"""

from __future__ import annotations

import os
import random
import signal
import sys
from datetime import datetime
from typing import Any

import django

MOST_RUNS = 60
LATEST_STATEMENT = 130


def main(seed: int, moment: datetime) -> None:
    """Fork and kill until a run ends by itself."""
    django.setup()
    chance = random.Random(seed)  # noqa: S311 - a repeatable order, no secret
    killed = 0
    for _ in range(MOST_RUNS):
        if run_once(chance.randint(1, LATEST_STATEMENT), moment):
            break
        killed += 1
    else:
        raise SystemExit("No run got through.")
    sys.stdout.write(f"{killed}\n")


def run_once(last: int, moment: datetime) -> bool:
    """One run, killed before this statement; true when it ended before."""
    child = os.fork()
    if child == 0:
        run_until(last, moment)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return False
    if os.waitstatus_to_exitcode(status):
        raise SystemExit("A run failed by itself.")
    return True


def run_until(last: int, moment: datetime) -> None:
    """Run the clock, and die without a word before a statement."""
    from django.db import connection

    from lightwell.records import jobs

    seen = 0

    def count(execute: Any, sql: Any, params: Any, many: Any, context: Any) -> Any:
        nonlocal seen
        seen += 1
        if seen == last:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(count):
        jobs.run_due(moment)


if __name__ == "__main__":
    main(int(sys.argv[1]), datetime.fromisoformat(sys.argv[2]))
