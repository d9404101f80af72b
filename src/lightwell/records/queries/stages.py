"""At which stage of treatment a person is, told to the person: its kind, and no name of a drug."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from attrs import frozen

from lightwell.clinical.programme import Phase
from lightwell.clinical.transitions import COURSE
from lightwell.records.chains import phase_of, way_of
from lightwell.records.models import Course, SessionEntry

if TYPE_CHECKING:
    from lightwell.records.models import Patient

Kind = Literal["before", "series", "apart", "after", "over"]


@frozen(kw_only=True)
class Stage:
    """Before the sessions, in a series, at growing intervals, after the sessions, or over.

    ``done`` counts the sessions of this stage that were started.
    """

    kind: Kind
    done: int


def own(patient: Patient) -> Stage | None:
    """The stage of the newest course of a person whom the caller found by their sign-in."""
    row = Course.objects.filter(patient=patient).order_by("-id").first()
    if row is None:
        return None
    newest = row.events.order_by("-number").first()
    started = SessionEntry.objects.filter(session__course=row, kind=SessionEntry.Kind.START)
    done = started.count()
    if newest is not None and newest.status in COURSE.final:
        return Stage(kind="over", done=done)
    phase = phase_of(row)
    had_doses = any(phase_of(one).dose for one in way_of(row)[:-1])
    return Stage(kind=_kind(phase, had_doses=had_doses), done=done)


def _kind(phase: Phase, *, had_doses: bool) -> Kind:
    if phase.dose:
        return "series" if phase.series is not None else "apart"
    return "after" if had_doses else "before"
