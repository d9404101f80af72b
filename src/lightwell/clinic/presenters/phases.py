"""The phases of a course in words: the whole way, what comes next with its rule, the interval."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from attrs import frozen
from django.urls import reverse

import lightwell.clinical as lw
from lightwell.clinic.presenters.courses import STATUS_WORDS, day_words
from lightwell.clinic.presenters.eligibility import page_of
from lightwell.clinic.presenters.options import by_study
from lightwell.clinical.library import library
from lightwell.kit.dates import staff_date, with_staff_dates
from lightwell.kit.lists import SummaryRow
from lightwell.records.queries.courses import CourseView
from lightwell.records.queries.intervals import Interval
from lightwell.records.queries.phases import Missing, NextView, WayOn

if TYPE_CHECKING:
    from lightwell.clinical.programme import DoseLimits
    from lightwell.records.models import PhaseChange

TONES = {"met": "calm", "not_met": "care", "unknown": "waiting", "": "outline"}
LEADS_ON = ("maintain", "close", "change to", "change the phase")


@frozen(kw_only=True)
class PhaseLine:
    """One phase of the way, on one line."""

    title: str
    url: str
    dates: str
    sessions: str
    state: str
    tone: str


@frozen(kw_only=True)
class WayCard:
    """One way out of the phase as its card shows it."""

    title: str
    words: str
    who: str
    rule: str
    tone: str
    lines: tuple[str, ...]
    explanation: lw.Explanation | None
    basis: str
    missing: tuple[tuple[str, str, str], ...]
    evidence: tuple[str, ...]


def leads_on(choice: str) -> bool:
    """Whether a choice at a review is a change that is signed under What comes next."""
    return choice.startswith(LEADS_ON)


def led_on(course: CourseView) -> str:
    """The choice of the last review, where it is a change that is still to be signed."""
    last = max(course.reviews, key=lambda one: one.at, default=None)
    if last is None or course.is_over or not leads_on(last.choice):
        return ""
    return f"“{last.choice[:1].upper()}{last.choice[1:]}” was decided after session " + str(
        last.after_session
    )


def whole_way(way: Sequence[CourseView]) -> list[PhaseLine]:
    """Every phase so far, the first on top."""
    return [_line(one, way[place + 1 :]) for place, one in enumerate(way)]


def _line(course: CourseView, after: Sequence[CourseView]) -> PhaseLine:
    ended = f" to {day_words(after[0].day(after[0].begun_at))}" if after else ""
    given = f" ({course.way.words})" if course.has_drug else " (no drug)"
    planned = (
        f" of {course.plan.count}" if course.plan is not None and course.series is not None else ""
    )
    return PhaseLine(
        title=f"{course.phase.title}{given}",
        url=_phase_url(course) if course.is_over else "",
        dates=f"{day_words(course.day(course.begun_at))}{ended}",
        sessions=f"{course.has_run}{planned}" if course.has_drug else "None in this phase",
        state=STATUS_WORDS.get(course.status, course.status.replace("_", " ").capitalize()),
        tone="outline" if course.is_over else "calm",
    )


def _phase_url(course: CourseView) -> str:
    return reverse("clinic:course-phase", args=[course.patient.uid, course.uid])


def purpose(course: CourseView) -> list[SummaryRow]:
    """What a phase without a drug is for: the care of the programme that belongs to it."""
    if course.has_drug:
        return []
    rows = course.programme.care.components
    own = [one for one in rows if one.phase == course.phase.id]
    found = own or [one for one in rows if one.timing == "alongside"]
    return [SummaryRow(key=one.title, value=f"{one.words}\n{_often(one)}".strip()) for one in found]


def _often(one: Any) -> str:
    count = f"{one.count[0]} to {one.count[1]} sessions, " if one.count else ""
    return f"{count}{one.when}".capitalize()


# ------------------------------------------------------------------ what comes next


def choices(found: NextView) -> list[tuple[str, str]]:
    """Each way out as a choice."""
    return [(one.to, title(one)) for one in found.ways]


def title(one: WayOn) -> str:
    """Where a way out leads, in words."""
    if one.phase is None:
        return "End the course"
    given = f" ({one.way.words})" if one.way is not None else " (no drug)"
    return f"{one.phase.title}{given}"


def cards(found: NextView) -> list[WayCard]:
    """Each way out with its rule, who decides, what is missing and the evidence."""
    return [_card(found, one) for one in found.ways]


def _card(found: NextView, one: WayOn) -> WayCard:
    judged = one.judged
    outcome = judged.outcome.value if judged.outcome is not None else ""
    rule = f"Rule: {judged.outcome.words}" if judged.outcome is not None else "No rule"
    return WayCard(
        title=title(one),
        words=judged.exit.words,
        who=f"{judged.exit.decided_by[:1].upper()}{judged.exit.decided_by[1:]}",
        rule=rule,
        tone=TONES[outcome],
        lines=tuple(with_staff_dates(line) for line in judged.lines),
        explanation=judged.explanation,
        basis="" if one.is_another_way else judged.exit.basis.words,
        missing=tuple(_missing(found.course, each) for each in one.missing),
        evidence=tuple(_evidence(one.way, judged.exit.basis.words))
        if one.is_another_way and one.way is not None
        else (),
    )


def _missing(course: CourseView, one: Missing) -> tuple[str, str, str]:
    """What is missing in words, with the page that supplies it."""
    if one.kind == "decision":
        return one.words, page_of(course.patient, (one.agent, one.route), "clinic:decide"), "Decide"
    address = reverse("clinic:consent-record", args=[course.patient.uid])
    return one.words, f"{address}?kind={one.agent}-{one.route}", "Record the consent"


def _evidence(way: DoseLimits, basis: str) -> Iterator[str]:
    """What stands behind the new way: the source of the change, the programme's own words about
    the dose, and each number with its size."""
    yield f"For the change: {basis}"
    yield f"{way.meaning} {way.basis.words}"
    product = (way.agent, way.route)
    about = [one for one in library().options.options.values() if one.product == product]
    for option in about:
        for lines in by_study(option.evidence):
            yield from lines
        if option.no_evidence:
            yield option.no_evidence


# ------------------------------------------------------------------ the interval


def interval_rows(
    course: CourseView, signed: Sequence[Interval], days: int | None
) -> list[SummaryRow]:
    """The interval in force and each that was signed; nothing in a phase without intervals."""
    if days is None:
        return []
    rows = [SummaryRow(key="Interval in force", value=f"{days} days")]
    for one in signed:
        reason = f"\nBecause: {one.reason}" if one.reason else ""
        value = f"{one.days} days ({one.step}), {one.by_name}, {staff_date(course.day(one.at))}"
        rows.append(SummaryRow(key=f"After session {one.after_session}", value=f"{value}{reason}"))
    return rows


def proposal_lines(made: lw.IntervalProposal) -> tuple[str, list[str]]:
    """What is proposed, and its arithmetic line by line."""
    head, *lines = str(made).split("\n")
    return head, [with_staff_dates(one.strip()) for one in lines]


def change_lines(change: PhaseChange | None) -> list[str]:
    """The arithmetic of a change as it was kept, with its days as staff read them."""
    return [] if change is None else [with_staff_dates(one) for one in change.shown["lines"]]
