"""What is held while places are given, so that one person at a time looks and writes.

Whoever needs both holds the patient first and then locations, so that nobody waits for each other.
"""

from __future__ import annotations

from uuid import UUID

from lightwell.access.actors import Actor
from lightwell.access.errors import Denied
from lightwell.access.models import Location
from lightwell.diary.queries import appointments
from lightwell.records.holding import hold_patient
from lightwell.records.queries import courses
from lightwell.records.queries.courses import CourseView

__all__ = ["hold_course", "hold_location", "hold_locations", "hold_patient"]


def hold_location(by: Actor) -> Location:
    """The location, held so that one booking at a time is looked at."""
    if by.location_id is None:
        raise Denied("Appointments are kept by staff at a location.")
    return hold_locations({by.location_id})[0]


def hold_locations(places: set[int]) -> list[Location]:
    """Several locations, held in the same order by everybody."""
    rows = Location.objects.select_for_update().filter(pk__in=places)
    return list(rows.order_by("pk"))


def hold_course(by: Actor, course: UUID, *places: int) -> CourseView:
    """A course with its patient held, and then these locations and all at which they have a place.

    All of it before anything is written, so that it is done in one order.
    """
    whose = courses.course(by, course).patient.uid
    hold_patient(whose)
    hold_locations({*places, *appointments.locations_of(whose)})
    return courses.course(by, course)
