"""A version of a plan on paper: arithmetic in full, changes with reasons, signatures."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from lightwell.access.actors import Actor
from lightwell.access.errors import NotFound
from lightwell.clinical.careplan import STATE_WORDS
from lightwell.documents.pdf import Paper, heading, lay_out
from lightwell.kit.dates import staff_date
from lightwell.records import care_words
from lightwell.records.queries import care_plans, courses, goals
from lightwell.records.queries.courses import CourseView, PlanView

if TYPE_CHECKING:
    from lightwell.access.models import Location


def plan(by: Actor, uid: UUID, number: int, location: Location) -> Paper:
    """One version of the plan of a course, whether or not every signature stands on it."""
    found = courses.course(by, uid)
    made = next((one for one in found.plans if one.number == number), None)
    if made is None:
        raise NotFound("There is no such version of this plan.")
    state = "" if made.is_signed else ", not signed by all"
    head = heading(
        title="Treatment plan",
        version=f"Version {made.number}{state}",
        patient=found.patient,
        location=location,
        by=by,
    )
    shown = context(found, made) | around(by, found)
    return lay_out("plan.html", head, shown, "treatment-plan.pdf")


def context(course: CourseView, made: PlanView) -> dict[str, Any]:
    """Everything that the plan shows."""
    content = made.content
    return {
        "course": course,
        "plan": made,
        "programme": f"{course.programme.title} ({course.programme_version})",
        "lines": content["lines"],
        "sessions": [
            (one["number"], staff_date(date.fromisoformat(one["on"])), _held(course, one["number"]))
            for one in content["sessions"]
        ],
        "observe": content["observe"],
        "reviews": content["reviews"],
        "basis": course.programme.header.note,
        "is_in_force": course.plan is not None and course.plan.number == made.number,
    }


def around(by: Actor, course: CourseView) -> dict[str, Any]:
    """The person's goals and the care around the sessions, as they stand now."""
    plan = care_plans.of_course(by, course)
    return {
        "goals": [one for one in goals.of_patient(by, course.patient) if one.state != "dropped"],
        "care": [
            {
                "title": care_words.title(one),
                "what": one.latest.what,
                "who": care_words.who(one),
                "days": care_words.days(one),
                "goal": one.goal_words,
                "state": STATE_WORDS[one.state],
                "review": care_words.review(one),
            }
            for one in plan.lines
            if one.state != "stopped"
        ],
        "not_planned": [one.component.title for one in plan.missing],
    }


def _held(course: CourseView, number: int) -> str:
    """How far this session has come, in a word."""
    row = course.session(number)
    return row.status.replace("_", " ") if row is not None else "no date yet"
