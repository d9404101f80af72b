"""The care around the doses in words: who does what by when, what is due, what nobody planned."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from attrs import frozen
from django.urls import reverse
from django.utils import timezone

import lightwell.clinical as lw
from lightwell.clinic.presenters.after import DueRow
from lightwell.clinic.presenters.eligibility import page_of
from lightwell.clinic.presenters.patients import born_words
from lightwell.clinical.careplan import (
    KIND_WORDS,
    STATE_WORDS,
    Suggestion,
    component_of,
    review_day,
)
from lightwell.kit.dates import staff_date
from lightwell.kit.lists import SummaryRow
from lightwell.records import care_words

if TYPE_CHECKING:
    from datetime import date

    from lightwell.records.queries.care_plans import CarePlan, DueLine, LineView
    from lightwell.records.queries.courses import CourseView
    from lightwell.records.queries.goals import GoalView
    from lightwell.records.queries.regimens import Regimen
    from lightwell.records.queries.window import Window

TONES = {"planned": "outline", "going": "calm", "done": "calm", "stopped": "outline"}
VERBS = {
    "begin": "It begins",
    "finish": "It is done",
    "stop": "It stops",
    "reopen": "It is taken up again",
}
GOAL_VERBS = {"reach": "Reached", "drop": "Dropped", "reopen": "Open again"}
GOAL_STATES = {"open": ("Open", "outline"), "reached": ("Reached", "calm"),
               "dropped": ("Dropped", "outline")}  # fmt: skip


@frozen(kw_only=True)
class Verdict:
    """What the lists say of a supplement beside the treatment, and whether it was reviewed."""

    words: str
    tone: str
    note: str
    url: str


@frozen(kw_only=True)
class LineRow:
    """One line in the table of the plan."""

    title: str
    what: str
    who: str
    days: str
    goal: str
    state: str
    tone: str
    review: str
    is_due: bool
    gone: str
    since: str
    verdict: Verdict | None
    url: str
    review_url: str


@frozen(kw_only=True)
class Missing:
    """A component of the programme that nobody planned: its words, its source, what to do."""

    title: str
    when: str
    words: str
    source: str
    plan_url: str
    decline_url: str


def lines(plan: CarePlan, regimen: Regimen | None) -> list[LineRow]:
    """Every line, those that go on first."""
    ordered = sorted(plan.lines, key=lambda one: not one.is_open)
    return [line(one, plan.course, regimen) for one in ordered]


def earlier(plan: CarePlan) -> list[tuple[LineRow, str]]:
    """What had ended before this phase, each with the day of its last word."""
    return [(line(one, plan.course, None), staff_date(one.said_on)) for one in plan.earlier]


def line(one: LineView, course: CourseView, regimen: Regimen | None) -> LineRow:
    """One line in words."""
    newest, person = one.latest, course.patient.uid
    has_verdict = regimen is not None and one.kind == "supplements" and one.is_open
    return LineRow(
        title=care_words.title(one),
        what=newest.what,
        who=care_words.who(one),
        days=care_words.days(one),
        goal=one.goal_words,
        state=STATE_WORDS[one.state],
        tone=TONES[one.state],
        review=care_words.review(one),
        is_due=one.is_due,
        gone=one.gone,
        since=f"Planned in: {one.phase}" if one.phase else "",
        verdict=_verdict(one, course, regimen) if has_verdict and regimen else None,
        url=reverse("clinic:care-line", args=[person, one.uid]),
        review_url=reverse("clinic:care-review", args=[person, one.uid]) if one.is_open else "",
    )


def _verdict(one: LineView, course: CourseView, regimen: Regimen) -> Verdict:
    name = one.latest.supplement
    found = next((each for each in regimen.found.medicines if each.text == name), None)
    if found is None:  # on the list of medicines under another of its names
        words, tone, note = "On the list of medicines", "calm", ""
    elif found.severity is not None:
        tone = {"S1": "care", "S2": "waiting"}.get(found.severity, "outline")
        words, note = lw.SEVERITY_WORDS[found.severity].capitalize(), ""
    else:
        words, tone = "Not checked", "waiting"
        note = f"{found.reason[:1].upper()}{found.reason[1:]}."
        if found.suggestions:
            note += f" Did you mean {' or '.join(found.suggestions)}?"
    return Verdict(
        words=words,
        tone=tone,
        note=f"{note} {regimen.state}.".strip(),
        url=page_of(course.patient, regimen.treatment, "clinic:regimen"),
    )


def missing(plan: CarePlan) -> list[Missing]:
    """What the programme asks for and nobody planned or declined."""
    return [_missing(one, plan.course.patient.uid) for one in plan.missing]


def _missing(one: Suggestion, person: UUID) -> Missing:
    part = one.component
    phase = f"{one.phase_title}: " if one.phase_title else ""
    return Missing(
        title=part.title,
        when=f"{phase}{part.when}",
        words=part.words,
        source=part.basis.words,
        plan_url=reverse("clinic:care-add", args=[person, one.kind]),
        decline_url=reverse("clinic:care-decline", args=[person, one.kind]),
    )


def others(plan: CarePlan) -> list[tuple[str, str]]:
    """Every kind of care, with where a line of it is planned."""
    person = plan.course.patient.uid
    return [
        (words, reverse("clinic:care-add", args=[person, kind]))
        for kind, words in KIND_WORDS.items()
    ]


def summary(plan: CarePlan) -> list[SummaryRow]:
    """The care plan in a few lines, for the page of the course."""
    is_open = sum(one.is_open for one in plan.lines)
    waiting = ", ".join(one.component.title for one in plan.missing)
    return [
        SummaryRow(key="Planned or going on", value=str(is_open)),
        SummaryRow(key="Reviews due", value=str(len(plan.due))),
        SummaryRow(key="Not planned yet", value=waiting or "Nothing that the programme asks for"),
    ]


def due(plan: CarePlan) -> list[LineRow]:
    """The lines whose review is due."""
    return [line(one, plan.course, None) for one in plan.due]


def due_rows(found: Sequence[DueLine], today: date) -> list[DueRow]:
    """Whose line of a care plan is to be reviewed, for the first page."""
    return [
        DueRow(
            name=f"{one.patient.family_name.upper()}, {one.patient.given_name}",
            born=born_words(one.patient.birth_date, today),
            mrn=one.patient.mrn,
            what=f"Care plan: {KIND_WORDS[one.kind]}",
            since=one.since,
            tries=one.what,
            url=reverse("clinic:care-review", args=[one.patient.uid, one.line]),
        )
        for one in found
    ]


def usual(course: CourseView, kind: str, since: date, *, is_review: bool = False) -> str:
    """The programme's day of review in words; empty where it names none."""
    part = component_of(course.programme, kind)
    day = review_day(part, since)
    if part is None or day is None:
        return ""
    starts = "" if is_review else " if it starts today"
    return f"every {part.review_every_days} days, so {staff_date(day)}{starts}"


