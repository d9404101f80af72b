"""Where a person lands after signing in; what browsers report; whether the server lives."""

from __future__ import annotations

import structlog
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from lightwell.access.guards import public_page
from lightwell.access.models import User
from lightwell.access.queries import people

FIRST_PAGE = {
    User.Kind.STAFF: "clinic:today",
    User.Kind.PATIENT: "portal:today",
    User.Kind.OUTSIDE: "outside:people",
}
log = structlog.get_logger("lightwell.site")


@public_page
def after_sign_in(request: HttpRequest) -> HttpResponse:
    """Staff go to the clinic, patients to their portal, outside therapists to their people."""
    if not request.user.is_authenticated:
        return redirect("account_login")
    return redirect(FIRST_PAGE[User.Kind(request.user.kind)])


@csrf_exempt
@require_POST
@public_page
def csp_report(request: HttpRequest) -> HttpResponse:
    """Counts content that a browser refused; the report itself is not kept."""
    log.warning("content blocked by policy")
    return HttpResponse(status=204)


@require_safe
@public_page
def healthz(request: HttpRequest) -> HttpResponse:
    """The server answers and its database is there; nothing else is said."""
    people.organisation()
    return HttpResponse("ok", content_type="text/plain")
