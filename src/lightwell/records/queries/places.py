"""Where a session of a course may be: where the course is, and wherever else the person is seen.

A location answers for what is given there, so the programme must be in use there too, in the
version that the course rests on.
"""

from __future__ import annotations

from uuid import UUID

from django.db.models import F

from lightwell.access.actors import Actor
from lightwell.access.models import Location
from lightwell.records.models import TreatmentSession
from lightwell.records.queries import adoptions, courses, patients
from lightwell.records.queries.courses import CourseView, SessionRow


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
            "Staff where they are at home write it down, on the record."
        )
    state = adoptions.state(place, course.programme.id)
    why = state.why_no_start(course.programme_version, course.content_hash)
    return f"{place.name}: {why}" if why and is_elsewhere else why


def home_of_session(uid: UUID) -> Location:
    """Where the course of a session is, and its sessions are moved; no more than that is told."""
    return TreatmentSession.objects.select_related("course__location").get(uid=uid).course.location


def sessions_elsewhere(by: Actor) -> list[tuple[CourseView, SessionRow]]:
    """Open sessions at other locations of running courses that are led where the actor works.

    One query where there is none.
    """
    abroad = TreatmentSession.objects.exclude(location=F("course__location"))
    led = (
        courses.rows()
        .filter(patient__in=patients.visible_to(by).values("pk"))
        .filter(location=by.location_id or 0, sessions__in=abroad)
        .distinct()
    )
    return [
        (view, one)
        for view in (courses.view_of(row) for row in led.order_by("id"))
        for one in view.sessions
        if not view.is_over and one.is_open and one.location != view.location
    ]
