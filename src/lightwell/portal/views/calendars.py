"""Visits in a calendar of one's own: a secret address that can be taken away, and reminders."""

from __future__ import annotations

from copy import copy

from allauth.core import ratelimit
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lightwell.access import clock
from lightwell.access.errors import InvalidInput
from lightwell.access.guards import PatientRequest, link_page, patient_page
from lightwell.access.identifiers import digest
from lightwell.access.queries.messages import sender_name
from lightwell.diary.actions import calendars, telling
from lightwell.diary.queries import feed as queries
from lightwell.kit.http import render_form
from lightwell.portal.calm import calm_after_session
from lightwell.portal.forms.calendars import AddressForm
from lightwell.portal.presenters.calendar import calendar
from lightwell.records.queries import patients

# What keeps a secret address out of search engines and out of the addresses of other sites.
UNLISTED = {"X-Robots-Tag": "noindex, nofollow", "Referrer-Policy": "no-referrer"}
FILE = "text/calendar; charset=utf-8"


@require_safe
@cache_control(no_store=True, private=True)
@link_page
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """What a calendar reads at a secret address. A look is no act: it is not in the audit trail."""
    if not ratelimit.consume(_counted(request), action="calendar", key=digest(token)):
        words = "Too many looks at this calendar. Try again in an hour."
        return HttpResponse(
            words, status=429, content_type="text/plain", headers=UNLISTED | {"Retry-After": "3600"}
        )
    made = calendar(queries.of_token(token), clinic=sender_name(), now=clock.now())
    return HttpResponse(made, content_type=FILE, headers=UNLISTED)


def _counted(request: HttpRequest) -> HttpRequest:
    """The request as one that is counted: allauth lets every GET pass."""
    counted = copy(request)
    counted.method = "POST"
    return counted


@require_http_methods(["GET", "HEAD", "POST"])
@patient_page
@calm_after_session
def address(request: PatientRequest) -> HttpResponse:
    """Make an address, which is shown this once; the one before it ends."""
    patient = patients.of_user(request.actor)
    form = AddressForm(request.POST or None, patient=patient.uid)
    context = {"form": form, "was_made": False, "home": patient.home_location}
    if request.method == "POST" and form.is_valid():
        secret = calendars.make_address(by=request.actor, key=form.key)
        context |= {"was_made": True, "form": AddressForm(patient=patient.uid)}
        if secret is not None:
            context["url"] = settings.PUBLIC_URL + reverse("portal:calendar-feed", args=[secret])
    context["now"] = queries.address(request.actor)
    return render_form(request, "portal/calendar_address.html", context)


@require_POST
@patient_page
def end(request: PatientRequest) -> HttpResponse:
    """The address shows nothing any more; possible at any time."""
    calendars.end_address(by=request.actor)
    return redirect("portal:calendar-address")


@require_POST
@patient_page
@calm_after_session
def reminders(request: PatientRequest) -> HttpResponse:
    """Reminders by e-mail, or none."""
    wanted = request.POST.get("wanted")
    if wanted not in {"yes", "no"}:
        raise InvalidInput("Choose whether you want these emails.")
    telling.choose_reminders(by=request.actor, is_wanted=wanted == "yes")
    return redirect("portal:visits")
