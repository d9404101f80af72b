"""What the clinic says of itself: prices, team, and answers about this place."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lightwell.access.guards import public_page
from lightwell.kit.markdown import to_html
from lightwell.public.places import PlaceRequest, at_location
from lightwell.records.queries import clinic_pages, prices


@require_safe
@public_page
@at_location
def price_list(request: PlaceRequest) -> HttpResponse:
    """What each service costs today, or "ask us"; and how paying yourself works here."""
    today = prices.today_of(request.location)
    context = {
        "prices": prices.offered(request.location, today),
        "coming": prices.coming(request.location, today),
        "first": prices.first_consultation(request.location, today),
        "own": to_html(clinic_pages.page(request.location, "prices").words),
    }
    return render(request, "public/prices.html", context)


@require_safe
@public_page
@at_location
def team(request: PlaceRequest) -> HttpResponse:
    """The people who work here, in the clinic's own words."""
    return _own_page(request, "team", "Our team", "public/team.html")


@require_safe
@public_page
@at_location
def answers(request: PlaceRequest) -> HttpResponse:
    """Questions about this place: parking, times, what to bring."""
    return _own_page(request, "questions", "Good to know", "public/answers.html")


def _own_page(request: PlaceRequest, kind: str, title: str, template: str) -> HttpResponse:
    own = to_html(clinic_pages.page(request.location, kind).words)
    return render(request, template, {"title": title, "own": own})
