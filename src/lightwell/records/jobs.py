"""What the clock does every minute, called by the worker and by ``lightwell run-due``."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import structlog
from django.contrib.sessions.backends.db import SessionStore

from lightwell.access import clock
from lightwell.access.actions import views
from lightwell.access.jobs import send_due_messages
from lightwell.records.actions import check_ins, escalation

log = structlog.get_logger("lightwell.clock")


def run_due(now: datetime | None = None) -> int:
    """Do everything that is due; how many risk tasks and steps came of it.

    Running it twice, at once or again after a crash does nothing twice. One part that fails
    keeps none of the others waiting; its failure is raised at the end. The clock leaves its
    trace only when no risk task had to wait.
    """
    at = now or clock.now()
    failures: list[Exception] = []
    done = _attempt(lambda: escalation.raise_unsent(at), failures)
    done += _attempt(lambda: check_ins.recall_missed(at), failures)
    done += _attempt(lambda: escalation.escalate_due(at), failures)
    if not failures:
        escalation.beat(at)
    _attempt(send_due_messages, failures)
    _attempt(views.seal_views, failures)
    # What a visitor typed and never sent is gone with the session that held it.
    _attempt(SessionStore.clear_expired, failures)
    if failures:
        raise ExceptionGroup("The clock could not do everything that is due.", failures)
    return done


def _attempt(part: Callable[[], object], failures: list[Exception]) -> int:
    try:
        result = part()
    except Exception as failure:  # noqa: BLE001 - the other parts must run; raised by the caller
        log.error("a part of the clock failed", kind=type(failure).__name__)
        failures.append(failure)
        return 0
    return result if isinstance(result, int) else 0
