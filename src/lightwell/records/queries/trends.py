"""One instrument over the phases of a course: before the first dose, and since."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from attrs import frozen

import lightwell.clinical as lw
from lightwell.access.actors import Actor
from lightwell.clinical.recall import Recall
from lightwell.records import chains
from lightwell.records.queries import doses, summary
from lightwell.records.queries.courses import CourseView

if TYPE_CHECKING:
    from lightwell.records.models import Course
    from lightwell.records.queries.doses import Given
    from lightwell.records.queries.summary import Score

# By which instrument the programmes' rules count improvement; MADRS stands beside it.
RULED_BY, BESIDE = "phq9", ("madrs",)


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


def trends_of(by: Actor, course: CourseView, instruments: Sequence[str]) -> list[Trend]:
    """Each instrument over this course."""
    root = root_of(course).pk
    given = [one for one in doses.given(by, course.patient) if one.course == root]
    return [
        trend(lw.instrument(name), summary.scores(by, course.patient, name), given, course.zone)
        for name in instruments
    ]


def root_of(course: CourseView) -> Course:
    """The row from whose first dose the totals of this course count."""
    every = chains.of_patient(course.patient.pk)
    return every.rows[every.stretch(course.pk)]


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
