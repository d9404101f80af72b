"""Where a request happens: it decides the time zone, the telephone number and crisis numbers."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest

from lightwell.access.errors import NotFound
from lightwell.access.guards import present_location
from lightwell.access.models import Location, User
from lightwell.access.queries import people
from lightwell.records.queries import patients


def place_of(request: HttpRequest) -> Location | None:
    """The page's own location; else where the staff member works now, the patient's home, or
    the first location."""
    known = cast("Location | None", getattr(request, "location", None))
    if known is not None:
        return known
    user = request.user
    if not isinstance(user, User):
        return people.locations().first()
    if user.kind == User.Kind.STAFF:
        return present_location(request, user)
    try:
        return patients.of_user(people.actor_for(user, None)).home_location
    except NotFound:
        return people.locations().first()
