"""A PostgreSQL cluster of the tests' own: made, used and removed within one run.

It listens on a free loopback port and a socket in its own directory, keeps nothing safe on
disk (``fsync=off``: the data is thrown away), and ends with the process that started it.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

START_SECONDS = 60
FAST_AND_DISPOSABLE = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "256MB",
    "max_connections": "100",
    "timezone": "UTC",
    "log_min_messages": "warning",
}


class ClusterFailed(RuntimeError):
    """The cluster did not start; the text carries PostgreSQL's own words."""


class Cluster:
    """One running PostgreSQL server; ``url(name)`` addresses a database in it."""

    def __init__(self, programs: Path) -> None:
        self.programs = programs
        self.home = Path(tempfile.mkdtemp(prefix="lightwell-postgres-"))
        self.port = free_port()
        self._server: subprocess.Popen[bytes] | None = None

    def url(self, database: str = "lightwell") -> str:
        """The address of a database in this cluster."""
        return f"postgresql://lightwell@127.0.0.1:{self.port}/{database}"

    def start(self) -> Cluster:
        """Make the cluster, start its server and wait until it answers."""
        if os.geteuid() == 0:
            account = unprivileged_account()
            os.chown(self.home, account.pw_uid, account.pw_gid)
        try:
            self._initialise()
            self._serve()
        except BaseException:
            self.stop()
            raise
        return self

    def stop(self) -> None:
        """End the server and remove its files; safe to call twice."""
        if self._server is not None and self._server.poll() is None:
            self._server.send_signal(signal.SIGINT)  # PostgreSQL's "fast" shutdown
            try:
                self._server.wait(timeout=20)
            except subprocess.TimeoutExpired:
                self._server.kill()
                self._server.wait()
        self._server = None
        shutil.rmtree(self.home, ignore_errors=True)

    def _initialise(self) -> None:
        done = subprocess.run(
            [
                *as_unprivileged(),
                str(self.programs / "initdb"),
                *("--pgdata", str(self.home / "data"), "--username", "lightwell"),
                *("--auth", "trust", "--encoding", "UTF8", "--locale", "C", "--no-sync"),
            ],
            cwd=self.home,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            raise ClusterFailed(f"initdb failed:\n{done.stdout}{done.stderr}")

    def _serve(self) -> None:
        settings = {
            **FAST_AND_DISPOSABLE,
            "listen_addresses": "127.0.0.1",
            "port": str(self.port),
            "unix_socket_directories": str(self.home),
        }
        with (self.home / "log").open("wb") as log:
            self._server = subprocess.Popen(
                [
                    *as_unprivileged(end_with_parent=True),
                    *(str(self.programs / "postgres"), "-D", str(self.home / "data")),
                    *(
                        word
                        for name, value in settings.items()
                        for word in ("-c", f"{name}={value}")
                    ),
                ],
                cwd=self.home,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        self._wait_until_it_answers()

    def _wait_until_it_answers(self) -> None:
        import psycopg

        assert self._server is not None
        give_up = time.monotonic() + START_SECONDS
        while True:
            try:
                psycopg.connect(self.url("postgres"), connect_timeout=5).close()
            except psycopg.OperationalError:
                if self._server.poll() is not None or time.monotonic() > give_up:
                    words = (self.home / "log").read_text(encoding="utf-8", errors="replace")
                    raise ClusterFailed(f"PostgreSQL did not start:\n{words}") from None
                time.sleep(0.1)
            else:
                return


def free_port() -> int:
    """A loopback port that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def unprivileged_account() -> pwd.struct_passwd:
    """Whom the server runs as when we are root: PostgreSQL refuses to run as root."""
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise ClusterFailed("There is neither an account `postgres` nor `nobody` to run PostgreSQL as.")


def as_unprivileged(*, end_with_parent: bool = False) -> list[str]:
    """The words to put before a command so that it gives up root and ends with its parent."""
    setpriv = shutil.which("setpriv")
    if setpriv is None:
        if os.geteuid() == 0:
            raise ClusterFailed("Running PostgreSQL as root's guest needs `setpriv` (util-linux).")
        return []
    words = [setpriv]
    if os.geteuid() == 0:
        account = unprivileged_account()
        words += [f"--reuid={account.pw_uid}", f"--regid={account.pw_gid}", "--clear-groups"]
    if end_with_parent:
        words += ["--pdeathsig", "INT"]
    return words if len(words) > 1 else []
