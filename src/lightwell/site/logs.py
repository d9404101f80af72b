"""Logs that carry identifiers and never a patient's words, name or answers.

An error is logged by its kind and place. Its own words are left out, because a database repeats
the row that it refuses; secrets out of links are left out of addresses.
"""

from __future__ import annotations

import re
import traceback
from collections.abc import MutableMapping
from types import TracebackType
from typing import Any, TextIO

import structlog

SECRET_OF_A_LINK = re.compile(r"[A-Za-z0-9_-]{40,}")

ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None]


def places_only(out: TextIO, exc_info: ExcInfo) -> None:
    """Where an error arose and what kind it is, cause after cause, without its words."""
    error: BaseException | None = exc_info[1]
    while error is not None:
        out.writelines(traceback.format_tb(error.__traceback__))
        out.write(f"{type(error).__module__}.{type(error).__qualname__}\n")
        error = error.__cause__ or error.__context__


def without_secrets(
    logger: Any, method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Take the secrets of links out of what is said: whoever reads a log could open them."""
    event["event"] = SECRET_OF_A_LINK.sub("…", str(event["event"]))
    return event


structlog.configure(
    processors=[
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": structlog.stdlib.ProcessorFormatter,
            "processors": [
                without_secrets,
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.dev.ConsoleRenderer(colors=False, exception_formatter=places_only),
            ],
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"lightwell": {"level": "INFO"}},
}
