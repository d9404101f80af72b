"""What someone could do who owns the database: any statement, with the triggers dropped."""

from __future__ import annotations

from django.db import connection, transaction


def as_operator(statement: str, *values: str | int) -> None:
    """Run one statement past the append-only triggers, which stand again afterwards."""
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL session_replication_role = replica")
            cursor.execute(statement, values)
            return
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        triggers = cursor.fetchall()
        for name, _ in triggers:
            cursor.execute(f"DROP TRIGGER {name}")
        cursor.execute(statement, values)
        for _, definition in triggers:
            cursor.execute(definition)
