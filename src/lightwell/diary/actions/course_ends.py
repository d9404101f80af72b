"""A phase of a course is over: the places of its sessions are given up, and nobody waits for them.

Reminders go only for what is booked, so none goes any more.
"""

from __future__ import annotations

from lightwell.access.actors import Actor
from lightwell.diary.actions import appointments, waiting
from lightwell.diary.locks import hold_locations
from lightwell.diary.queries import appointments as queries
from lightwell.records.queries.courses import CourseView


def give_up(*, by: Actor, view: CourseView, reason: str, key: str) -> None:
    """Free the chairs and end the waiting of a phase, in the transaction of the decision."""
    own = {one.uid for one in view.sessions}
    hold_locations(queries.locations_of(view.patient.uid))
    for one in queries.of_patient(by, view.patient):
        if one.status == "booked" and one.session in own:
            appointments.cancel(by=by, appointment=one.uid, reason=reason, key=f"{key}:free")
    waiting.end_of_course(by=by, course=view.uid, reason=reason)
