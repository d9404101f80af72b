"""Pages that Django itself asks for when there is no page, no permission to post, or a fault."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from lightwell.access.guards import public_page


@public_page
def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """No address of ours; the same words as for a page that is not open to the person."""
    return render(request, "kit/error.html", {"status": 404}, status=404)


@public_page
def server_error(request: HttpRequest) -> HttpResponse:
    """Our own fault: a page that needs no database, with crisis help as ever."""
    return HttpResponse(render_to_string("kit/error.html", {"status": 500}), status=500)


@public_page
def form_not_ours(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without its token: most often an old page, or a browser that keeps no cookies."""
    context = {
        "status": 403,
        "message": "This form could not be sent: the page was open for too long, or your "
        "browser keeps no cookies.",
        "to_do": "Go back, load the page again and send it once more. Or call us.",
    }
    return render(request, "kit/error.html", context, status=403)
