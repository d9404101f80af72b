"""Pages to read: what this is, how treatment works, where we are, help now."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from lightwell.access.guards import public_page
from lightwell.access.queries import people
from lightwell.public.places import PlaceRequest, at_location
from lightwell.records.queries import prices


@require_safe
@public_page
def home(request: HttpRequest) -> HttpResponse:
    """The locations to choose from; where there is one, its page."""
    locations = list(people.locations())
    if len(locations) == 1:
        return redirect("public:location", slug=locations[0].slug)
    # No location is chosen yet: the page must not greet in the name of one.
    return render(request, "public/home.html", {"locations": locations, "location": None})


@require_safe
@public_page
@at_location
def location(request: PlaceRequest) -> HttpResponse:
    """What this is, in one sentence, and three doors."""
    first = prices.first_consultation(request.location, prices.today_of(request.location))
    return render(request, "public/location.html", {"first": first})


@require_safe
@public_page
@at_location
def how_treatment_works(request: PlaceRequest) -> HttpResponse:
    """What a first consultation is, what may help and what nobody can promise, with sources."""
    return render(request, "public/how_treatment_works.html")


@require_safe
@public_page
@at_location
def find_us(request: PlaceRequest) -> HttpResponse:
    """Telephone, address and hours."""
    others = [one for one in people.locations() if one.pk != request.location.pk]
    return render(request, "public/find_us.html", {"others": others})


@require_safe
@public_page
@at_location
def help_now(request: PlaceRequest) -> HttpResponse:
    """Help in a crisis: numbers to call and text first, in under 20 kB."""
    return render(request, "public/help_now.html")


@require_safe
@public_page
def help_now_anywhere(request: HttpRequest) -> HttpResponse:
    """The same help from pages that belong to no location."""
    return render(request, "public/help_now.html")
