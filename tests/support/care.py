"""Goals and care plans of fictional people, made by the acts of life."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from lightwell.access.actors import Actor
from lightwell.records.actions import care_lines, goals
from lightwell.records.care_asks import LineAsk, NextReview
from lightwell.records.models import CareLineVersion, Course, GoalVersion, Patient
from lightwell.records.queries import care_plans, courses
from lightwell.records.queries.care_plans import CarePlan, LineView
from tests.support.courses import today
from tests.support.people import key

USUAL = NextReview(which="programme")
MINE = "I want to sing in the choir again."


def hoped(by: Actor, patient: Patient, words: str = MINE) -> GoalVersion:
    """A goal in the person's words."""
    return goals.write(by=by, patient=patient, words=words, key=key())


def plan_of(by: Actor, course: Course) -> CarePlan:
    """The care plan of a course as it stands."""
    return care_plans.of_course(by, courses.course(by, course.uid))


def line_of(by: Actor, course: Course, at: int = -1) -> LineView:
    """One line of it, the newest unless said."""
    return plan_of(by, course).lines[at]


def ask(**changes: Any) -> LineAsk:
    """A walk that the person does themselves, from today, reviewed by the programme."""
    whole: dict[str, Any] = {
        "what": "A walk before breakfast, four times a week",
        "who": "person",
        "starts_on": today(),
        "due_on": today() + timedelta(days=14),
        "review": USUAL,
    }
    return LineAsk(**(whole | changes))


def planned(by: Actor, course: Course, kind: str = "exercise", **changes: Any) -> CareLineVersion:
    """A line of the care plan."""
    if kind == "psychotherapy":
        changes = {"modality": "cbt"} | changes
    if kind == "supplements":
        review = NextReview(which="other", on=today() + timedelta(days=28))
        changes = {"supplement": "Omega-3", "review": review} | changes
    base = plan_of(by, course).version
    return care_lines.plan(
        by=by, course=course.uid, kind=kind, ask=ask(**changes), base=base, key=key()
    )


def stepped(by: Actor, version: CareLineVersion, verb: str, reason: str = "") -> CareLineVersion:
    """The same line in another state."""
    return care_lines.step(
        by=by, line=version.line.uid, verb=verb, reason=reason, base=version.number, key=key()
    )


def reviewed(by: Actor, version: CareLineVersion, **changes: Any) -> Any:
    """A line was gone through, and goes on."""
    whole: dict[str, Any] = {
        "by": by,
        "line": version.line.uid,
        "done": "Walked eleven times.",
        "helped": "Mornings are lighter.",
        "then": "going",
        "following": USUAL,
        "base": version.number,
        "key": key(),
    }
    return care_lines.review(**(whole | changes))
