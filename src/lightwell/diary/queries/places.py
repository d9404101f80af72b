"""Rooms and chairs of a location, and who there may look after a person in one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from attrs import frozen

from lightwell.access.actors import Role
from lightwell.access.errors import InvalidInput
from lightwell.access.models import Location, User
from lightwell.access.queries import people
from lightwell.diary.models import Chair, Room


def rooms(location: Location) -> Sequence[Room]:
    """Every room with its chairs, in the order in which they were set up (two queries)."""
    return list(Room.objects.filter(location=location).prefetch_related("chairs"))


def chairs(location: Location | int) -> Sequence[Chair]:
    """Every chair of a location with its room."""
    rows = Chair.objects.filter(room__location=location).select_related("room__location")
    return list(rows.order_by("room_id", "position"))


@frozen
class ChairAt:
    """A chair by its words, and where it is."""

    words: str
    location: Location


def by_number(locations: Iterable[Location]) -> dict[int, ChairAt]:
    """Every chair of some locations."""
    return {
        one.pk: ChairAt(f"{one.name}, {one.room.name}", location)
        for location in locations
        for one in chairs(location)
    }


def location_of(chair: int) -> Location:
    """Where a chair stands; a chair that is not there is refused."""
    found = Chair.objects.filter(pk=chair).select_related("room__location").first()
    if found is None:
        raise InvalidInput("Choose a chair.", field="chair")
    return found.room.location


def nurses(location: Location) -> Sequence[User]:
    """Who may be booked as the nurse of a session."""
    return people.staff_with(location, Role.NURSE)
