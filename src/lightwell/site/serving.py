"""Getting an installation ready to be served, and the process that does its background work."""

from __future__ import annotations

import hashlib
import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor

PATIENCE_SECONDS = 10

Say = Callable[[str], None]


def prepare(say: Say) -> None:
    """Tables, cache and static files as this version needs them; quick when nothing changed."""
    open_database()
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        say("Preparing the database …")
        call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    stamp = Path(settings.STATIC_ROOT) / "made-from"
    wanted = fingerprint_of_static_files()
    if not stamp.exists() or stamp.read_text(encoding="utf-8") != wanted:
        say("Compressing styles and scripts …")
        call_command("collectstatic", verbosity=0, interactive=False, clear=True)
        stamp.write_text(wanted, encoding="utf-8")


def open_database() -> None:
    """Raise ``CommandError`` with what to look at when the database does not answer."""
    try:
        connection.ensure_connection()
    except OperationalError as error:
        raise CommandError(
            f"The database cannot be opened: {str(error).strip().splitlines()[-1]}. "
            "Is it running, and is LIGHTWELL_DATABASE_URL right?"
        ) from None


def fingerprint_of_static_files() -> str:
    """Changes when any style or script does: names, sizes and times of all of them."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            facts = Path(storage.path(path)).stat()
            digest.update(f"{path}\0{facts.st_size}\0{facts.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def is_free(host: str, port: int) -> bool:
    """Whether a server could listen there now."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


@contextmanager
def worker() -> Iterator[None]:
    """A process that sends messages and keeps the clock for as long as the context lasts.

    It also ends by itself when this process is gone, however that came about.
    """
    process = subprocess.Popen(
        [sys.executable, "-m", "django", "worker", "--for-parent", str(os.getpid())],
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "lightwell.site.settings"},
    )
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
