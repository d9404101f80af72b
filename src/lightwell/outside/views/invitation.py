"""The link of an invitation: says who invites, and lets the therapist in when they accept."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from lightwell.access.actors import system
from lightwell.access.guards import link_page
from lightwell.records.actions import therapists as actions
from lightwell.records.queries import therapists


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@link_page
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """GET names the clinic and changes nothing; about whom it is, is said after signing in."""
    found = therapists.open_invitation(token)
    if request.method == "POST":
        user = actions.accept(by=system("invitation"), token=token)
        is_new = not user.has_usable_password()
        return redirect("account_request_login_code" if is_new else "account_login")
    context = {"release": found.release, "location": found.release.patient.home_location}
    return render(request, "outside/invitation.html", context)
