"""The life of a risk task: numbered events, of which the newest is its present state."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import OuterRef, Q, QuerySet, Subquery

from lightwell.access import audit
from lightwell.access.actions import messages
from lightwell.access.actors import LICENSED_ROLES, Actor, Role
from lightwell.access.errors import Conflict, LightwellError
from lightwell.access.models import Location, User
from lightwell.access.queries import people
from lightwell.clinical.transitions import RISK_TASK
from lightwell.records import risk_rules
from lightwell.records.models import Patient, RiskTask, RiskTaskEvent
from lightwell.records.queries import roster

Kind = RiskTaskEvent.Kind
KINDS = {
    "raise_level": Kind.LEVEL_RAISED,
    "take": Kind.TAKEN,
    "attempt": Kind.ATTEMPT,
    "speak": Kind.SPOKEN,
    "screen": Kind.SCREENED,
    "assess": Kind.ASSESSED,
    "escalate": Kind.ESCALATED,
    "remind": Kind.NOT_REACHED,
    "close": Kind.CLOSED,
    "clear": Kind.CLEARED,
}
NEW = RISK_TASK.initial
OVER = frozenset(RISK_TASK.final)
# The result of an event that should have told somebody and could tell nobody at all.
NOBODY_TOLD = "nobody_told"
# The step of being told that a death was written down, before its number; each tells once.
DEATH_STEP = "death_"
# What a person who met the wrong moment can do next.
NEXT = {
    "new": "Take it first.",
    "taken": "Write down how you tried to reach the person.",
    "trying": "Write down how you tried to reach the person.",
    "spoken": "Assess the level and write the plan.",
    "assessed": "It can be closed.",
    "closed": "It is over.",
    "cleared": "It is over.",
}


def latest(task: RiskTask) -> RiskTaskEvent:
    """The newest event: its status and level are the task's."""
    return task.events.order_by("-number")[0]


def is_over(task: RiskTask) -> bool:
    """Whether nothing more can be done on the task."""
    return latest(task).status in OVER


def not_reached(patient: Patient) -> list[RiskTask]:
    """The open tasks of a person whom nobody has spoken with, held for what is added to them."""
    newest = RiskTaskEvent.objects.filter(task=OuterRef("pk")).order_by("-number")
    waiting = RiskTask.objects.annotate(status=Subquery(newest.values("status")[:1])).filter(
        patient=patient, status__in=risk_rules.NOT_REACHED
    )
    rows = RiskTask.objects.select_for_update(of=("self",)).select_related("patient", "location")
    held = rows.filter(pk__in=list(waiting.values_list("pk", flat=True))).order_by("pk")
    return [one for one in held if latest(one).status in risk_rules.NOT_REACHED]


def of_unsent(assignment: UUID) -> QuerySet[RiskTask]:
    """Tasks of what was ticked in a form and not sent, whether it was left or came too late."""
    left, late = (Q(cause__startswith=f"{cause}:{assignment}") for cause in ("draft", "late"))
    return RiskTask.objects.select_related("patient", "location").filter(left | late)


def begin(task: RiskTask, *, by: Actor, at: datetime) -> RiskTaskEvent:
    """The first event of a task that was just raised; the readers are told."""
    told = _telling(task, by=by, to="reader", at=at)
    return _add(
        task, by=by, number=1, kind=Kind.RAISED, status=NEW, at=at, level=task.level, **told
    )


def tell(
    task: RiskTask, *, by: Actor, verb: str, to: str, at: datetime, **fields: Any
) -> RiskTaskEvent:
    """Add an event of which somebody is told; it says so when nobody at all could be."""
    told = _telling(task, by=by, to=to, at=at)
    return append(task, by=by, verb=verb, at=at, **fields, **told)


def _telling(task: RiskTask, *, by: Actor, to: str, at: datetime) -> dict[str, str]:
    told = notify(task, by=by, to=to, at=at)
    return {} if told else {"result": NOBODY_TOLD}


def append(task: RiskTask, *, by: Actor, verb: str, at: datetime, **fields: Any) -> RiskTaskEvent:
    """Add the next event and its trace in the audit chain, in the caller's transaction.

    Raises ``Conflict`` when the task does not allow it where it stands, or when somebody else
    added the next event first.
    """
    now = latest(task)
    if not RISK_TASK.allows(now.status, verb):
        raise Conflict(f"This task is {now.status}. {NEXT[now.status]} Nothing was saved.")
    fields.setdefault("level", now.level)
    return _add(
        task,
        by=by,
        number=now.number + 1,
        kind=KINDS[verb],
        status=RISK_TASK.after(now.status, verb),
        at=at,
        **fields,
    )


def _add(task: RiskTask, *, by: Actor, **fields: Any) -> RiskTaskEvent:
    try:
        with transaction.atomic():
            event = RiskTaskEvent.objects.create(
                task=task, by_id=by.user_id, by_name=by.name, **fields
            )
    except IntegrityError:
        raise Conflict("Somebody else acted on this task just now. Nothing was saved.") from None
    audit.record(
        by=by,
        action=f"risk.{event.kind.replace('_', '-')}",
        subject=("risk-task", task.uid),
        patient=task.patient.uid,
        location=task.location_id,
        detail={"number": event.number, "status": event.status, "level": event.level},
    )
    return event


def recipients(location: Location, to: str, now: datetime) -> list[User]:
    """Who is told: the readers, the lead, or the medical director; never nobody while one works.

    The lead is whoever is licensed at the location. Where nobody holds a part, it falls to the
    next one up, and at last to every clinical member of staff.
    """
    parts: dict[str, Callable[[], Sequence[User]]] = {
        "reader": lambda: roster.readers_now(location, now),
        "lead": lambda: people.staff_with(location, *LICENSED_ROLES),
        "medical_director": lambda: people.staff_with(location, Role.MEDICAL_DIRECTOR),
        "everybody": lambda: roster.possible_readers(location),
    }
    order = list(parts)
    for part in [*order[order.index(to) :], "lead"]:
        if found := parts[part]():
            return list(found)
    return []


def notify(task: RiskTask, *, by: Actor, to: str, at: datetime) -> int:
    """Ask people to open their inbox, without a health word; how many were written to.

    A message that cannot be written must not undo the task: the failure is on record, the task
    is in the inbox, and the escalation clock goes on.
    """
    people_told = recipients(task.location, to, at)
    told = sum(_write_to(person, task, by=by, to=to) for person in people_told)
    if not people_told:
        _trace_failure(task, by=by, to=to, person=None)
    return told


def _write_to(person: User, task: RiskTask, *, by: Actor, to: str) -> bool:
    try:
        messages.queue(
            by=by,
            to=person.email,
            subject="Please open your Lightwell inbox",
            body="Something needs you. Please sign in and open your inbox:\n"
            f"{settings.PUBLIC_URL}/clinic/",
            purpose="inbox",
            location=task.location,
        )
    except LightwellError:
        _trace_failure(task, by=by, to=to, person=person.pk)
        return False
    return True


def _trace_failure(task: RiskTask, *, by: Actor, to: str, person: int | None) -> None:
    audit.record(
        by=by,
        action="risk.notify-failed",
        subject=("risk-task", task.uid),
        location=task.location_id,
        detail={"to": to, "user": person},
    )
