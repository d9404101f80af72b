"""What is held while places are given, so that one person at a time looks and writes."""

from __future__ import annotations

from lightwell.access.actors import Actor
from lightwell.access.errors import Denied
from lightwell.access.models import Location


def hold_location(by: Actor) -> Location:
    """The location, held so that one booking at a time is looked at."""
    if by.location_id is None:
        raise Denied("Appointments are kept by staff at a location.")
    return Location.objects.select_for_update().get(pk=by.location_id)
