"""The phases of a person's way: which course is in which phase, and what it continues."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from attrs import frozen

import lightwell.clinical as lw
from lightwell.clinical.programme import Phase
from lightwell.records.models import Course

if TYPE_CHECKING:
    from lightwell.records.models import Patient


def phase_of(course: Course, programme: lw.Programme | None = None) -> Phase:
    """The phase that a course is; of rows from before it was kept the first series they gave."""
    made = programme or lw.find_programme(course.programme)
    if course.phase:
        return made.phase_of(course.phase)
    first = made.series_of(made.dose_by(course.route).id)
    assert first is not None, "a course from before phases were kept began with a series"
    return first


@frozen
class Chains:
    """Every course of one person by its row, with what each continues."""

    rows: Mapping[int, Course]

    def way(self, pk: int) -> tuple[Course, ...]:
        """The courses from the first of the way to this one, in order."""
        found: list[Course] = []
        here: int | None = pk
        while here is not None:
            found.append(self.rows[here])
            here = self.rows[here].continues_id
        return tuple(reversed(found))

    def stretch(self, pk: int) -> int:
        """The course from whose first dose the totals count: the series that this phase goes back
        to. A series that follows a phase without one begins anew (docs/cdr/0018)."""
        way = self.way(pk)
        phases = [phase_of(one) for one in way]
        for place in range(len(way) - 1, 0, -1):
            if phases[place].series is not None and phases[place - 1].series is None:
                return way[place].pk
        return way[0].pk

    def leads_to(self, pk: int) -> tuple[Course, ...]:
        """The courses from this one to the newest phase of its way, in order."""
        next_of = {one.continues_id: one for one in self.rows.values()}
        found = [self.rows[pk]]
        while (after := next_of.get(found[-1].pk)) is not None:
            found.append(after)
        return tuple(found)


def of_patient(patient: Patient | int) -> Chains:
    """All courses of a person (one query)."""
    return of_rows(list(Course.objects.filter(patient=patient)))


def of_rows(rows: Sequence[Course]) -> Chains:
    """The same, of rows that are at hand."""
    return Chains({one.pk: one for one in rows})


def way_of(course: Course) -> tuple[Course, ...]:
    """The courses from the first of the way to this one; no query where it is the first."""
    if course.continues_id is None:
        return (course,)
    return of_patient(course.patient_id).way(course.pk)
