"""Reads the whole database as it was at one moment, while the clinic goes on working."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, connections, transaction

ALIAS = "snapshot"


@contextmanager
def snapshot() -> Iterator[str]:
    """A second connection in one read-only transaction; yields its alias for ``using()``.

    SQLite's write-ahead log and PostgreSQL's repeatable read show one moment and hold up nobody.
    """
    second = connection.copy(ALIAS)
    if connection.vendor == "sqlite":
        second.settings_dict["OPTIONS"]["transaction_mode"] = "DEFERRED"  # locks out nobody
    connections[ALIAS] = second
    try:
        with transaction.atomic(using=ALIAS):
            if connection.vendor == "postgresql":
                with second.cursor() as cursor:
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield ALIAS
    finally:
        second.close()
        del connections[ALIAS]
