"""Each reason to ask somebody back, worked out from what is stored; nothing here asks a database.

A reason says why with its numbers, and since when. What it rests on is its evidence: who dealt
with it dealt with that, and something new brings the line back.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from attrs import field, frozen

import lightwell.clinical as lw
from lightwell.clinical.transitions import SESSION
from lightwell.records.models import Assignment, Response
from lightwell.records.queries import checks, courses, reviews
from lightwell.records.queries.courses import CourseView, SessionRow

RULED_BY = reviews.RULED_BY


@frozen(kw_only=True)
class Reason:
    """One reason of one person: why, since when, and the number that leads to its page."""

    purpose: str
    lines: tuple[str, ...]
    since: date
    about: int | None = None

    @property
    def why(self) -> str:
        """All of it in one line."""
        return "; ".join(self.lines)

    @property
    def evidence(self) -> str:
        """A fingerprint of what the reason rests on."""
        told = f"{self.purpose}|{self.since.isoformat()}|{self.why}"
        return hashlib.sha256(told.encode()).hexdigest()


@frozen(kw_only=True)
class Person:
    """All that is stored of one person that a reason may rest on.

    ``counts_from``: when the series began from whose first dose the totals count; the course may be
    a later phase of it.
    """

    course: CourseView | None
    counts_from: datetime | None = None
    scores: Sequence[Response]
    forms: Sequence[Assignment]
    answered: dict[str, date] = field(factory=dict)
    grounds: checks.Grounds


def reasons(one: Person, on: date, wall: ZoneInfo) -> Iterator[Reason]:
    """Every reason to ask this person back on this day."""
    yield from _signals(one, wall)
    yield from _forms(one, on, wall)
    course = one.course
    if course is None or course.is_over:
        return
    yield from _sessions(course, on)
    yield from _reviews(course)
    yield from _checks(one, course, on)


def _signals(one: Person, wall: ZoneInfo) -> Iterator[Reason]:
    programme = one.course.programme if one.course is not None else None
    found = {
        "rise" if signal.kind in ("rule", "limit") else "jump": signal
        for signal in lw.relapse_signals(RULED_BY, programme, _course_scores(one, wall))
    }
    for purpose, signal in found.items():
        title = lw.instrument(RULED_BY).title
        yield Reason(purpose=purpose, lines=(f"{title} {signal.words}",), since=signal.since)


def _course_scores(one: Person, wall: ZoneInfo) -> lw.CourseScores:
    """Totals since the first dose of the series, and the last one before it."""
    totals = [
        lw.Total(on=row.at.astimezone(wall).date(), total=row.total)
        for row in one.scores
        if row.total is not None
    ]
    start = _first_dose(one)
    before = [total for total in totals if start is not None and total.on <= start]
    return lw.CourseScores(
        baseline=before[-1] if before else None, since=tuple(totals[len(before) :])
    )


def _first_dose(one: Person) -> date | None:
    """The first dose of the series that the newest course is, or that it keeps up."""
    if one.course is None:
        return None
    begun = one.course.day(one.counts_from or one.course.begun_at)
    return next((day for day in one.grounds.doses if day >= begun), None)


def _forms(one: Person, on: date, wall: ZoneInfo) -> Iterator[Reason]:
    told = [*_lapsed(one, wall), *_measures(one, on)]
    if told:
        lines = tuple(words for _, words in told)
        yield Reason(purpose="form", lines=lines, since=min(day for day, _ in told))


def _lapsed(one: Person, wall: ZoneInfo) -> Iterator[tuple[date, str]]:
    """What was sent, was not answered in time, and was not answered since."""
    newest = {form.instrument: form for form in one.forms}
    for name, form in newest.items():
        sent, until = (at.astimezone(wall).date() for at in (form.sent_at, form.expires_at))
        if one.answered.get(name, date.min) < sent:
            title = lw.instrument(name).title
            yield until, f"{title} sent {_day(sent)}, not answered by {_day(until)}"


def _measures(one: Person, on: date) -> Iterator[tuple[date, str]]:
    """What the programme asks the person themselves again and again, in every phase."""
    course, start = one.course, _first_dose(one)
    if course is None or course.is_over or start is None:
        return
    for measure in course.programme.care.measures:
        made = lw.instrument(measure.instrument)
        if made.rated_by != "patient" or not measure.every_days or measure.phase:
            continue
        last = one.answered.get(made.id)
        again = last is not None and last >= start
        step = measure.every_days if again else measure.from_day
        due = (last if again and last else start) + timedelta(days=step)
        if due < on:
            said = f"last {_day(last)}" if last is not None else "never answered"
            yield due, f"{made.title} every {measure.every_days} days: {said}, due {_day(due)}"


def _sessions(course: CourseView, on: date) -> Iterator[Reason]:
    missed = [one for one in course.sessions if _was_missed(course, one, on)]
    for one in missed[:1]:
        day = course.day(one.planned_at)
        why = f"Session {one.number} was planned for {_day(day)} and has not taken place"
        yield Reason(purpose="missed", lines=(why,), since=day, about=one.number)
    found = next_session(course)
    if found is not None and found[1] < on and not missed:
        number, day = found
        why = f"Session {number} was due on {_day(day)} and is not booked"
        yield Reason(purpose="next", lines=(why,), since=day, about=number)


def _was_missed(course: CourseView, one: SessionRow, on: date) -> bool:
    return one.is_open and one.status == SESSION.initial and course.day(one.planned_at) < on


def next_session(course: CourseView) -> tuple[int, date] | None:
    """The next session of the signed plan that has no day yet, and the day that it was meant for.

    None while one is ahead, and where the plan has none left.
    """
    if course.plan is None or any(one.is_open for one in course.sessions):
        return None
    held = {one.number for one in course.sessions if one.has_run}
    left = ((n, day) for n, day in courses.planned_days(course.plan).items() if n not in held)
    return min(left, default=None)


def _reviews(course: CourseView) -> Iterator[Reason]:
    for review in reviews.due(course)[:1]:
        held = course.session(review.after_session)
        since = course.day(held.planned_at if held is not None else course.begun_at)
        why = f"Review after session {review.after_session} is not decided. {review.asks}"
        yield Reason(purpose="review", lines=(why,), since=since, about=review.after_session)


def _checks(one: Person, course: CourseView, on: date) -> Iterator[Reason]:
    """Checks that are due in a course in which something was given."""
    if not one.grounds.doses:
        return
    rows = checks.states(
        course.patient, course.programme, course.way.route, grounds=one.grounds, on=on
    )
    due = [row for row in rows if row.is_due]
    if due:
        lines = tuple(_check_words(row) for row in due)
        yield Reason(purpose="checks", lines=lines, since=_since(due, one.grounds.doses[0]))


def _check_words(row: lw.CheckState) -> str:
    held = ", holds the next session" if row.check.holds else ""
    return f"{row.check.title}: {row.when}{held}"


def _since(due: Iterable[lw.CheckState], first: date) -> date:
    return min((row.due_on for row in due if row.due_on is not None), default=first)


def _day(day: date) -> str:
    return f"{day:%d-%b-%Y}"
