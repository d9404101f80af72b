"""A course at its review points: the response so far, the programme's rule, and the choices."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from attrs import frozen

import lightwell.clinical as lw
from lightwell.access.actors import Actor
from lightwell.access.errors import NotFound
from lightwell.clinical.domains import Question
from lightwell.clinical.programme import Review, should_stopping_be_considered
from lightwell.records.models import ReviewDecision
from lightwell.records.queries import courses, every_so_often, facts, goals, intervals
from lightwell.records.queries.courses import CourseView
from lightwell.records.queries.trends import BESIDE as BESIDE
from lightwell.records.queries.trends import RULED_BY as RULED_BY
from lightwell.records.queries.trends import Point as Point
from lightwell.records.queries.trends import Trend as Trend
from lightwell.records.queries.trends import course_scores as course_scores
from lightwell.records.queries.trends import trend as trend
from lightwell.records.queries.trends import trends_of as trends_of
from lightwell.records.stored import as_json

GOALS = ("preferences.goals", "")


@frozen(kw_only=True)
class Domain:
    """One domain by one question: before the first dose, and now; unknown is none."""

    name: str
    instrument: str
    asked: Question
    before: int | None
    now: int | None


@frozen(kw_only=True)
class Decided:
    """What was decided at a review, by whom, and on what."""

    uid: UUID
    after_session: int
    number: int
    choice: str
    reasons: str
    basis: Mapping[str, Any]
    at: datetime
    by_name: str


@frozen(kw_only=True)
class ReviewView:
    """One review point with all that its page shows."""

    course: CourseView
    review: Review
    is_due: bool
    trends: tuple[Trend, ...]
    domains: tuple[Domain, ...]
    goals: str
    rule: lw.Explanation | None
    decided: tuple[Decided, ...]

    @property
    def stands(self) -> Decided | None:
        """The decision that stands: the newest."""
        return self.decided[-1] if self.decided else None

    @property
    def rests_on_mixed(self) -> bool:
        """Whether the rule rests on a total that looks back over the first dose."""
        last = self.trends[0].last
        return last is not None and last.overlaps

    @property
    def basis(self) -> dict[str, Any]:
        """What the page shows, as plain values: kept with the decision."""
        return {
            "programme": self.course.programme.id,
            "version": self.course.programme_version,
            "scores": [_trend_json(one) for one in self.trends],
            "domains": [
                {"name": d.name, "by": d.instrument, "before": d.before, "now": d.now}
                for d in self.domains
            ],
            "goals": self.goals,
            "rule": as_json(self.rule) if self.rule is not None else None,
        }

    @property
    def version(self) -> str:
        """A fingerprint of what the page shows, and of the decision that stands."""
        shown = {"basis": self.basis, "number": len(self.decided)}
        return hashlib.sha256(json.dumps(shown, sort_keys=True).encode()).hexdigest()[:32]


def points(course: CourseView) -> tuple[Review, ...]:
    """The review points of the phase, in order: of a series those that the plan keeps; where
    intervals grow those that were decided, and the one that comes next."""
    if course.plan is None:
        return ()
    if course.is_interval:
        return every_so_often.points(course)
    planned = {one["after_session"] for one in course.plan.content["reviews"]}
    phase = course.phase.id
    found = (course.programme.review_after(number, phase) for number in sorted(planned))
    return tuple(one for one in found if one is not None)


def due(course: CourseView) -> tuple[Review, ...]:
    """The reviews whose session has taken place and that nobody has decided."""
    if course.is_over:
        return ()
    if course.is_interval:
        return every_so_often.due(course)
    return tuple(
        one
        for one in points(course)
        if course.has_run >= one.after_session and one.after_session not in course.reviewed
    )


def due_here(by: Actor) -> list[tuple[CourseView, Review]]:
    """Every review that is due at this location."""
    return [
        (view, one) for view in courses.running(by) if view.location == by.location_id
        for one in due(view)
    ]  # fmt: skip


def own_goals(by: Actor, view: CourseView) -> str:
    """What the person said of their goals, and each open goal of their plan with its number."""
    known = facts.standing(facts.all_of(by, view.patient)).get(GOALS)
    lines = [str(known.value)] if known is not None and known.value is not None else []
    for one in goals.of_patient(by, view.patient):
        if one.is_open:
            number = f" ({one.last.value} of 10)" if one.last else " (not rated yet)"
            lines.append(f"{one.words}{number}")
    return "\n".join(lines)


def review(by: Actor, course: UUID, after_session: int) -> ReviewView:
    """One review point of a course, or ``NotFound`` where the programme has none."""
    view = courses.course(by, course)
    rows = points(view)
    if view.is_interval and view.has_run:
        rows = (*rows, every_so_often.after_the_last(view))
    found = next((one for one in rows if one.after_session == after_session), None)
    if found is None:
        raise NotFound("There is no review after this session.")
    trends = tuple(trends_of(by, view, (RULED_BY, *BESIDE)))
    rule = should_stopping_be_considered(found, course_scores(trends[0]).facts())
    return ReviewView(
        course=view,
        review=found,
        is_due=_is_due(by, view, after_session),
        trends=trends,
        domains=tuple(domains_of(trends)),
        goals=own_goals(by, view),
        rule=rule,
        decided=decisions(view.uid, after_session),
    )


def _is_due(by: Actor, view: CourseView, after_session: int) -> bool:
    """Where intervals grow a review is due in its turn, and at once when the gain is lost."""
    if not view.is_interval:
        return view.has_run >= after_session
    if any(one.after_session == after_session for one in every_so_often.due(view)):
        return True
    return after_session == view.has_run and intervals.is_relapse(by, view)


def decisions(course: UUID, after_session: int) -> tuple[Decided, ...]:
    """What was decided at one review point, oldest first."""
    rows = ReviewDecision.objects.filter(course__uid=course, after_session=after_session)
    return tuple(map(_decided, rows.order_by("number")))


def every(view: CourseView) -> tuple[Decided, ...]:
    """What was decided at every review of a phase, in order."""
    rows = ReviewDecision.objects.filter(course=view.pk).order_by("after_session", "number")
    return tuple(map(_decided, rows))


def _decided(row: ReviewDecision) -> Decided:
    return Decided(
        uid=row.uid,
        after_session=row.after_session,
        number=row.number,
        choice=row.choice,
        reasons=row.reasons,
        basis=row.basis,
        at=row.at,
        by_name=row.by_name,
    )


def domains_of(trends: Sequence[Trend]) -> list[Domain]:
    """Decision 23, by what the knowledge says tells of each (rules/domains.toml, CDR 10)."""
    by_name = {one.instrument.id: one for one in trends}
    return [
        Domain(
            name=domain.title,
            instrument=trend.instrument.title,
            asked=asked,
            before=_told(asked, trend.baseline),
            now=_told(asked, trend.last),
        )
        for domain in lw.symptom_domains().domains
        for asked in domain.questions
        if (trend := by_name.get(asked.instrument.id)) is not None
    ]


def _told(asked: Question, point: Point | None) -> int | None:
    return asked.value(point.answers, point.total) if point is not None else None


def _trend_json(trend: Trend) -> dict[str, Any]:
    rows = [trend.baseline, *trend.since] if trend.baseline else [*trend.since]
    change = trend.change
    return {
        "instrument": trend.instrument.id,
        "totals": [
            {"on": one.on.isoformat(), "total": one.total, "overlaps": one.overlaps} for one in rows
        ],
        "baseline": trend.baseline.on.isoformat() if trend.baseline else None,
        "change": change.change if change else None,
        "percent": change.percent if change else None,
        "full_window": trend.has_full_window,
    }
