"""One family of errors; `site.middleware.errors` maps each to a page and a status."""

from __future__ import annotations

from typing import Any


class LightwellError(Exception):
    """Something the person can be told about: what happened, what is saved, what to do."""

    status = 500

    def __init__(self, message: str, **detail: Any) -> None:
        super().__init__(message)
        self.message = message
        self.detail = detail


class InvalidInput(LightwellError):
    """A value that cannot be right; names the field and the remedy."""

    status = 422

    def __init__(self, message: str, *, field: str | None = None, **detail: Any) -> None:
        super().__init__(message, **detail)
        self.field = field


class Denied(LightwellError):
    """The person is known, and may not do this."""

    status = 403


class NotFound(LightwellError):
    """Nothing here for this person: the same answer whether it exists or not."""

    status = 404


class Conflict(LightwellError):
    """The record changed since the page was made; nothing was saved.

    ``detail`` may carry ``mine`` and ``theirs`` so that a page can show both values.
    """

    status = 409


class NotReady(LightwellError):
    """A gate is closed: something is unknown or not met."""

    status = 409
