"""Where the chairs of a location stand, and which session has which."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from attrs import frozen
from django.db.models import OuterRef, Subquery

from lightwell.access.actors import Actor
from lightwell.diary import models
from lightwell.diary.models import Appointment, AppointmentEvent

IN_PLACE = ("booked", "arrived", "over")


@frozen(kw_only=True)
class Chair:
    """One chair: its name and its place."""

    pk: int
    name: str
    room: str

    @property
    def words(self) -> str:
        """``Chair 3, Garden room``."""
        return f"{spoken(self.name)}, {self.room}"


@frozen(kw_only=True)
class Place:
    """The chair that a session has, and its order in the room."""

    chair: int
    name: str
    words: str
    order: tuple[int, int]


def spoken(name: str) -> str:
    """``Chair 3``, whether the clinic wrote ``3`` or ``Chair 3``."""
    return f"Chair {bare(name)}"


def bare(name: str) -> str:
    """The name without the word: what stands large on the board."""
    first, _, rest = name.partition(" ")
    return rest if rest and first.casefold() == "chair" else name


def chairs(by: Actor) -> list[Chair]:
    """The chairs of the present location, room by room, as they stand."""
    rows = models.Chair.objects.filter(room__location=by.location_id or 0)
    return [
        Chair(pk=row.pk, name=row.name, room=row.room.name)
        for row in rows.select_related("room").order_by("room", "position")
    ]


def of_sessions(by: Actor, sessions: Collection[UUID]) -> dict[UUID, Place]:
    """The chair of each of these sessions, by its newest appointment that still stands."""
    newest = AppointmentEvent.objects.filter(appointment=OuterRef("pk")).order_by("-number")
    rows = (
        Appointment.objects.filter(session__in=sessions, location=by.location_id or 0)
        .annotate(status=Subquery(newest.values("status")[:1]))
        .filter(status__in=IN_PLACE)
        .select_related("chair__room")
        .order_by("id")
    )
    return {
        row.session: Place(
            chair=row.chair_id,
            name=row.chair.name,
            words=f"{spoken(row.chair.name)}, {row.chair.room.name}",
            order=(row.chair.room_id, row.chair.position),
        )
        for row in rows
    }
