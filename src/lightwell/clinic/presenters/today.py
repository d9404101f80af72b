"""Who needs someone now: risk first, then what waits to be read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from attrs import frozen
from django.urls import NoReverseMatch, reverse

import lightwell.clinical as lw
from lightwell.clinic.presenters.courses import place_words
from lightwell.clinic.presenters.patients import born_words
from lightwell.diary.queries.appointments import Booked
from lightwell.kit.dates import staff_date
from lightwell.records import risk_rules
from lightwell.records.queries.coming_of_age import ComesOfAge
from lightwell.records.queries.history import Waiting
from lightwell.records.queries.messages import Waiting as MessagesWaiting
from lightwell.records.queries.risk import Task

if TYPE_CHECKING:
    from lightwell.records.models import Patient


@frozen
class RiskStrip:
    """Open risk tasks in one flag: how many, the most urgent, how long the oldest waits."""

    words: str
    priority: str
    action: str
    oldest: datetime
    url: str


@frozen
class LostRow:
    """A session at another location that was missed or cancelled there, with three identifiers."""

    name: str
    mrn: str
    words: str
    url: str


def lost(found: Sequence[Booked]) -> list[LostRow]:
    """Each leads to its appointment, where a new time is found."""
    return [
        LostRow(
            name=_name(one.patient),
            mrn=f"{_born(one.patient)} · {one.patient.mrn}",
            words=f"{one.status} at {one.location.name}, {place_words(one)}",
            url=reverse("clinic:appointment", args=[one.uid]),
        )
        for one in found
    ]


def _born(patient: Patient) -> str:
    return staff_date(patient.birth_date) if patient.birth_date else "Birth date not recorded"


@frozen
class HistoryRow:
    """A patient whose drafts wait for a clinician, with three identifiers."""

    name: str
    born: str
    mrn: str
    count: int
    oldest: datetime
    url: str


def risk_strip(tasks: Sequence[Task], now: datetime) -> RiskStrip | None:
    """The strip on top of the page; none only when no task is open."""
    if not tasks:
        return None
    oldest = min(task.raised_at for task in tasks)
    untaken = sum(not task.is_taken for task in tasks)
    worst = min(tasks, key=lambda task: lw.risk_level(task.level).urgency)
    noun = "task" if len(tasks) == 1 else "tasks"
    return RiskStrip(
        words=f"{len(tasks)} open risk {noun}, oldest {age_words(now - oldest)}",
        priority=risk_rules.priority(worst.level),
        action=f"{untaken} not taken. Most urgent: {worst.level_label}.",
        oldest=oldest,
        url=_address("clinic:risk"),
    )


def age_words(age: timedelta) -> str:
    """How long ago: ``12 min``, ``3 h 05 min``, ``2 days``."""
    minutes = int(age.total_seconds() // 60)
    if minutes < 60:
        return f"{minutes} min"
    hours, rest = divmod(minutes, 60)
    return f"{hours} h {rest:02} min" if hours < 48 else f"{hours // 24} days"


def histories(waiting: Sequence[Waiting], *, today: date) -> list[HistoryRow]:
    """Histories to verify, the longest waiting first."""
    return [
        HistoryRow(
            name=_name(one.patient),
            born=born_words(one.patient.birth_date, today),
            mrn=one.patient.mrn,
            count=one.count,
            oldest=one.oldest,
            url=reverse("clinic:patient", args=[one.patient.uid]),
        )
        for one in waiting
    ]


@frozen
class MessageRow:
    """A patient about whom messages wait for the one who reads."""

    name: str
    mrn: str
    count: int
    url: str


def messages(waiting: Sequence[MessagesWaiting]) -> list[MessageRow]:
    """Messages to read, by patient."""
    return [
        MessageRow(
            name=_name(one.patient),
            mrn=one.patient.mrn,
            count=one.count,
            url=reverse("clinic:messages", args=[one.patient.uid]),
        )
        for one in waiting
    ]


@frozen
class OfAgeRow:
    """A person in a course who comes of age, with three identifiers."""

    name: str
    born: str
    mrn: str
    words: str
    url: str


def of_age(found: Sequence[ComesOfAge], today: date) -> list[OfAgeRow]:
    """Whose own consent is needed before the next session, the earliest birthday first."""
    return [
        OfAgeRow(
            name=_name(one.course.patient),
            born=born_words(one.course.patient.birth_date, today),
            mrn=one.course.patient.mrn,
            words=(
                f"{'Turned' if one.has_come else 'Turns'} 18 on {staff_date(one.on)}: "
                "own consent is needed before the next session"
            ),
            url=reverse("clinic:consent", args=[one.course.patient.uid]),
        )
        for one in found
    ]


def _name(patient: Patient) -> str:
    return f"{patient.family_name.upper()}, {patient.given_name}"


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
