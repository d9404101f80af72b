"""Public pages belong to a location: its name, telephone, hours, time zone and crisis numbers."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, cast

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from lightwell.access.errors import NotFound
from lightwell.access.queries import people

if TYPE_CHECKING:
    from lightwell.access.models import Location

P = ParamSpec("P")


class PlaceRequest(HttpRequest):
    """A visitor's request for a page of one location."""

    location: Location


def at_location(
    view: Callable[Concatenate[PlaceRequest, P], HttpResponse],
) -> Callable[..., HttpResponse]:
    """Find the location that the address names, and show times as its clocks do."""

    @wraps(view)
    def placed(request: HttpRequest, slug: str, *args: Any, **kwargs: Any) -> HttpResponse:
        location = people.location_by_slug(slug)
        if location is None:
            raise NotFound("There is no clinic at this address.")
        here = cast("PlaceRequest", request)
        here.location = location
        with timezone.override(location.timezone):
            return view(here, *args, **kwargs)

    return placed
