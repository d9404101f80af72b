"""Setting up the rooms and chairs of a location."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.db.models import Max

from lightwell.access import audit
from lightwell.access.actors import Actor
from lightwell.access.errors import InvalidInput, NotFound
from lightwell.access.models import Location
from lightwell.diary.models import Chair, Room
from lightwell.diary.policies import check_can_edit_places


@transaction.atomic
def add_room(*, by: Actor, location: Location, name: str) -> Room:
    """A room in which people are treated; its name is unique at the location."""
    _check_may_edit(by, location)
    named = _named(name, "room")
    try:
        with transaction.atomic():
            room = Room.objects.create(location=location, name=named)
    except IntegrityError:
        raise InvalidInput(
            f"There is already a room named {named}. Choose another name.", field="room"
        ) from None
    audit.record(by=by, action="room.add", subject=("room", room.pk), location=location)
    return room


@transaction.atomic
def add_chair(*, by: Actor, location: Location, room: int, name: str) -> Chair:
    """One more place in a room, after those that are there."""
    _check_may_edit(by, location)
    named = _named(name, "chair")
    kept = Room.objects.select_for_update().filter(pk=room, location=location).first()
    if kept is None:
        raise NotFound("There is no such room here.")
    last = kept.chairs.aggregate(last=Max("position"))["last"] or 0
    try:
        with transaction.atomic():
            chair = Chair.objects.create(room=kept, name=named, position=last + 1)
    except IntegrityError:
        raise InvalidInput(
            f"{kept.name} already has a chair named {named}. Choose another name.", field="chair"
        ) from None
    audit.record(by=by, action="chair.add", subject=("chair", chair.pk), location=location)
    return chair


def _check_may_edit(by: Actor, location: Location) -> None:
    if not by.is_system:
        check_can_edit_places(by, location)


def _named(name: str, what: str) -> str:
    named = " ".join(name.split())
    if not named:
        raise InvalidInput(f"Enter the name of the {what}", field=what)
    return named
