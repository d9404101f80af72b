"""What must hold before anything is served: live and demonstration never meet.

``problems_of`` judges the settings alone, ``problem_with_database`` what the database says of
itself; each problem says what to do about it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from attrs import frozen

from lightwell.access.queries import people

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1", "testserver"})


@frozen
class Problem:
    """Why nothing is served, and what would mend it."""

    id: str
    what: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.what} {self.remedy}"


def problems_of(settings: Any) -> list[Problem]:
    """Every problem of these settings; tests have none of these surroundings."""
    judges = {"live": _live, "demo": _demo}
    judge = judges.get(settings.MODE)
    return list(judge(settings)) if judge else []


def _live(settings: Any) -> Iterator[Problem]:
    address = urlsplit(settings.PUBLIC_URL)
    if address.scheme != "https" and address.hostname not in LOOPBACK:
        yield Problem(
            "E001",
            f"{settings.PUBLIC_URL} is not encrypted: records would travel in the clear.",
            "Put a reverse proxy with TLS in front and set LIGHTWELL_PUBLIC_URL=https://…",
        )
    if address.scheme == "https" and not settings.BEHIND_PROXY:
        yield Problem(
            "E005",
            "LIGHTWELL_PUBLIC_URL is https, and nobody has said that a proxy ends TLS: every page "
            "would lead to itself.",
            "Let the reverse proxy set X-Forwarded-Proto, then set LIGHTWELL_BEHIND_PROXY=yes",
        )
    if address.hostname not in settings.ALLOWED_HOSTS:
        yield Problem(
            "E002",
            f"LIGHTWELL_HOSTS does not name {address.hostname}, the host of LIGHTWELL_PUBLIC_URL.",
            f"Set LIGHTWELL_HOSTS={address.hostname},127.0.0.1",
        )
    if settings.DEBUG:
        yield Problem("E003", "DEBUG shows records to strangers.", "Set DEBUG = False.")
    if not settings.DISK_ENCRYPTION_DECLARED:
        yield Problem(
            "E004",
            "Nobody has declared that this machine's disks are encrypted.",
            "Encrypt the disk that holds LIGHTWELL_HOME and the database, then set "
            "LIGHTWELL_DISK_ENCRYPTION=yes",
        )


def _demo(settings: Any) -> Iterator[Problem]:
    strangers = sorted(
        {urlsplit(settings.PUBLIC_URL).hostname or "", *settings.ALLOWED_HOSTS} - LOOPBACK
    )
    if strangers:
        yield Problem(
            "E011",
            f"A demonstration is for this machine only, not for {', '.join(strangers)}.",
            "Leave LIGHTWELL_PUBLIC_URL and LIGHTWELL_HOSTS unset, or set LIGHTWELL_MODE=live.",
        )
    if settings.SMTP_HOST:
        yield Problem(
            "E012",
            "A demonstration sends no e-mail, and LIGHTWELL_SMTP_HOST is set.",
            "Unset LIGHTWELL_SMTP_HOST: messages are shown on the page “Messages”.",
        )


def problem_with_database(mode: str) -> Problem | None:
    """A live server on a demonstration's database, or the other way round."""
    organisation = people.organisation()
    if organisation is None or mode == "test":
        return None
    if mode == "live" and organisation.is_demo:
        return Problem(
            "E021",
            "This database belongs to a demonstration, and that can never change.",
            "Set LIGHTWELL_DATABASE_URL or LIGHTWELL_HOME to a place of its own for the clinic.",
        )
    if mode == "demo" and not organisation.is_demo:
        return Problem(
            "E022",
            "This database belongs to a real clinic; a demonstration must not open it.",
            "Unset LIGHTWELL_DATABASE_URL and LIGHTWELL_HOME, or start with LIGHTWELL_MODE=live.",
        )
    return None
