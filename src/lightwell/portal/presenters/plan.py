"""My plan in plain words: my goals, and who does what by when."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING
from uuid import UUID

from attrs import frozen

from lightwell.kit.dates import patient_date
from lightwell.records.pages import StampedForm

if TYPE_CHECKING:
    from lightwell.records.queries.care_plans import LineView
    from lightwell.records.queries.goals import GoalView

KINDS = {
    "preparation": "Getting ready",
    "dosing_support": "A therapist at your side",
    "integration": "Talking about it after",
    "psychotherapy": "Talk therapy",
    "medication_management": "Medicines",
    "sleep": "Sleep",
    "exercise": "Moving",
    "nutrition": "Food",
    "stress": "Stress",
    "social": "Other people",
    "supplements": "Supplements",
    "co_ordination": "Working together",
}
NOT_YET = "Do not start it yet. Your care team first checks it with your medicines."
STATES = {
    "planned": ("Planned", "outline"),
    "going": ("Going on", "calm"),
    "done": ("Done", "calm"),
    "stopped": ("Stopped", "outline"),
}
GOAL_STATES = {
    "open": ("Open", "outline"),
    "reached": ("You got there", "calm"),
    "dropped": ("Let go", "outline"),
}
GOAL_VERBS = {
    "reach": "I got there",
    "drop": "I do not want this any more",
    "reopen": "I want to go on with this",
}


@frozen(kw_only=True)
class Step:
    """One line of the plan, and the button for what is the person's own to do."""

    uid: UUID
    title: str
    what: str
    who: str
    when: str
    state: str
    tone: str
    note: str
    may_mark: bool
    is_done: bool
    form: StampedForm


@frozen(kw_only=True)
class MyGoal:
    """One goal with the last number."""

    uid: UUID
    words: str
    state: str
    tone: str
    last: str
    is_open: bool


def steps(lines: Iterable[LineView], patient: UUID) -> list[Step]:
    """Each line, those that go on first."""
    ordered = sorted(lines, key=lambda one: not one.is_open)
    return [_step(one, patient, number) for number, one in enumerate(ordered)]


def _step(one: LineView, patient: UUID, number: int) -> Step:
    state, tone = STATES[one.state]
    form = StampedForm(patient=patient, version=one.number, auto_id=f"s{number}_%s")
    newest = one.latest
    name = f": {newest.supplement}" if newest.supplement else ""
    waits = one.kind == "supplements" and one.state == "planned"
    return Step(
        uid=one.uid,
        title=f"{KINDS[one.kind]}{name}",
        what=newest.what,
        who="You" if one.is_persons else newest.who_name,
        when=f"by {patient_date(newest.due_on)}"
        if newest.due_on
        else f"from {patient_date(newest.starts_on)} on",
        state=state,
        tone=tone,
        note=NOT_YET if waits else "",
        may_mark=one.is_persons and one.state != "stopped" and not waits,
        is_done=one.state == "done",
        form=form,
    )


def goal(one: GoalView) -> MyGoal:
    """One goal as its person reads it."""
    state, tone = GOAL_STATES[one.state]
    last = one.last
    return MyGoal(
        uid=one.uid,
        words=one.words,
        state=state,
        tone=tone,
        last=f"{last.value} of 10 on {patient_date(last.on)}" if last else "",
        is_open=one.is_open,
    )
