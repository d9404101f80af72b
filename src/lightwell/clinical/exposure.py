"""How much of a drug was taken and for how long: doses in steps, open ends and overlaps."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from .casefile import Step, Trial
from .facts import Number, Span

Course = tuple[Span, Span, Step]  # dose, days, and the dates where there are any


def courses_of(trial: Trial, on: date | None) -> list[Course]:
    """Each dose of a trial with its days; ``on`` closes a course that still goes on."""
    if not trial.steps:
        return [(_exactly(trial.dose_mg), _exactly(trial.days), Step())]
    latest = max((step.start for step in trial.steps if step.start), default=None)
    courses = []
    for step in trial.steps:
        goes_on = step.start == latest and trial.stopped_for == "ongoing"
        stop = step.stop or (on if goes_on else None)
        dated = Step(step.dose_mg, step.start, stop)
        courses.append((_exactly(step.dose_mg), _length(dated), dated))
    return courses


def _exactly(value: Number | None) -> Span:
    return Span(0) if value is None else Span.exactly(value)


def _length(step: Step) -> Span:
    if step.start is None or step.stop is None:
        return Span(0)
    return Span.exactly((step.stop - step.start).days)


def highest_dose(courses: list[Course]) -> Span | None:
    """The highest dose; with one dose unrecorded it is only known to be at least the others."""
    lows = [dose.low or 0 for dose, _, _ in courses]
    if any(dose.high is None for dose, _, _ in courses):
        return Span(max(lows)) if max(lows) else None
    return Span.exactly(max(lows))


def days_at(courses: list[Course], minimum: Span | None) -> Span | None:
    """Days at the least dose or more; where no dose surely reaches it, at the likeliest dose.

    The dose itself is judged on its own, so a trial at too low a dose is not also told to be
    too short.
    """
    sure = [one for one in courses if minimum and reaches(one[0], minimum) is True]
    may = [one for one in courses if not minimum or reaches(one[0], minimum) is None]
    if sure:
        total, wider = _together(sure), _together([*sure, *may])
        return Span(total.low, wider.high)
    if not may:
        return _recorded(_together([one for one in courses if one[0] == _top(courses)]))
    shortest = min(one[1].low or 0 for one in may)
    return _recorded(Span(shortest, _together(may).high))


def _recorded(days: Span) -> Span | None:
    return days if days.low or days.high is not None else None


def _top(courses: list[Course]) -> Span:
    return max((dose for dose, _, _ in courses), key=lambda dose: dose.low or 0)


def reaches(dose: Span, minimum: Span) -> bool | None:
    """Whether a dose, a level or a time is at least so much; none where the bounds leave open."""
    if dose.low is not None and minimum.high is not None and dose.low >= minimum.high:
        return True
    if dose.high is not None and minimum.low is not None and dose.high < minimum.low:
        return False
    return None


def _together(courses: list[Course]) -> Span:
    """Days of several steps together; days on which two steps overlap count once."""
    if len(courses) == 1:
        return courses[0][1]
    known = _union(step for _, _, step in courses)
    return Span(known) if any(days.high is None for _, days, _ in courses) else Span.exactly(known)


def _union(steps: Iterable[Step]) -> int:
    spells = sorted((s.start, s.stop) for s in steps if s.start is not None and s.stop is not None)
    total, reached = 0, date.min
    for start, stop in spells:
        begin = max(start, reached)
        if stop > begin:
            total += (stop - begin).days
            reached = stop
    return total


def days_in_all(courses: list[Course]) -> Span | None:
    """Days on the drug at any dose."""
    return _recorded(_together(courses))


def rose_after(courses: list[Course], minimum: Span | None) -> bool:
    """Whether dated steps record that the dose was raised after it had reached the least dose."""
    if minimum is None:
        return False
    return any(
        reaches(before, minimum) is True
        and earlier.start is not None
        and later.start is not None
        and earlier.start < later.start
        and after.low is not None
        and before.high is not None
        and before.high < after.low
        for before, _, earlier in courses
        for after, _, later in courses
    )


def days_together(several: Iterable[list[Course]]) -> Span:
    """Days of several trials together; days on which dated courses overlap count once."""
    everything = [course for courses in several for course in courses]
    dated = [one for one in everything if one[2].start is not None and one[2].stop is not None]
    low = _union(step for _, _, step in dated)
    high: Number | None = low
    for days in (one[1] for one in everything if one not in dated):
        low += int(days.low or 0)
        high = None if high is None or days.high is None else high + days.high
    return Span(low, high)
