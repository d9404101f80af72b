"""Which database this run is proved on, and how it is emptied between tests.

``LIGHTWELL_TEST_DATABASE`` is ``sqlite`` (the default) or ``postgresql``.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.needs import find_postgresql, require_all
from tests.support.postgres import Cluster

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

CHOICES = ("sqlite", "postgresql")


def chosen() -> str:
    """The engine of this run."""
    value = os.environ.get("LIGHTWELL_TEST_DATABASE", "sqlite")
    if value not in CHOICES:
        raise pytest.UsageError(
            f"LIGHTWELL_TEST_DATABASE is {value!r}; it must be one of {', '.join(CHOICES)}."
        )
    return value


def prepare_surroundings() -> None:
    """A test home of this process's own; must run before Django reads its settings."""
    os.environ["LIGHTWELL_MODE"] = "test"
    home = Path(tempfile.mkdtemp(prefix="lightwell-test-"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    os.environ["LIGHTWELL_HOME"] = str(home)
    (home / "static").mkdir()  # WhiteNoise warns when what it serves from is not there
    for name in ("LIGHTWELL_SECRETS", "LIGHTWELL_AUDIT_HEADS", "LIGHTWELL_SMTP_HOST"):
        os.environ.pop(name, None)
    if chosen() == "sqlite":
        os.environ["LIGHTWELL_DATABASE_URL"] = f"sqlite:///{home}/lightwell.sqlite3"


def start_cluster() -> Cluster | None:
    """Start PostgreSQL when this run asks for it; the address goes into the environment."""
    if chosen() != "postgresql":
        return None
    programs = find_postgresql()
    if programs is None:
        how = "PostgreSQL's server programs are missing: on Debian `apt-get install postgresql`."
        if require_all():
            raise pytest.UsageError(how)
        pytest.exit(f"{how} Nothing was tested on PostgreSQL.", returncode=0)
    cluster = Cluster(programs).start()
    atexit.register(cluster.stop)
    os.environ["LIGHTWELL_DATABASE_URL"] = cluster.url()
    return cluster


def read_settings() -> None:
    """Let Django read its settings now: pytest-django sets up only what has been read."""
    from django.conf import settings

    settings.PASSWORD_HASHERS = ["tests.support.hashers.QuickArgon2PasswordHasher"]


def name_test_databases() -> None:
    """On SQLite use a file, so that threads and a live server share one database."""
    from django.conf import settings

    if chosen() == "sqlite":
        home = Path(os.environ["LIGHTWELL_HOME"])
        settings.DATABASES["default"].setdefault("TEST", {})["NAME"] = str(home / "test.sqlite3")


def empty_past_the_triggers(connection: BaseDatabaseWrapper) -> None:
    """Let the emptying of tables between tests pass by the triggers of append-only tables.

    Only the flush of a test that commits goes this way; every statement of the software
    under test still meets the triggers.
    """
    # On the class: each thread, and each event loop, has a connection of its own.
    operations: Any = type(connection.ops)
    plainly = operations.execute_sql_flush

    def on_sqlite(ops: Any, sql_list: list[str]) -> None:
        with ops.connection.cursor() as cursor:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            triggers: list[tuple[str, str]] = cursor.fetchall()
        dropped = [f'DROP TRIGGER "{name}"' for name, _ in triggers]
        plainly(ops, [*dropped, *sql_list, *(sql for _, sql in triggers)])

    def on_postgresql(ops: Any, sql_list: list[str]) -> None:
        plainly(ops, ["SET LOCAL session_replication_role = replica", *sql_list])

    operations.execute_sql_flush = on_sqlite if connection.vendor == "sqlite" else on_postgresql