def who_choices(staff: Iterable[Any], links: Iterable[Any]) -> list[tuple[str, str]]:
    """Who can be named for a line."""
    return [
        ("person", "The person"),
        *((f"staff:{one.pk}", f"{one.name}, works here") for one in staff),
        *((f"outside:{one.uid}", f"{one.name}, outside therapist") for one in links),
        ("prescriber", "A prescriber outside"),
    ]


def goal_choices(goals: Iterable[GoalView]) -> list[tuple[str, str]]:
    """The goals that a line can serve."""
    return [(str(one.uid), one.words[:100]) for one in goals if one.is_open]


def initial_of(one: LineView) -> dict[str, Any]:
    """What a line says, for the form that changes it."""
    newest = one.latest
    link = newest.who_link.uid if newest.who_link else ""
    who = {"staff": f"staff:{newest.who_user_id}", "outside": f"outside:{link}"}
    return {
        "what": newest.what,
        "modality": newest.modality,
        "supplement": newest.supplement,
        "who": who.get(newest.who, newest.who),
        "who_name": newest.who_name if newest.who == "prescriber" else "",
        "starts_on": newest.starts_on,
        "due_on": newest.due_on,
        "goal": str(newest.goal.uid) if newest.goal else "",
    }


@frozen(kw_only=True)
class GoalRow:
    """One goal with where it stands and every number that the person gave."""

    uid: UUID
    words: str
    state: str
    tone: str
    reason: str
    written: str
    ratings: tuple[str, ...]
    is_rated: bool
    may_be_rated: bool


def goal(one: GoalView) -> GoalRow:
    """One goal in words."""
    state, tone = GOAL_STATES[one.state]
    first = one.versions[0]
    who = "written by the person" if first.is_own else f"written down by {first.by_name}"
    return GoalRow(
        uid=one.uid,
        words=one.words,
        state=state,
        tone=tone,
        reason=one.reason,
        written=f"{staff_date(timezone.localtime(first.at))}, {who}",
        ratings=tuple(
            f"{rated.value} of 10 on {staff_date(rated.on)}"
            + (", in the portal" if rated.is_own else f", asked by {rated.by_name}")
            for rated in one.ratings
        ),
        is_rated=bool(one.ratings),
        may_be_rated=one.state != "dropped",
    )


@frozen(kw_only=True)
class Strand:
    """One strand of the window: what it is used for, and its next day of review."""

    title: str
    lines: tuple[LineRow, ...]
    plan_url: str


def strands(found: Window) -> list[Strand]:
    """Medicines and talk therapy, each with its own lines."""
    person = found.course.patient.uid
    parts = {one.kind: one for one in found.course.programme.care.components}
    return [
        Strand(
            title=parts[kind].title if kind in parts else KIND_WORDS[kind],
            lines=tuple(line(one, found.course, None) for one in its),
            plan_url=reverse("clinic:care-add", args=[person, kind]),
        )
        for kind, its in found.strands
    ]
