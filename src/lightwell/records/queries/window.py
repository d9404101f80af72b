"""The window of a bridge: sessions, what was measured the same day, and what the relief is used
for, day by day on one time line.

Measured the same day is the now scale, and MADRS over the last 24 hours; each is only lower or
higher than the person's own one before (decision 21).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from attrs import field, frozen

from lightwell.access.actors import Actor
from lightwell.clinical.careplan import STATE_WORDS
from lightwell.records.queries import care_plans, courses, doses, ratings, summary
from lightwell.records.queries.ratings import compared

if TYPE_CHECKING:
    from lightwell.records.queries.care_plans import CarePlan, LineView
    from lightwell.records.queries.courses import CourseView

MEDICINES, THERAPY = "medication_management", "psychotherapy"
STRANDS = (MEDICINES, THERAPY)
BRIDGE = "bridge"


@frozen(kw_only=True)
class WindowDay:
    """What belongs to one day of the window, in four columns; an empty one says nothing."""

    on: date
    sessions: list[str] = field(factory=list)
    measured: list[str] = field(factory=list)
    medicines: list[str] = field(factory=list)
    therapy: list[str] = field(factory=list)

    def strand(self, kind: str) -> list[str]:
        """The column of one strand."""
        return self.medicines if kind == MEDICINES else self.therapy


@frozen(kw_only=True)
class Window:
    """One course with its two strands, and every day on which something was or is to be."""

    course: CourseView
    plan: CarePlan
    days: tuple[WindowDay, ...]

    def lines(self, kind: str) -> tuple[LineView, ...]:
        """What one strand is used for: its lines that are not stopped."""
        return tuple(one for one in self.plan.lines if one.kind == kind and one.state != "stopped")

    @property
    def strands(self) -> tuple[tuple[str, tuple[LineView, ...]], ...]:
        """Both strands, each with its lines; one without lines is not planned yet."""
        return tuple((kind, self.lines(kind)) for kind in STRANDS)


def has_window(course: CourseView) -> bool:
    """Whether the programme of a course is a bridge: pages then lead to its window.

    The time line itself can be opened for any course.
    """
    return course.programme.id == BRIDGE


def window(by: Actor, course: CourseView) -> Window:
    """The time line of a course with the phases before it: the relief came in those."""
    way = courses.way(by, course)
    plan = care_plans.of_course(by, course)
    found: dict[date, WindowDay] = {}

    def day(on: date) -> WindowDay:
        return found.setdefault(on, WindowDay(on=on))

    for phase in way:
        for on, words in _sessions(by, phase):
            day(on).sessions.append(words)
    for on, words in _measured(by, course, since=min(phase.begun_at for phase in way)):
        day(on).measured.append(words)
    for line in (*plan.earlier, *plan.lines):
        if line.kind in STRANDS:
            for on, words in _of_line(line):
                day(on).strand(line.kind).append(words)
    return Window(course=course, plan=plan, days=tuple(found[on] for on in sorted(found)))


def _sessions(by: Actor, course: CourseView) -> Iterator[tuple[date, str]]:
    """Each session on its day: of one that began the day of its start."""
    began = {one.session: one for one in doses.given(by, course.patient)}
    for row in course.sessions:
        if row.is_replaced or row.status == "cancelled":
            continue
        given = began.get(row.uid)
        if given is None:
            yield course.day(row.planned_at), f"Session {row.number}, planned"
        else:
            amount = f": {given.mg} mg" if given.mg else ""
            yield given.on, f"Session {row.number}{amount}"


def _measured(by: Actor, course: CourseView, since: datetime) -> Iterator[tuple[date, str]]:
    """Every same-day measurement since the first phase began, in words."""
    zone = ZoneInfo(course.zone)
    for one in reversed(ratings.now_ratings(by, course.patient)):
        if one.at >= since:
            said = "; ".join(_value(*value) for value in one.values)
            yield one.at.astimezone(zone).date(), f"Now scale: {said}"
    brief = summary.scores(by, course.patient, "madrs", is_brief=True)[::-1]
    before: int | None = None
    for score in brief:
        if score.at >= since:
            words = _value("MADRS over 24 hours", score.total, compared(score.total, before))
            yield score.at.astimezone(zone).date(), words
        before = score.total if score.total is not None else before


def _value(label: str, value: int | None, words: str) -> str:
    said = "not rated" if value is None else str(value)
    return f"{label} {said}{f', {words}' if words else ''}"


def _of_line(line: LineView) -> Iterator[tuple[date, str]]:
    """From when, what was done at each review, and the next day of review."""
    newest: Any = line.latest
    yield newest.starts_on, f"Starts: {newest.what}"
    yield from _reviews(line.reviews)
    if newest.due_on is not None:
        yield newest.due_on, f"Due: {newest.what}"
    if line.is_open:
        late = " (waits)" if line.is_due else ""
        yield newest.review_on, f"Next review: {newest.what}{late}"
    else:
        yield line.said_on, f"{STATE_WORDS[line.state]}: {newest.what}"


def _reviews(held: Iterable[Any]) -> Iterator[tuple[date, str]]:
    for one in held:
        helped = f" Helped: {one.helped}" if one.helped else " What helped was not said."
        yield one.on, f"Reviewed: {one.done}{helped}"
