"""A copy of this process in which one mutant lives, with an end to its time and its memory."""

from __future__ import annotations

import os
import resource
import select
import signal
from collections.abc import Callable
from dataclasses import dataclass

GRACE_SECONDS = 2
WALL_FACTOR = 12  # the machine may be busy
MORE_MEMORY = 1 << 30
HELD, NOTICED = 0, 1


@dataclass(frozen=True)
class End:
    """How a mutant ended: whether a test noticed it, which one, or whether it never came back."""

    outcome: str
    by: str = ""


def live(work: Callable[[Callable[[str], None]], bool], seconds: float) -> End:
    """Run in a copy of this process; ``work`` tells which test noticed, and whether one did."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        _confine(seconds)
        code = NOTICED
        try:
            code = NOTICED if work(lambda name: _tell(writer, name)) else HELD
        except BaseException as fault:  # noqa: BLE001 — whatever a mutant breaks is noticed
            _tell(writer, type(fault).__name__)
        finally:
            os._exit(code)
    os.close(writer)
    try:
        return _wait(child, reader, (seconds + GRACE_SECONDS) * WALL_FACTOR)
    finally:
        os.close(reader)


def _wait(child: int, reader: int, seconds: float) -> End:
    told = b""
    while True:
        ready, _, _ = select.select([reader], [], [], seconds)
        if not ready:
            os.kill(child, signal.SIGKILL)
            break
        piece = os.read(reader, 4096)
        if not piece:
            break
        told += piece
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return End("timeout", signal.Signals(os.WTERMSIG(status)).name)
    by = told.decode(errors="replace")
    return End("killed", by) if os.WEXITSTATUS(status) else End("survived")


def _confine(seconds: float) -> None:
    """An endless loop ends, an endless list too; what a mutant prints is not shown."""
    limit = int(seconds * 3) + GRACE_SECONDS
    resource.setrlimit(resource.RLIMIT_CPU, (limit, limit + 1))
    with open("/proc/self/statm", encoding="ascii") as sizes:  # noqa: PTH123 — not a file
        pages = int(sizes.read().split()[0])
    size = pages * resource.getpagesize() + MORE_MEMORY
    resource.setrlimit(resource.RLIMIT_AS, (size, size))
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)


def _tell(writer: int, name: str) -> None:
    os.write(writer, name.encode())
