"""How a person fares in a course: totals, domains, and what published groups had on that day.

The person's own goals with their ratings come from the room that keeps them, through `GOALS`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from attrs import frozen

import lightwell.clinical as lw
from lightwell.access import clock
from lightwell.access.actors import Actor
from lightwell.records.models import Course, Patient
from lightwell.records.queries import courses, doses, questionnaires, reviews, summary
from lightwell.records.queries.reviews import Domain, Trend
from lightwell.records.scores import BRIEF

if TYPE_CHECKING:
    from lightwell.records.queries.courses import CourseView
    from lightwell.records.queries.doses import Given
    from lightwell.records.queries.summary import Score

TOTALS = ("phq9", "madrs", "gad7", "isi", "wsas", "qids16")


@frozen(kw_only=True)
class GoalRating:
    """How near the person felt to a goal on a day: 0 to 10, by themselves."""

    on: date
    rating: int


@frozen(kw_only=True)
class Goal:
    """One goal in the person's own words, with its ratings in order."""

    words: str
    ratings: tuple[GoalRating, ...]


GoalSource = Callable[[Actor, Patient], Sequence[Goal]]
# The room that keeps goals names itself here; without one there is none to show.
GOALS: list[GoalSource] = []


@frozen(kw_only=True)
class Outcomes:
    """All that the page of outcomes shows; without a course there is nothing to compare with."""

    course: CourseView | None
    day: int | None
    trends: tuple[Trend, ...]
    domains: tuple[Domain, ...]
    expected: lw.ExpectedCourse | None
    goals: tuple[Goal, ...]

    @property
    def is_review_point(self) -> bool:
        """Whether a review of the course is due: only then words such as response are said."""
        return self.course is not None and bool(reviews.due(self.course))


def outcomes(by: Actor, patient: Patient) -> Outcomes:
    """The outcomes of one person for staff, over their newest course."""
    course = courses.newest(by, patient)
    scores = {name: summary.scores(by, patient, name) for name in _instruments()}
    return _outcomes(by, patient, course, doses.given(by, patient), scores)


def own(by: Actor, patient: Patient) -> Outcomes:
    """The same for the person themselves, whose record the caller has found by their sign-in."""
    row = courses.rows().filter(patient=patient).order_by("-id").first()
    course = courses.view_of(row) if row is not None else None
    scores = {
        name: [
            summary.own_score(one)
            for one in questionnaires.responses(by, patient, name)
            if not one.instrument_version.endswith(BRIEF)
        ]
        for name in _instruments()
    }
    return _outcomes(by, patient, course, doses.own(patient), scores)


def _instruments() -> tuple[str, ...]:
    return tuple(dict.fromkeys((*TOTALS, *lw.symptom_domains().instruments)))


def _outcomes(
    by: Actor,
    patient: Patient,
    course: CourseView | None,
    given: Sequence[Given],
    scores: Mapping[str, Sequence[Score]],
) -> Outcomes:
    goals = tuple(goal for source in GOALS for goal in source(by, patient))
    if course is None:
        return Outcomes(course=None, day=None, trends=(), domains=(), expected=None, goals=goals)
    pk = Course.objects.values_list("pk", flat=True).get(uid=course.uid)
    mine = [one for one in given if one.course == pk]
    trends = [
        reviews.trend(lw.instrument(name), rows, mine, course.zone) for name, rows in scores.items()
    ]
    days = _days(course, mine)
    return Outcomes(
        course=course,
        day=days.get("first_dose"),
        trends=tuple(one for one in trends if one.baseline is not None or one.since),
        domains=tuple(reviews.domains_of(trends)),
        expected=_expected(course, days),
        goals=goals,
    )


def _days(course: CourseView, given: Sequence[Given]) -> dict[str, int]:
    """The day of the course from its first dose, and from the last dose of its series."""
    if not given:
        return {}
    today = course.day(clock.now())
    days = {"first_dose": (today - given[0].on).days}
    if len(given) >= course.series.count:
        days["series_end"] = (today - given[course.series.count - 1].on).days
    return days


def _expected(course: CourseView, days: Mapping[str, int]) -> lw.ExpectedCourse | None:
    if not days:
        return None
    return lw.expected_beside(f"{course.way.agent} {course.way.route}", days)
