"""How a person fares in a course: totals, domains, goals, and what published groups had by then."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from attrs import frozen

import lightwell.clinical as lw
from lightwell.access import clock
from lightwell.access.actors import Actor
from lightwell.records import chains
from lightwell.records.queries import courses, doses, goals, questionnaires, reviews, summary
from lightwell.records.queries.reviews import Domain, Trend
from lightwell.records.queries.trends import root_of
from lightwell.records.scores import BRIEF

if TYPE_CHECKING:
    from lightwell.clinical.programme import Phase
    from lightwell.records.models import Patient
    from lightwell.records.queries.courses import CourseView
    from lightwell.records.queries.doses import Given
    from lightwell.records.queries.goals import GoalView
    from lightwell.records.queries.summary import Score

TOTALS = ("phq9", "madrs", "gad7", "isi", "wsas", "qids16")


@frozen(kw_only=True)
class Outcomes:
    """All that the page of outcomes shows; without a course there is nothing to compare with."""

    course: CourseView | None
    day: int | None
    trends: tuple[Trend, ...]
    domains: tuple[Domain, ...]
    expected: lw.ExpectedCourse | None
    goals: tuple[GoalView, ...]

    @property
    def is_review_point(self) -> bool:
        """Whether a review of the course is due: only then words such as response are said."""
        return self.course is not None and bool(reviews.due(self.course))


def outcomes(by: Actor, patient: Patient) -> Outcomes:
    """The outcomes of one person for staff, over their newest course."""
    course = courses.newest(by, patient)
    scores = {name: summary.scores(by, patient, name) for name in _instruments()}
    return _outcomes(course, doses.given(by, patient), scores, goals.of_patient(by, patient))


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
    return _outcomes(course, doses.own(patient), scores, goals.released(patient))


def _instruments() -> tuple[str, ...]:
    return tuple(dict.fromkeys((*TOTALS, *lw.symptom_domains().instruments)))


def _outcomes(
    course: CourseView | None,
    given: Sequence[Given],
    scores: Mapping[str, Sequence[Score]],
    hoped: tuple[GoalView, ...],
) -> Outcomes:
    if course is None:
        return Outcomes(course=None, day=None, trends=(), domains=(), expected=None, goals=hoped)
    root = root_of(course)
    mine = [one for one in given if one.course == root.pk]
    trends = [
        reviews.trend(lw.instrument(name), rows, mine, course.zone) for name, rows in scores.items()
    ]
    days = _days(course, chains.phase_of(root), mine)
    return Outcomes(
        course=course,
        day=days.get("first_dose"),
        trends=tuple(one for one in trends if one.baseline is not None or one.since),
        domains=tuple(reviews.domains_of(trends)),
        expected=_expected(course, days),
        goals=hoped,
    )


def _days(course: CourseView, first: Phase, given: Sequence[Given]) -> dict[str, int]:
    """The day of the course from its first dose, and from the last dose of its first series."""
    if not given:
        return {}
    today = course.day(clock.now())
    days = {"first_dose": (today - given[0].on).days}
    if first.series is not None and len(given) >= first.series.count:
        days["series_end"] = (today - given[first.series.count - 1].on).days
    return days


def _expected(course: CourseView, days: Mapping[str, int]) -> lw.ExpectedCourse | None:
    if not days:
        return None
    return lw.expected_beside(f"{course.way.agent} {course.way.route}", days)
