"""A live server that hands out styles and scripts as an installation does: hashed, compressed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.test import override_settings
from pytest_django.live_server_helper import LiveServer

from tests.support.postgres import free_port

COMPRESSED = "whitenoise.storage.CompressedManifestStaticFilesStorage"


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
