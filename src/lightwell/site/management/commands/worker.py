"""``lightwell worker``: queued jobs as they come, and the clock every half minute."""

from __future__ import annotations

import os
import signal
import threading
import time
from argparse import ArgumentParser
from types import FrameType
from typing import Any

import structlog
from django.core.management.base import BaseCommand
from django.db import OperationalError, close_old_connections, connections
from django_tasks_db.management.commands.db_worker import Worker

from lightwell.access.actions.drafts import discard_old
from lightwell.diary import jobs as diary
from lightwell.records import jobs

CLOCK_SECONDS = 30
PAUSE_SECONDS = 1

log = structlog.get_logger("lightwell.worker")


class Command(BaseCommand):
    """Killed at any moment it loses nothing: jobs are rows, and what is due stays due."""

    help = "Run queued jobs and what the clock has made due, until stopped."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--for-parent",
            type=int,
            metavar="PID",
            help="end when this process is no longer the parent",
        )

    def handle(self, *args: Any, for_parent: int | None = None, **options: Any) -> None:
        stop = threading.Event()

        def ask_to_stop(number: int, frame: FrameType | None) -> None:
            stop.set()

        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, ask_to_stop)
        next_clock = 0.0
        while not stop.is_set() and for_parent in {None, os.getppid()}:
            if time.monotonic() >= next_clock:
                next_clock = time.monotonic() + CLOCK_SECONDS
                run_clock()
            run_queue()
            stop.wait(PAUSE_SECONDS)
        connections.close_all()


def run_clock() -> None:
    """Do what is due; a failure is told and does not end the worker, which tries again."""
    close_old_connections()
    for part in (jobs.run_due, diary.run_due, discard_old):
        try:
            part()
        except Exception as error:  # noqa: BLE001 — the worker must outlive any one failure
            log.error("the clock failed", kind=type(error).__name__)


def run_queue() -> None:
    """Run every job that waits now; each job's own failure is kept in its row."""
    queue = Worker(
        queue_names=["*"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=f"worker-{os.getpid()}",
        excluded_queue_names=[],
    )
    try:
        queue.run()
    except OperationalError as error:
        log.error("the database did not answer", kind=type(error).__name__)
        close_old_connections()
