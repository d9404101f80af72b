"""Who is to be asked back, as the list shows it: why, since when, and where it is dealt with."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from attrs import frozen
from django.urls import reverse

from lightwell.clinic.presenters.patients import born_words
from lightwell.kit.dates import staff_date
from lightwell.records.queries.recall import Act, Line


@frozen
class Way:
    """One thing to do about a line."""

    text: str
    url: str


@frozen(kw_only=True)
class Row:
    """One line of the list, with three identifiers."""

    name: str
    born: str
    mrn: str
    patient_url: str
    what: str
    asks: str
    lines: tuple[str, ...]
    since: date
    waits: str
    before: str
    has_risk_task: bool
    url: str
    ways: tuple[Way, ...]


@frozen(kw_only=True)
class Done:
    """One act as it is read later."""

    at: datetime
    title: str
    words: str
    why: str


def rows(lines: Sequence[Line], on: date) -> list[Row]:
    """The lines in their order."""
    return [row(one, on) for one in lines]


def row(one: Line, on: date) -> Row:
    """One line."""
    patient, reason = one.patient, one.reason
    days = (on - reason.since).days
    return Row(
        name=f"{patient.family_name.upper()}, {patient.given_name}",
        born=born_words(patient.birth_date, on),
        mrn=patient.mrn,
        patient_url=reverse("clinic:patient", args=[patient.uid]),
        what=one.purpose.title,
        asks=one.purpose.asks,
        lines=tuple(one if one[-1] in ".?!" else f"{one}." for one in reason.lines),
        since=reason.since,
        waits="today" if days <= 0 else f"{days} day{'s' if days > 1 else ''}",
        before=_before(one.acts),
        has_risk_task=one.has_risk_task,
        url=reverse("clinic:recall-line", args=[patient.uid, reason.purpose]),
        ways=_ways(one),
    )


def acts(one: Line) -> list[Done]:
    """What was done about a line, newest first."""
    return [
        Done(
            at=act.at,
            title=f"{act.title} ({act.by_name})",
            words=f"On the list again from {staff_date(act.until)}. {act.reason}".strip(),
            why=str(act.said["why"]),
        )
        for act in one.acts
    ]


def _before(done: Sequence[Act]) -> str:
    if not done:
        return "Nobody yet"
    last = done[0]
    return f"{last.title}, {staff_date(last.at.date())}, {last.by_name}"


def _ways(one: Line) -> tuple[Way, ...]:
    """The pages on which a reason is settled."""
    patient, about = one.patient.uid, one.reason.about
    course = Way("Course", reverse("clinic:course", args=[patient]))
    outcomes = Way("Outcomes", reverse("clinic:outcomes", args=[patient]))
    send = Way("Send a questionnaire", reverse("clinic:questionnaires", args=[patient]))
    checks = Way("Record a check", reverse("clinic:evaluate-step", args=[patient, "checks"]))
    numbered = {
        "missed": ("clinic:session-book", "Book"),
        "next": ("clinic:session-book", "Book"),
        "maintenance": ("clinic:session-book", "Book"),
        "review": ("clinic:review", "Open the review"),
    }
    if one.reason.purpose in numbered and about is not None:
        name, text = numbered[one.reason.purpose]
        return Way(text, reverse(name, args=[patient, about])), course
    interval = Way("Sign the interval", reverse("clinic:course-interval", args=[patient]))
    plain = {
        "interval": (interval, course),
        "rise": (outcomes, course),
        "jump": (outcomes, send),
        "checks": (checks, course),
        "form": (send,),
    }
    return plain[one.reason.purpose]
