"""What the clock does for the diary, called by the worker and by ``lightwell run-due``."""

from __future__ import annotations

from datetime import datetime

import structlog

from lightwell.access import clock
from lightwell.diary.actions import telling
from lightwell.diary.queries import reminders

log = structlog.get_logger("lightwell.clock")


def run_due(now: datetime | None = None) -> int:
    """Remind of every appointment of tomorrow that was not reminded of; how many it were.

    Running it twice, at once or again after a crash reminds nobody twice. One reminder that fails
    keeps none of the others waiting; its failure is raised at the end.
    """
    at = now or clock.now()
    done, failures = 0, []
    for appointment in reminders.due(at):
        try:
            done += telling.remind(appointment=appointment, now=at)
        except Exception as failure:  # noqa: BLE001 - the others must go out; raised below
            log.error("a reminder failed", kind=type(failure).__name__)
            failures.append(failure)
    if failures:
        raise ExceptionGroup("Not every reminder could be written.", failures)
    return done
