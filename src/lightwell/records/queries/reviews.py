"""A course at its review points: the response so far, the programme's rule, and the choices."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID
from zoneinfo import ZoneInfo

from attrs import frozen

import lightwell.clinical as lw
from lightwell.access.actors import Actor
from lightwell.access.errors import NotFound
from lightwell.clinical.domains import Question
from lightwell.clinical.programme import Review, should_stopping_be_considered
from lightwell.clinical.recall import Recall
from lightwell.records.models import Course, ReviewDecision
from lightwell.records.queries import courses, doses, facts, summary
from lightwell.records.queries.courses import CourseView
from lightwell.records.stored import as_json

if TYPE_CHECKING:
    from lightwell.records.queries.doses import Given
    from lightwell.records.queries.summary import Score

# By which instrument the programmes' rules count improvement; MADRS stands beside it.
RULED_BY, BESIDE = "phq9", ("madrs",)
GOALS = ("preferences.goals", "")


@frozen(kw_only=True)
class Point:
    """One total on its day; ``overlaps`` when it looks back over the first dose."""

    at: datetime
    on: date
    total: int | None
    band: str
    answers: tuple[int | None, ...]
    overlaps: bool


@frozen(kw_only=True)
class Trend:
    """One instrument over a course: the last total before the first dose, and those since."""

    instrument: lw.Instrument
    baseline: Point | None
    since: tuple[Point, ...]

    @property
    def last(self) -> Point | None:
        """The newest one with a total."""
        return next((one for one in reversed(self.since) if one.total is not None), None)

    @property
    def change(self) -> lw.ScoreChange | None:
        """From before the first dose to now; none while either is missing."""
        last = self.last
        if self.baseline is None or last is None:
            return None
        assert self.baseline.total is not None
        assert last.total is not None
        return lw.change_in_score(self.instrument.id, self.baseline.total, last.total)

    @property
    def has_full_window(self) -> bool:
        """Whether the newest total looks back on nothing but the time after the first dose."""
        return self.change is not None and self.last is not None and not self.last.overlaps


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
    """The review points of the programme's series that the plan keeps, in order."""
    if course.plan is None:
        return ()
    planned = {one["after_session"] for one in course.plan.content["reviews"]}
    found = (course.programme.review_after(number) for number in sorted(planned))
    return tuple(one for one in found if one is not None)


def due(course: CourseView) -> tuple[Review, ...]:
    """The reviews whose session has taken place and that nobody has decided."""
    if course.is_over:
        return ()
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


def review(by: Actor, course: UUID, after_session: int) -> ReviewView:
    """One review point of a course, or ``NotFound`` where the programme has none."""
    view = courses.course(by, course)
    found = next((one for one in points(view) if one.after_session == after_session), None)
    if found is None:
        raise NotFound("There is no review after this session.")
    trends = tuple(trends_of(by, view, (RULED_BY, *BESIDE)))
    rule = should_stopping_be_considered(found, course_scores(trends[0]).facts())
    known = facts.standing(facts.all_of(by, view.patient)).get(GOALS)
    return ReviewView(
        course=view,
        review=found,
        is_due=view.has_run >= after_session,
        trends=trends,
        domains=tuple(domains_of(trends)),
        goals=str(known.value) if known is not None and known.value is not None else "",
        rule=rule,
        decided=decisions(view.uid, after_session),
    )


def decisions(course: UUID, after_session: int) -> tuple[Decided, ...]:
    """What was decided at one review point, oldest first."""
    rows = ReviewDecision.objects.filter(course__uid=course, after_session=after_session)
    return tuple(
        Decided(
            uid=row.uid,
            after_session=row.after_session,
            number=row.number,
            choice=row.choice,
            reasons=row.reasons,
            basis=row.basis,
            at=row.at,
            by_name=row.by_name,
        )
        for row in rows.order_by("number")
    )


def trends_of(by: Actor, course: CourseView, instruments: Sequence[str]) -> list[Trend]:
    """Each instrument over this course."""
    pk = Course.objects.values_list("pk", flat=True).get(uid=course.uid)
    given = [one for one in doses.given(by, course.patient) if one.course == pk]
    return [
        trend(lw.instrument(name), summary.scores(by, course.patient, name), given, course.zone)
        for name in instruments
    ]


def trend(made: lw.Instrument, scores: Sequence[Score], given: Sequence[Given], zone: str) -> Trend:
    """Scores, newest first, parted by the moment of the first dose."""
    start = given[0].at if given else None
    recall = doses.recall_of(given, made.id)
    rows = [_point(one, recall, start, ZoneInfo(zone)) for one in reversed(scores)]
    before = [one for one in rows if start is None or one.at < start]
    return Trend(
        instrument=made,
        baseline=next((one for one in reversed(before) if one.total is not None), None),
        since=tuple(one for one in rows if start is not None and one.at >= start),
    )


def course_scores(trend: Trend) -> lw.CourseScores:
    """The totals as the rules of a programme count them."""

    def counted(one: Point) -> lw.Total:
        assert one.total is not None
        return lw.Total(on=one.on, total=one.total)

    return lw.CourseScores(
        baseline=counted(trend.baseline) if trend.baseline else None,
        since=tuple(counted(one) for one in trend.since if one.total is not None),
    )


def _point(score: Score, recall: Recall | None, start: datetime | None, zone: ZoneInfo) -> Point:
    on = score.at.astimezone(zone).date()
    is_since = start is not None and score.at >= start
    return Point(
        at=score.at,
        on=on,
        total=score.total,
        band=score.band,
        answers=score.answers,
        overlaps=is_since and recall is not None and recall.overlaps(on),
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
