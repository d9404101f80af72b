"""Typed readers of the environment: a bad value stops the start and says what to do.

Secrets may be given as ``NAME`` or, better, as a file named by ``NAME_FILE``.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from attrs import frozen
from django.core.exceptions import ImproperlyConfigured


@frozen
class Setting:
    """One variable of the environment, as ``docs/reference/settings.md`` tells it."""

    name: str
    default: str
    help: str
    may_be_file: bool = False


# Every variable that was read, in the order of reading: the reference page is made from it.
READ: dict[str, Setting] = {}


def text(name: str, default: str, help: str, shown: str | None = None) -> str:  # noqa: A002
    """The value of a variable; ``shown`` is the default in words where it depends on others."""
    READ[name] = Setting(name, default if shown is None else shown, help)
    return os.environ.get(name, default)


def choice(name: str, default: str, allowed: tuple[str, ...], help: str) -> str:  # noqa: A002
    """One of the allowed words."""
    value = text(name, default, help)
    if value not in allowed:
        raise ImproperlyConfigured(f"{name} is {value!r}; it must be one of {', '.join(allowed)}.")
    return value


def yes(name: str, default: str, help: str, shown: str | None = None) -> bool:  # noqa: A002
    """Whether somebody said ``yes``; anything but ``yes`` and ``no`` stops the start."""
    value = text(name, default, help, shown)
    if value not in {"yes", "no"}:
        raise ImproperlyConfigured(f"{name} is {value!r}; it must be yes or no.")
    return value == "yes"


def integer(name: str, default: int, help: str) -> int:  # noqa: A002
    """A whole number."""
    value = text(name, str(default), help)
    try:
        return int(value)
    except ValueError:
        raise ImproperlyConfigured(f"{name} is {value!r}; it must be a whole number.") from None


def words(name: str, default: str, help: str) -> list[str]:  # noqa: A002
    """A comma-separated list."""
    return [word.strip() for word in text(name, default, help).split(",") if word.strip()]


def directory(name: str, default: Path, help: str, shown: str) -> Path:  # noqa: A002
    """A directory, made when it does not exist yet."""
    path = Path(text(name, str(default), help, shown)).expanduser().resolve()
    path.mkdir(parents=True, exist_ok=True)
    return path


def secret(name: str, keep_in: Path, help: str) -> str:  # noqa: A002
    """A secret from ``NAME``, ``NAME_FILE`` or a file made once with owner-only rights."""
    READ[name] = Setting(name, "made once, in LIGHTWELL_SECRETS", help, may_be_file=True)
    if given := os.environ.get(name):
        return given
    path = Path(os.environ.get(f"{name}_FILE", keep_in / f"{name.lower()}.key"))
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(48))
    return path.read_text(encoding="utf-8").strip()


def database(url: str) -> dict[str, Any]:
    """Django's description of the database at ``sqlite:///path`` or ``postgresql://…``.

    SQLite runs with a write-ahead log, immediate transactions, foreign keys and full
    synchronisation: an acknowledged save survives a crash of the machine.
    """
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": unquote(parts.path.removeprefix("/")) or ":memory:",
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": (
                    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
                    "PRAGMA recursive_triggers=ON;"  # REPLACE must meet append-only triggers
                ),
            },
        }
    if parts.scheme in {"postgresql", "postgres"}:
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": parts.path.removeprefix("/"),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": unquote(parts.hostname or ""),
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": 60,
        }
    raise ImproperlyConfigured(
        "LIGHTWELL_DATABASE_URL must start with sqlite:/// or postgresql://, for example "
        "sqlite:////srv/lightwell/clinic.sqlite3 (four slashes: an absolute path)."
    )
