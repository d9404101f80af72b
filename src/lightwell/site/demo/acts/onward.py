"""Where a course goes on: the next phase or the end, and the interval to the next session."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from lightwell.records.actions import phases
from lightwell.records.actions.phases import ChangeAsk
from lightwell.records.actions.phases import sign_interval as sign
from lightwell.records.queries import courses, intervals
from lightwell.records.queries import phases as phase_queries
from lightwell.records.queries.phases import NextView

if TYPE_CHECKING:
    from lightwell.site.demo.telling import Telling

Told = Mapping[str, Any]


def go_on(telling: Telling, told: Told) -> None:
    """The prescriber signs what comes next; what follows is about the new phase."""
    by = telling.by("prescriber")
    shown = phase_queries.next_of(by, telling.course)
    phases.go_on(
        by=by,
        course=telling.course,
        ask=ChangeAsk(
            to=told["to"],
            reasons=told["reasons"],
            wish=told["wish"],
            decided_by=told.get("decided_by", "prescriber"),
            therapist=_therapist(shown),
        ),
        version=shown.version,
        key=uuid4().hex,
    )
    now = courses.active(by, telling.patient)
    if now is not None:
        telling.course = now.uid


def sign_interval(telling: Telling, told: Told) -> None:
    """The prescriber signs the interval to the next session, on its arithmetic."""
    by = telling.by("prescriber")
    view = courses.course(by, telling.course)
    sign(
        by=by,
        course=telling.course,
        after_session=view.has_run,
        days=told["days"],
        reason=told.get("reason", ""),
        version=intervals.version(by, view),
        key=uuid4().hex,
    )


def _therapist(shown: NextView) -> UUID | None:
    """The therapist who agrees, where one is linked."""
    return next((link for link, _ in shown.therapists), None)


ACTS = {"go_on": go_on, "sign_interval": sign_interval}
