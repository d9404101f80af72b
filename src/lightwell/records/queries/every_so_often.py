"""Reviews where intervals grow: every so many sessions or days, whichever is first."""

from __future__ import annotations

from datetime import date, timedelta

from lightwell.access import clock
from lightwell.clinical.programme import Phase, Review
from lightwell.records.queries.courses import CourseView

# What is decided at such a review. Ours: docs/cdr/0018.
CONTINUE, CHANGE, STOP = "continue", "change the phase", "stop"
CHOICES = (CONTINUE, CHANGE, STOP)


def points(course: CourseView) -> tuple[Review, ...]:
    """Those that were decided, the one that is asked for now, and the one that comes next."""
    numbers = set(course.reviewed) | {_next(course), *(one.after_session for one in due(course))}
    return tuple(_review(course.phase, number) for number in sorted(numbers))


def after_the_last(course: CourseView) -> Review:
    """A review out of its turn, where the gain is lost: after the last session."""
    return _review(course.phase, course.has_run)


def due(course: CourseView) -> tuple[Review, ...]:
    """The review that is asked for now: its sessions have run, or its days have passed."""
    if not course.has_run:
        return ()
    if course.has_run >= _next(course):
        return (_review(course.phase, _next(course)),)
    if (day := due_on(course)) is not None and course.day(clock.now()) >= day:
        return (_review(course.phase, course.has_run),)
    return ()


def due_on(course: CourseView) -> date | None:
    """The day on which it is asked for whatever was given: counted from the last review, else
    from the first session of the phase; none before that."""
    ran = [one for one in course.sessions if one.has_run]
    if not ran:
        return None
    begun = min(one.planned_at for one in ran)
    last = max((one.at for one in course.reviews), default=begun)
    return course.day(last) + timedelta(days=course.phase.review_every_days)


def due_since(course: CourseView) -> date:
    """Since when the review of now is asked for: the session that made it due, or its day."""
    days = [day for day in (due_on(course),) if day is not None]
    if (held := course.session(_next(course))) is not None and held.has_run:
        days.append(course.day(held.planned_at))
    return min(days)


def _next(course: CourseView) -> int:
    return max(course.reviewed, default=0) + course.phase.review_every_sessions


def _review(phase: Phase, after: int) -> Review:
    return Review(
        phase=phase.id,
        after_session=after,
        asks=(
            f"Every {phase.review_every_sessions} sessions or {phase.review_every_days} days: "
            "is the gain kept, is it still needed, and can it be tapered?"
        ),
        choices=CHOICES,
        consider_stopping_when=None,
        basis=phase.basis,
    )
