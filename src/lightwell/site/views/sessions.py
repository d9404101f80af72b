"""The session's end and what delays it, typed work that outlives it, the place one works at."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from lightwell.access.actions.drafts import keep
from lightwell.access.errors import Denied, InvalidInput
from lightwell.access.guards import (
    LOCATION_IN_SESSION,
    StaffRequest,
    link_page,
    public_page,
    staff_page,
)
from lightwell.access.queries import people


@require_POST
@public_page
def extend(request: HttpRequest) -> HttpResponse:
    """The person is still there: the middleware has moved the end of the session on."""
    if not request.user.is_authenticated:
        raise Denied("You have been signed out.")
    return HttpResponse(status=204)


@require_GET
@public_page
def ended(request: HttpRequest) -> HttpResponse:
    """Says that nobody is signed in any more, and leads back to where the person was."""
    back = own_address(request, request.GET.get("next", ""))
    if request.user.is_authenticated:  # another tab of this browser went on
        return redirect(back or "home_after_sign_in")
    return render(request, "session_ended.html", {"next": back, "for_patient": is_patients(back)})


@require_POST
@link_page
def draft(request: HttpRequest) -> HttpResponse:
    """Keeps typed work; the signed field in the form says whose it is and where it belongs."""
    kept_at = timezone.localtime(keep(posted=request.POST))
    response = HttpResponse(status=204)
    response["Lightwell-Saved"] = f"Saved {kept_at:%H:%M}"
    return response


@require_POST
@staff_page()
def choose_location(request: StaffRequest) -> HttpResponse:
    """From now on this person works at another of their locations."""
    chosen = request.POST.get("location", "")
    own = {str(place.pk): place for place in people.locations_of(request.user)}
    if chosen not in own:
        raise InvalidInput("You have no role at that location.", field="location")
    request.session[LOCATION_IN_SESSION] = own[chosen].pk
    return redirect("clinic:today")


def own_address(request: HttpRequest, address: str) -> str:
    """An address of this site, or nothing: nobody is led elsewhere."""
    fine = url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return address if fine else ""


def is_patients(address: str) -> bool:
    """Whether a patient was there: they sign in by code, staff by password."""
    return address.startswith("/my/")
