"""The newest head of every chain, kept in a file outside the database.

Whoever may change the database cannot shorten a trail unseen: its head file still knows how
long it was. A file may lag behind its table (the machine stopped between commit and file); a
table behind its file has been cut off.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import structlog
from attrs import frozen
from django.conf import settings

log = structlog.get_logger("lightwell.audit")
SUFFIX = ".head"


@frozen
class Head:
    """The number and the keyed digest of the last link of a chain."""

    number: int = 0
    mac: str = ""


NOTHING = Head()


class Unreadable(ValueError):
    """A head file that does not say what a head file says."""


def read(chain: str) -> Head | None:
    """The kept head of a chain; none when there is no file. Raises ``Unreadable``."""
    try:
        words = _file(chain).read_text(encoding="ascii", errors="replace").split()
    except FileNotFoundError:
        return None
    if len(words) != 2 or not words[0].isdecimal():
        raise Unreadable(f"The head file of {chain} cannot be read.")
    return Head(int(words[0]), words[1])


def kept_chains() -> list[str]:
    """The chains that have a head file."""
    return sorted(path.name.removesuffix(SUFFIX) for path in _directory().glob(f"*{SUFFIX}"))


def keep(chain: str, head: Head, *, follows: Head, is_in_chain: Callable[[Head], bool]) -> None:
    """Write a newer head; never an older one, and never over a head that the chain has lost.

    Commits may reach this point out of order, so the kept head may be any earlier link. When it
    is no link of the chain, the table was cut off and has grown again: the file is the evidence
    and stays as it is.
    """
    with _locked():
        try:
            kept = read(chain) or NOTHING
        except Unreadable:
            log.error("audit head unreadable", chain=chain)
            return
        if kept.number >= head.number:
            return
        if kept in (NOTHING, follows) or is_in_chain(kept):
            _write(chain, head)
        else:
            log.error("audit head lost from its chain", chain=chain, number=kept.number)


def replace_all(heads: dict[str, Head]) -> dict[str, str]:
    """Put these heads in the place of all kept ones (a restore); what was kept before."""
    with _locked():
        before = {chain: _file(chain).read_text("ascii", "replace") for chain in kept_chains()}
        for chain in before:
            _file(chain).unlink()
        for chain, head in heads.items():
            _write(chain, head)
    return before


def _directory() -> Path:
    return Path(settings.AUDIT_HEADS)


def _file(chain: str) -> Path:
    return _directory() / f"{chain}{SUFFIX}"


def _write(chain: str, head: Head) -> None:
    """Replace the file as one step: a crash leaves the old head or the new one."""
    scratch = _directory() / f"{chain}.new"
    with scratch.open("w", encoding="ascii") as file:
        file.write(f"{head.number} {head.mac}\n")
        file.flush()
        os.fsync(file.fileno())
    scratch.replace(_file(chain))


@contextmanager
def _locked() -> Iterator[None]:
    with (_directory() / "lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
