"""Rooms and chairs of a location."""

from __future__ import annotations

from typing import Any

from lightwell.access.errors import InvalidInput
from lightwell.kit import fields
from lightwell.kit.forms import KitForm


class PlaceForm(KitForm):
    """A room or a chair by its name."""

    def refuse(self, error: InvalidInput) -> None:
        """Show what was refused beside its field."""
        self.add_error(error.field if error.field in self.fields else None, error.message)


class RoomForm(PlaceForm):
    room = fields.TextField(
        label="Name of the room", thing="the name of the room", max_length=60, width="20"
    )


class ChairForm(PlaceForm):
    """One more chair in a room that is there."""

    in_room = fields.SelectField(label="Room", thing="the room", choices=[])
    chair = fields.TextField(
        label="Name of the chair", thing="the name of the chair", max_length=20, width="10"
    )

    def __init__(self, *args: Any, rooms: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["in_room"] = fields.SelectField(label="Room", thing="the room", choices=rooms)
        self.order_fields(["in_room", "chair"])
