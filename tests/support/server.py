"""A live server that hands out styles and scripts as an installation does: hashed, compressed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Condition
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.signals import request_finished, request_started
from django.test import override_settings
from pytest_django.live_server_helper import LiveServer

from tests.support.postgres import free_port

COMPRESSED = "whitenoise.storage.CompressedManifestStaticFilesStorage"


LATE_SECONDS = 10


class Requests:
    """How many requests are being answered now; the tables are emptied only when none is."""

    def __init__(self) -> None:
        self._count = 0
        self._changed = Condition()
        request_started.connect(self._started)
        request_finished.connect(self._finished)

    def wait_until_none(self) -> None:
        """A page that refreshes itself may have asked in the moment in which it was closed."""
        with self._changed:
            self._changed.wait_for(lambda: self._count <= 0, timeout=LATE_SECONDS)
            self._count = 0

    def _started(self, **_: Any) -> None:
        with self._changed:
            self._count += 1

    def _finished(self, **_: Any) -> None:
        with self._changed:
            self._count -= 1
            self._changed.notify_all()


@contextmanager
def serve() -> Iterator[LiveServer]:
    """Collect the built files and run the server in a thread on a free loopback port."""
    port = free_port()
    as_installed: dict[str, Any] = {
        "STORAGES": {**settings.STORAGES, "staticfiles": {"BACKEND": COMPRESSED}},
        "WHITENOISE_USE_FINDERS": False,
        "WHITENOISE_AUTOREFRESH": False,
        "PUBLIC_URL": f"http://127.0.0.1:{port}",
    }
    with override_settings(**as_installed):
        call_command("collectstatic", interactive=False, verbosity=0)
        server = LiveServer(f"127.0.0.1:{port}", start=False)
        server.thread.static_handler = _as_it_is  # type: ignore[assignment]  # called, not built
        server.start()
        try:
            yield server
        finally:
            server.stop()


def _as_it_is(application: Any) -> Any:
    """No handler in front: WhiteNoise serves the files, as it does outside tests."""
    return application
