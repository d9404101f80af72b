"""``lightwell run-due``: do once what the clock has made due."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from lightwell.diary import jobs as diary
from lightwell.records import jobs


class Command(BaseCommand):
    """Escalations, unsent suicide answers, messages to try again, reminders of appointments."""

    help = "Run once what is due: escalations, unsent answers, messages to try again, reminders."

    def handle(self, *args: Any, **options: Any) -> None:
        """Run, and say how many risk steps and tasks, and reminders, came of it."""
        self.stdout.write(f"Risk steps and tasks: {jobs.run_due()}")
        self.stdout.write(f"Reminders: {diary.run_due()}")
