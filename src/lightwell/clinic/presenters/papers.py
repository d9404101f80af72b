"""What of a course can be printed: each version of its plan, each session that has an entry."""

from __future__ import annotations

from attrs import frozen
from django.urls import reverse

from lightwell.kit.dates import staff_date
from lightwell.records.queries.courses import CourseView


@frozen
class Printable:
    """One document: what it is, how it stands, and where it is."""

    title: str
    state: str
    url: str


def plans(course: CourseView | None) -> list[Printable]:
    """Every version of the plan, newest first."""
    if course is None:
        return []
    patient = course.patient.uid
    return [
        Printable(
            f"Plan, version {one.number}",
            "Signed" if one.is_signed else f"Waits for {', '.join(one.waits_for)}",
            reverse("clinic:paper-plan", args=[patient, course.uid, one.number]),
        )
        for one in reversed(course.plans)
    ]


def sessions(course: CourseView | None) -> list[Printable]:
    """Every session of which something was written down, newest first."""
    if course is None:
        return []
    patient = course.patient.uid
    return [
        Printable(
            f"Session {one.number}, {staff_date(course.day(one.planned_at))}",
            one.status.replace("_", " ").capitalize(),
            reverse("clinic:paper-session", args=[patient, one.uid]),
        )
        for one in reversed(course.sessions)
        if one.version
    ]
