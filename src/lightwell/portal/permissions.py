"""What a browser that opened an e-mailed link may do: answer exactly that form, for a day."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

COOKIE = "opened-forms"
PATH = "/q/"
LIFE = timedelta(hours=24)
MOST = 5


def grant(request: HttpRequest, response: HttpResponseBase, form: UUID) -> None:
    """Let this browser answer this form; signed, and sent back only below ``/q/``."""
    opened = [str(form), *(one for one in _opened(request) if one != str(form))][:MOST]
    response.set_signed_cookie(
        COOKIE,
        " ".join(opened),
        path=PATH,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def holds(request: HttpRequest, form: UUID) -> bool:
    """Whether this browser opened the link of this form."""
    return str(form) in _opened(request)


def _opened(request: HttpRequest) -> list[str]:
    return str(request.get_signed_cookie(COOKIE, default="", max_age=LIFE)).split()
