"""The escalation clock: a task that waits reaches the next person, each step exactly once.

It waits when nobody takes it, and when its person is not reached by the time to call.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from attrs import evolve
from django.db import transaction
from django.db.models import F, OuterRef, Q, Subquery

import lightwell.clinical as lw
from lightwell.access.actors import system
from lightwell.clinical.risk import Step, reminder_due
from lightwell.records import assignments, risk_rules, scores
from lightwell.records import risk_events as events
from lightwell.records.actions import risk
from lightwell.records.each import each
from lightwell.records.models import Draft, Heartbeat, RiskTask, RiskTaskEvent
from lightwell.records.queries import deaths, roster
from lightwell.records.queries.risk import ESCALATION_CLOCK

CLOCK = system("escalation clock")
# Where a task stands that somebody took, while nobody has spoken with the person.
TAKEN_NOT_REACHED = risk_rules.NOT_REACHED - {events.NEW}


def escalate_due(now: datetime) -> int:
    """Fire every step that is due and was not fired; how many were.

    Each task is its own transaction: a worker killed between two tasks has finished the first
    and not begun the second, and one killed inside has done nothing. Two workers meet at the
    task's lock, and behind it at the unique (task, step).
    """
    newest = RiskTaskEvent.objects.filter(task=OuterRef("pk")).order_by("-number")
    waiting = RiskTask.objects.annotate(status=Subquery(newest.values("status")[:1])).filter(
        status__in=risk_rules.NOT_REACHED
    )
    # Nobody is reminded to call somebody who has died; the task stays for whoever reads it. What
    # was raised after the death was written down speaks against it, and reaches a person.
    written = deaths.written_at(OuterRef("patient"))
    waiting = waiting.annotate(died=written).filter(
        Q(died__isnull=True) | Q(died__lt=F("raised_at"))
    )
    return each(_escalate, waiting.values_list("pk", flat=True), now)


@transaction.atomic
def _escalate(task_id: int, now: datetime) -> int:
    task = (
        RiskTask.objects.select_for_update(of=("self",))
        .select_related("patient", "location")
        .get(pk=task_id)
    )
    so_far = list(task.events.all())
    fired = {one.step for one in so_far}
    is_taken = so_far[-1].status in TAKEN_NOT_REACHED
    verb, steps = ("remind", _reminders) if is_taken else ("escalate", _due)
    due = [step for step in steps(task, so_far, now) if step.id not in fired]
    for step in due:
        events.tell(task, by=CLOCK, verb=verb, to=step.to, at=now, step=step.id, channel=step.to)
    return len(due)


def _reminders(task: RiskTask, so_far: list[RiskTaskEvent], now: datetime) -> list[Step]:
    """One step for each time to call that has passed, named after the event that set it."""
    due: list[Step] = []
    for number, deadline in roster.times_to_call(task, so_far).items():
        step = reminder_due(deadline, now, reached=False)
        if step is not None:
            due.append(evolve(step, id=f"{step.id}_{number}"))
    return due


def _due(task: RiskTask, so_far: list[RiskTaskEvent], now: datetime) -> list[Step]:
    """The steps of every level the task has had, each counted from when it had that level.

    A level raised from red to imminent brings the earlier steps of imminent and takes none away.
    """
    due: dict[str, Step] = {}
    taken = so_far[-1].status != events.NEW
    for event in so_far:
        if event.kind in {events.Kind.RAISED, events.Kind.LEVEL_RAISED}:
            for step in lw.escalations_due(
                event.level, event.at, now, taken=taken, deadline=task.contact_by
            ):
                due.setdefault(step.id, step)
    return list(due.values())


def raise_unsent(now: datetime) -> int:
    """Make a task of every suicide answer that was ticked and left unsent; how many were made."""
    waiting = Draft.objects.filter(
        updated_at__lte=now - risk_rules.UNSENT_AFTER, assignment__response__isnull=True
    )
    written = deaths.written_at(OuterRef("assignment__patient"))
    waiting = waiting.annotate(died=written).filter(
        Q(died__isnull=True) | Q(died__lt=F("updated_at"))
    )
    return each(_raise_unsent, waiting.values_list("assignment__uid", flat=True), now)


@transaction.atomic
def _raise_unsent(uid: UUID, now: datetime) -> int:
    assignment = assignments.locked(uid)
    draft = Draft.objects.filter(assignment=assignment).first()
    if draft is None or draft.updated_at > now - risk_rules.UNSENT_AFTER:
        return 0
    scored = scores.score(assignment.instrument, draft.answers)
    finding = lw.risk_of(scored)
    if finding is None or scored.safety != "positive":
        return 0
    raised = events.of_unsent(assignment.uid)
    answered = [one for one in raised if _answers(one, draft)]
    if any(not risk_rules.is_worse(finding.level.id, one.level) for one in answered):
        return 0
    risk.raise_task(
        by=CLOCK,
        patient=assignment.patient,
        location=assignment.location,
        cause=f"draft:{assignment.uid}:{scored.safety_value}:{len(raised) - len(answered)}",
        trigger=f"{assignment.instrument}_unsent",
        finding=finding,
        at=now,
    )
    return 1


def _answers(task: RiskTask, draft: Draft) -> bool:
    """Whether a task stands for what is ticked: one that was over before does not."""
    return not events.is_over(task) or events.latest(task).at >= draft.updated_at


def beat(now: datetime) -> None:
    """Leave a trace that the clock ran, so that an empty inbox is known to be real."""
    Heartbeat.objects.update_or_create(clock=ESCALATION_CLOCK, defaults={"ran_at": now})
