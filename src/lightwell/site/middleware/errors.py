"""Turns the one family of errors into pages: what happened, what is saved, what to do."""

from __future__ import annotations

from collections.abc import Callable

import structlog
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from lightwell.access.errors import LightwellError

log = structlog.get_logger("lightwell.errors")


class ErrorPages:
    """Maps `Denied`, `NotFound`, `Conflict`, `NotReady` and `InvalidInput` to 403/404/409/422."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The page for one of our own errors; anything else is Django's 500."""
        if not isinstance(error, LightwellError):
            return None
        log.info("refused", status=error.status, kind=type(error).__name__)
        context = {"status": error.status, "message": error.message}
        return render(request, "kit/error.html", context, status=error.status)
