"""Follow-ups, ratings and reviews in words: what is due, what was said, what a window allows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from attrs import frozen
from django.urls import reverse

from lightwell.clinic.presenters.patients import born_words
from lightwell.kit.dates import staff_date
from lightwell.kit.lists import SummaryRow, Task
from lightwell.records.follow_up_words import ASKED
from lightwell.records.queries.follow_ups import Due, Try
from lightwell.records.queries.reviews import Domain, ReviewView, Trend
from lightwell.records.queries.summary import Score

if TYPE_CHECKING:
    from datetime import date

    from lightwell.clinical.programme import Review
    from lightwell.records.queries.courses import CourseView

RISK = {"none": "No risk told", "low": "Low", "moderate": "Moderate", "high": "High"}


@frozen(kw_only=True)
class DueRow:
    """One person to ask after, or to review, with three identifiers."""

    name: str
    born: str
    mrn: str
    what: str
    since: date
    tries: str
    url: str


@frozen
class Tried:
    """One try in words."""

    at: datetime
    by_name: str
    outcome: str
    tone: str
    lines: tuple[str, ...]
    note: str


@frozen
class TotalRow:
    """One MADRS total with the time that it looks back on."""

    at: datetime
    window: str
    total: str
    band: str
    by_name: str


def due_rows(found: Sequence[Due], today: date) -> list[DueRow]:
    """Who is to be asked after, the longest waiting first."""
    return [
        DueRow(
            name=f"{one.session.patient.family_name.upper()}, {one.session.patient.given_name}",
            born=born_words(one.session.patient.birth_date, today),
            mrn=one.session.patient.mrn,
            what=f"{one.title}, session {one.session.number}",
            since=one.due_on,
            tries=_tries_words(one),
            url=follow_up_url(one),
        )
        for one in found
    ]


def follow_up_url(found: Due) -> str:
    """The page on which this call is written down."""
    session = found.session
    return reverse("clinic:follow-up", args=[session.patient.uid, session.uid, found.purpose])


def _tries_words(found: Due) -> str:
    count = len(found.tries)
    return f"{count} {'try' if count == 1 else 'tries'}, not reached" if count else "Not tried yet"


def review_rows(found: Sequence[tuple[CourseView, Review]], today: date) -> list[DueRow]:
    """Whose course waits for a decision."""
    return [
        DueRow(
            name=f"{course.patient.family_name.upper()}, {course.patient.given_name}",
            born=born_words(course.patient.birth_date, today),
            mrn=course.patient.mrn,
            what=f"Review after session {review.after_session}",
            since=today,
            tries=review.asks,
            url=reverse("clinic:review", args=[course.patient.uid, review.after_session]),
        )
        for course, review in found
    ]


def tasks(follow_ups: Sequence[Due], reviews: Sequence[Review], patient: object) -> list[Task]:
    """What is due of one person, for their summary."""
    calls = [
        Task(
            text=f"Follow-up: {one.title.lower()}, session {one.session.number}",
            status=f"Due since {staff_date(one.due_on)}",
            tone="waiting",
            url=follow_up_url(one),
        )
        for one in follow_ups
    ]
    return calls + [
        Task(
            text=f"Review after session {one.after_session}",
            status="Due now",
            tone="waiting",
            url=reverse("clinic:review", args=[patient, one.after_session]),
        )
        for one in reviews
    ]


def tried(one: Try) -> Tried:
    """One try as it is read later."""
    lines = [
        f"{question.label} {question.choices[one.answers[name]]}"
        for name, question in ASKED.items()
        if name in one.answers
    ]
    if one.was_reached:
        lines.append(f"C-SSRS since the last visit: {RISK.get(one.risk, 'Not known')}")
    if now := one.answers.get("now_scale"):
        said = ", ".join("not rated" if value is None else str(value) for value in now["answers"])
        lines.append(f"Now scale (low mood, tension, hopelessness): {said}")
    outcome, tone = ("Reached", "calm") if one.was_reached else ("Not reached", "waiting")
    return Tried(one.at, one.by_name, outcome, tone, tuple(lines), one.note)


def totals(whole: Sequence[Score], brief: Sequence[Score]) -> list[TotalRow]:
    """Both variants, each named, newest first."""
    rows = [
        TotalRow(
            at=one.at,
            window=window,
            total="No total: items missing" if one.total is None else f"{one.total} of 60",
            band=one.band or "None without a total",
            by_name=one.by_name,
        )
        for window, scores in (("7 days", whole), ("24 hours", brief))
        for one in scores
    ]
    return sorted(rows, key=lambda one: one.at, reverse=True)


# ------------------------------------------------------------------ a review


@frozen
class ReviewScore:
    """One instrument at a review: the sentence, and its totals with their dates."""

    title: str
    sentence: str
    rows: tuple[SummaryRow, ...]


def review_scores(view: ReviewView) -> list[ReviewScore]:
    """Each instrument with every total of the course, and what may be said of it."""
    return [
        ReviewScore(one.instrument.title, sentence(one, is_review=view.is_due), _rows(one))
        for one in view.trends
    ]


def _rows(trend: Trend) -> tuple[SummaryRow, ...]:
    before = trend.baseline
    first = "None before the first dose" if before is None else f"{before.total} ({before.band})"
    key = f"Before, {staff_date(before.on)}" if before else "Before"
    return (
        SummaryRow(key=key, value=first),
        *(
            SummaryRow(
                key=staff_date(one.on),
                value=("No total" if one.total is None else f"{one.total} ({one.band})")
                + (": overlaps time before treatment" if one.overlaps else ""),
            )
            for one in trend.since
        ),
    )


def sentence(trend: Trend, *, is_review: bool) -> str:
    """What the totals allow to say.

    Direction and size always; response and remission only at a review, on a total that looks
    back on nothing but the time after the first dose.
    """
    change = trend.change
    if change is None:
        return f"{trend.instrument.title}: no total both before the first dose and since."
    words = change.sentence()
    if not trend.has_full_window:
        return f"{words} The last one overlaps time before treatment: no more is said."
    if not is_review:
        return words
    return " ".join((words, *_review_words(trend)))


def _review_words(trend: Trend) -> list[str]:
    change = trend.change
    assert change is not None
    found = []
    if change.is_response is not None and change.percent is not None:
        by = "is" if change.is_response else "is not"
        found.append(f"The change of {change.percent:g} % {by} a response (at least 50 %).")
    rule = change.remission_rule
    if rule is not None:
        found.append(f"It {'is' if change.is_remission else 'is not'} remission ({rule.words}).")
    return found


def domains(found: Sequence[Domain]) -> list[SummaryRow]:
    """Each domain by its item: before, now, and which way; unknown in words."""
    return [SummaryRow(key=f"{one.name} ({one.instrument})", value=_moved(one)) for one in found]


def _moved(one: Domain) -> str:
    before, now = (_or_unknown(value) for value in (one.before, one.now))
    if one.before is None or one.now is None:
        return f"before: {before}, now: {now}"
    way = "the same" if one.now == one.before else "lower" if one.now < one.before else "higher"
    return f"{now}, {way} (before: {before})"


def _or_unknown(value: int | None) -> str:
    return "not known" if value is None else str(value)
