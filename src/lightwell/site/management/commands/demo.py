"""``lightwell demo load``: the fictional clinic with its staff and six people's stories."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from lightwell.access.queries import people
from lightwell.site import demo, guards, serving


class Command(BaseCommand):
    """Only ever in a database that is empty or already a demonstration's."""

    help = "Make the fictional demonstration clinic, or make it anew."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=["load"], help="make it unless it is there")
        parser.add_argument("--reset", action="store_true", help="throw the present one away")

    def handle(self, *args: Any, reset: bool = False, **options: Any) -> None:
        if settings.MODE == "live":
            raise CommandError("LIGHTWELL_MODE=live: a real clinic has no demonstration in it.")
        serving.prepare(self.stdout.write)
        if problem := guards.problem_with_database("demo"):
            raise CommandError(str(problem))
        if reset and people.organisation() is not None:  # never empty what is not a demonstration
            empty_demonstration()
        demo.load()
        self.stdout.write("The demonstration clinic is there. Start it with: make run")


def empty_demonstration() -> None:
    """Remove every table and make them anew: append-only tables cannot be emptied row by row."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        with connection.constraint_checks_disabled():
            for table in tables:
                name = connection.ops.quote_name(table)
                cascade = " CASCADE" if connection.vendor == "postgresql" else ""
                cursor.execute(f"DROP TABLE {name}{cascade}")
    for head in settings.AUDIT_HEADS.glob("*.head"):
        head.unlink()
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
