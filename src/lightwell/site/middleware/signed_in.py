"""What a signed-in person needs before any page: a second factor, and a session that ends."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse


class SignedIn:
    """Keeps a session alive while its person acts; polling does not count as acting."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        polled = request.headers.get("X-Lightwell-Poll") == "1"
        if request.user.is_authenticated and not polled:
            request.session.modified = True
        return response
