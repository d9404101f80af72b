"""Where a session of a course may be: where the course is, and wherever else the person is seen.

A location answers for what is given there, so the programme must be in use there too, in the
version that the course rests on.
"""

from __future__ import annotations

from lightwell.access.models import Location
from lightwell.records.queries import adoptions, patients
from lightwell.records.queries.courses import CourseView


def of_course(course: CourseView) -> list[Location]:
    """Where the person is seen; where the course is comes first."""
    found = patients.places_of(course.patient)
    return sorted(found, key=lambda one: (one.pk != course.location, one.pk))


def why_not(course: CourseView, place: Location) -> str:
    """Why no session of this course can be there; empty when it can."""
    is_elsewhere = place.pk != course.location
    if is_elsewhere and place not in of_course(course):
        return (
            f"{course.patient.given_name} is not seen at {place.name}. "
            "Staff there write down that they are, on the record."
        )
    state = adoptions.state(place, course.programme.id)
    why = state.why_no_start(course.programme_version, course.content_hash)
    return f"{place.name}: {why}" if why and is_elsewhere else why
