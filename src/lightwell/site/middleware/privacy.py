"""Signed-in pages leave nothing behind in a cache."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse


class NoStore:
    """``Cache-Control: no-store`` on every page of a signed-in person or an opened link."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.user.is_authenticated or not request.session.is_empty():
            response["Cache-Control"] = "no-store"
        return response
