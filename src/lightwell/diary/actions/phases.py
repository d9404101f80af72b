"""A course goes on to its next phase: the places of its former sessions are given up with it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction

from lightwell.access.actors import Actor
from lightwell.diary.actions import appointments
from lightwell.diary.queries import appointments as queries
from lightwell.records.actions import phases
from lightwell.records.actions.phases import ChangeAsk
from lightwell.records.queries import courses

if TYPE_CHECKING:
    from lightwell.records.models import PhaseChange

GIVEN_UP = "The course went on to its next phase"


@transaction.atomic
def go_on(*, by: Actor, course: UUID, ask: ChangeAsk, version: str, key: str) -> PhaseChange:
    """Sign the change (`records.actions.phases.go_on`) and free the chairs, both or neither."""
    made = phases.go_on(by=by, course=course, ask=ask, version=version, key=key)
    view = courses.course(by, course)
    own = {one.uid for one in view.sessions}
    for one in queries.of_patient(by, view.patient):
        if one.status == "booked" and one.session in own:
            appointments.cancel(by=by, appointment=one.uid, reason=GIVEN_UP, key=f"{key}:free")
    return made
