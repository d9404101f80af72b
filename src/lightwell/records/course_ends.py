"""A phase of a course is over: what was planned in it does not take place any more.

It is one act wherever it is decided: at a review that stops the course, and under "What comes
next". Rooms above this one that keep something for the sessions of a course add how they end it
to ``ENDERS``; all of it happens in the transaction of the decision.
"""

from __future__ import annotations

from typing import Protocol

from lightwell.access.actors import Actor
from lightwell.access.errors import NotReady
from lightwell.records.course_writing import cancel_open
from lightwell.records.models import TreatmentSession
from lightwell.records.queries.courses import CourseView
from lightwell.records.queries.phases import under_way


class Ender(Protocol):
    """Ends what a room keeps for the sessions of a phase."""

    def __call__(self, *, by: Actor, view: CourseView, reason: str, key: str) -> None: ...


ENDERS: list[Ender] = []


def check_nothing_runs(view: CourseView) -> None:
    """A session that has begun is ended by those who are with the person, never by a decision."""
    if numbers := under_way(view):
        raise NotReady(f"Session {numbers[0]} is under way. End it first.")


def close(*, by: Actor, view: CourseView, reason: str, key: str) -> None:
    """Cancel the sessions that are open, and end what is kept for them, within the caller's act."""
    for one in view.sessions:
        if one.is_open:
            row = TreatmentSession.objects.get(uid=one.uid)
            cancel_open(by, row, one, reason[:500], f"{key[:40]}:{one.number}")
    for end in ENDERS:
        end(by=by, view=view, reason=reason, key=key)
