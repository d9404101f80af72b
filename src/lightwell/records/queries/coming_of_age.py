"""Who comes of age in a course: a guardian's consent no longer stands, and their own is needed.

It is told from 30 days before the birthday (ours, docs/cdr/0026) until the person's own consent is
in force, so that no session has to be put off for it.
"""

from __future__ import annotations

from datetime import date, timedelta

from attrs import frozen

from lightwell.access.actors import Actor
from lightwell.clinical.caserules import age_on
from lightwell.records import days
from lightwell.records.queries import consents, courses
from lightwell.records.queries.courses import CourseView

TOLD_DAYS_BEFORE = timedelta(days=30)


@frozen
class ComesOfAge:
    """One person in a course, the day on which they turn 18, and the consent that it needs."""

    course: CourseView
    on: date
    has_come: bool
    kind: str


def here(by: Actor) -> list[ComesOfAge]:
    """Everybody in a course at this location who turns 18 soon, or did and has not agreed."""
    found = [
        _of(one, days.today(one.patient))
        for one in courses.running(by)
        if one.location == by.location_id
    ]
    return sorted((one for one in found if one is not None), key=lambda one: one.on)


def of_course(course: CourseView | None) -> ComesOfAge | None:
    """The same of one course that runs; none where nothing is to be done."""
    if course is None or course.is_over:
        return None
    return _of(course, days.today(course.patient))


def birthday(born: date) -> date:
    """The day on which somebody is 18; born on 29 February it is 1 March."""
    year = born.year + consents.OF_AGE
    is_leap_day = (born.month, born.day) == (2, 29)
    return date(year, 3, 1) if is_leap_day else born.replace(year=year)


def _of(course: CourseView, today: date) -> ComesOfAge | None:
    born = course.patient.birth_date
    if born is None:
        return None
    on, kind = birthday(born), consents.kind_of(course.way.agent, course.way.route)
    has_come = age_on(born, today) >= consents.OF_AGE
    if today < on - TOLD_DAYS_BEFORE or on < course.day(course.begun_at):
        return None  # whoever was of age when the course began has agreed alone
    if has_come and not consents.is_outgrown(course.patient, kind):
        return None
    return ComesOfAge(course=course, on=on, has_come=has_come, kind=kind)
