"""A real server that starts again whenever it dies, as a supervisor would do it.

``python -m tests.support.supervised`` loads the application once, listens, and forks a server
process; each time that process is killed it forks the next one at once and prints its number.
Ends with its standard input.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).parents[2]


class Server:
    """The supervisor as seen by a test: where it listens, and which process serves now."""

    def __init__(self, surroundings: Mapping[str, str]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.support.supervised"],
            cwd=ROOT,
            env=dict(surroundings),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout is not None
        self._said = self._process.stdout
        self.port = int(self._said.readline())
        self._serving = int(self._said.readline())

    def kill(self) -> None:
        """End the serving process in the middle of whatever it does; the next one starts."""
        os.kill(self._serving, signal.SIGKILL)
        self._serving = int(self._said.readline())

    def stop(self) -> None:
        """End the supervisor and its server."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(timeout=20)
        self._said.close()


def supervise() -> None:
    """Listen, and keep one server process alive until standard input ends."""
    import uvicorn
    from django.db import connections
    from django.urls import get_resolver

    from lightwell.site.asgi import application

    get_resolver().check()  # every view is loaded once, so that the next process answers at once
    listening = socket.create_server(("127.0.0.1", 0))
    print(listening.getsockname()[1], flush=True)  # noqa: T201 - what the test reads
    serving = 0

    def end() -> None:
        sys.stdin.read()
        os.kill(serving, signal.SIGKILL)
        os._exit(0)

    threading.Thread(target=end, daemon=True).start()
    connections.close_all()  # a connection that two processes share would serve neither
    while True:
        serving = os.fork()
        if serving == 0:
            config = uvicorn.Config(application, log_level="critical", lifespan="off")
            uvicorn.Server(config).run(sockets=[listening])
            os._exit(0)
        print(serving, flush=True)  # noqa: T201
        os.waitpid(serving, 0)


if __name__ == "__main__":
    supervise()
