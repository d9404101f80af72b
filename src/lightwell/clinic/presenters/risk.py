"""A risk task as a card: who, what was answered, how long ago, how to reach them."""

from __future__ import annotations

from datetime import datetime

from attrs import frozen
from django.utils import timezone

from lightwell.kit.dates import age_on, staff_date, staff_time
from lightwell.kit.words import NOT_RECORDED
from lightwell.records import risk_rules
from lightwell.records.queries.risk import Task

MESSAGE = {
    "yes": "OK to leave a message",
    "no": "Do not leave a message",
    "unknown": "Leaving a message: not asked",
}
STATUS = {
    "new": ("Not taken", "care"),
    "taken": ("Taken", "waiting"),
    "trying": ("Trying to reach", "waiting"),
    "spoken": ("Spoken with", "waiting"),
    "assessed": ("Assessed", "calm"),
    "closed": ("Closed", "calm"),
    "cleared": ("Cleared", "outline"),
}


@frozen
class Card:
    """What the inbox and the task page say of a task."""

    task: Task
    priority: str
    name: str
    about: str
    age: str
    overdue: str
    told: str
    death: str
    status: str
    tone: str
    phone: str
    message: str
    emergency: str


def card(task: Task, now: datetime) -> Card:
    """The card of one task at one moment."""
    person = task.patient
    status, tone = STATUS[task.status]
    late = not task.is_over and task.contact_by < now and task.status in risk_rules.NOT_REACHED
    return Card(
        task=task,
        priority=risk_rules.priority(task.level),
        name=f"{person.family_name.upper()}, {person.given_name}",
        about=f"{born_words(task, now)} · {person.mrn}",
        age=age_words(task.minutes(now)),
        overdue=f"{age_words(int((now - task.contact_by).total_seconds() // 60))} overdue"
        if late
        else "",
        told=task.reminded if late else "",
        death=_death_words(task),
        status=f"{status} by {task.taken_by}" if task.status == "taken" else status,
        tone=tone,
        phone=person.phone or NOT_RECORDED,
        message=MESSAGE[person.may_leave_message],
        emergency=person.emergency_contact or NOT_RECORDED,
    )


def _death_words(task: Task) -> str:
    """That the record tells of a death, and what that did to the task; empty where it does not."""
    if task.death_at is None or task.is_over:
        return ""
    at = timezone.localtime(task.death_at)
    words = f"A death was written down on {staff_date(at)}, {staff_time(at)}."
    if task.raised_at > task.death_at:
        return f"{words} This task came after that."
    return f"{words} Nobody is told of this task again."


def born_words(task: Task, now: datetime) -> str:
    """``Born 14-Jul-1975 (51 y)``."""
    born = task.patient.birth_date
    if born is None:
        return f"Born: {NOT_RECORDED.lower()}"
    return f"Born {staff_date(born)} ({age_on(born, timezone.localdate(now))} y)"


def age_words(minutes: int) -> str:
    """``4 min``, ``2 h 5 min``, ``3 d 4 h``."""
    hours, rest = divmod(max(minutes, 0), 60)
    if hours >= 24:
        return f"{hours // 24} d {hours % 24} h"
    return f"{hours} h {rest} min" if hours else f"{rest} min"
