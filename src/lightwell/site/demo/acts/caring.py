"""Care around the doses: goals in the person's words, lines of the care plan, messages."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from lightwell.access import clock
from lightwell.records.actions import care_lines, care_messages, goals
from lightwell.records.care_asks import BY_PROGRAMME, LineAsk, NextReview
from lightwell.records.queries import care_plans, courses

if TYPE_CHECKING:
    from lightwell.site.demo.telling import Telling

Told = Mapping[str, Any]


def write_goal(telling: Telling, told: Told) -> None:
    """The person writes a goal in their own words."""
    made = goals.write(
        by=telling.themselves, patient=telling.patient, words=told["words"], key=uuid4().hex
    )
    telling.kept["goal"] = made.goal.uid


def rate_goal(telling: Telling, told: Told) -> None:
    """The person says in their own number how near it is."""
    goals.rate(
        by=telling.themselves,
        patient=telling.patient,
        goal=telling.kept["goal"],
        value=told["value"],
        key=uuid4().hex,
    )


def plan_care(telling: Telling, told: Told) -> None:
    """The prescriber plans what the person does beside the doses, reviewed by the programme."""
    by = telling.by("prescriber")
    view = courses.course(by, telling.course)
    today = clock.now().astimezone(telling.clinic.zone).date()
    ask = LineAsk(
        what=told["what"],
        who="person",
        modality=told.get("modality", ""),
        supplement=told.get("supplement", ""),
        starts_on=today,
        due_on=today + timedelta(days=told["days"]) if "days" in told else None,
        review=NextReview(which=BY_PROGRAMME),
    )
    care_lines.plan(
        by=by,
        course=telling.course,
        kind=told["kind"],
        ask=ask,
        base=care_plans.of_course(by, view).version,
        key=uuid4().hex,
    )


def write_message(telling: Telling, told: Told) -> None:
    """The therapist or the prescriber writes to the other about the person."""
    care_messages.write(
        by=telling.by(told["by"]),
        patient=telling.uid,
        words=told["words"],
        danger="no",
        key=uuid4().hex,
    )


ACTS = {
    "write_goal": write_goal,
    "rate_goal": rate_goal,
    "plan_care": plan_care,
    "write_message": write_message,
}
