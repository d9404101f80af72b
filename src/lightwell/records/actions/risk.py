"""Acting on suicide answers: raising a task, taking it, reaching the person, deciding, closing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

import lightwell.clinical as lw
from lightwell.access import audit, clock
from lightwell.access.actors import Actor
from lightwell.access.errors import Conflict, InvalidInput, NotFound, NotReady
from lightwell.access.models import Location
from lightwell.clinical import RiskFinding
from lightwell.records import policies_risk, risk_rules, scores
from lightwell.records import risk_events as events
from lightwell.records.models import (
    NowAnswer,
    Patient,
    Response,
    RiskTask,
    RiskTaskEvent,
)
from lightwell.records.queries import patients, roster
from lightwell.records.risk_events import Kind
from lightwell.records.risk_words import CHANNELS, DISPOSITIONS, NOW, RESULTS


def raise_task(
    *,
    by: Actor,
    patient: Patient,
    location: Location,
    cause: str,
    trigger: str,
    finding: RiskFinding,
    at: datetime,
    response: Response | None = None,
) -> RiskTask:
    """Make the task of a suicide answer, inside the transaction that keeps the answer.

    One cause raises one task. The readers are told by a message without health words.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("A risk task is made in the transaction of its answer.")
    kept = RiskTask.objects.filter(cause=cause).first()
    if kept is not None:
        return kept
    task = RiskTask.objects.create(
        patient=patient,
        location=location,
        response=response,
        cause=cause,
        trigger=trigger,
        trigger_words=risk_rules.words_of(finding),
        level=finding.level.id,
        raised_at=at,
        contact_by=roster.next_morning(location, at)
        if finding.total
        else roster.call_by(location, finding.level.id, at),
    )
    events.begin(task, by=by, at=at)
    return task


@transaction.atomic
def answer_now(*, by: Actor, response: Response, answer: str) -> RiskTask | None:
    """Keep the answer to "are you in danger now?"; "yes" and "not sure" raise the level.

    When the task of the response is closed by then, a new one is raised. "No" lowers nothing.
    """
    if answer not in NOW:
        raise InvalidInput("Choose one of the three answers.", field="now")
    response = Response.objects.select_for_update(of=("self",)).get(pk=response.pk)
    at = clock.now()
    task = RiskTask.objects.select_for_update(of=("self",)).filter(response=response).first()
    count = response.now_answers.count()
    last = response.now_answers.last()
    if last is None or last.answer != answer:
        NowAnswer.objects.create(response=response, answer=answer, at=at)
        count += 1
    audit.record(
        by=by,
        action="risk.answer-now",
        subject=("response", response.uid),
        patient=response.patient.uid,
        location=response.location_id,
        detail={"answer": answer},
    )
    finding = risk_rules.finding_of_now(answer)
    if finding is None:
        return task
    if task is not None and events.latest(task).status not in events.OVER:
        _raise_level(task, by=by, finding=finding, at=at)
        return task
    return raise_task(
        by=by,
        patient=response.patient,
        location=response.location,
        cause=f"now:{response.uid}:{count}",
        trigger=f"now_{answer}",
        finding=finding,
        at=at,
    )


@transaction.atomic
def note_page(*, by: Actor, response: Response, page: str) -> None:
    """Leave a trace that a safety page was opened; it counts as no contact."""
    audit.record(
        by=by,
        action="risk.open-page",
        subject=("response", response.uid),
        patient=response.patient.uid,
        location=response.location_id,
        detail={"page": page},
    )


def _raise_level(task: RiskTask, *, by: Actor, finding: RiskFinding, at: datetime) -> None:
    """Raise the level of an open task; a level never falls this way."""
    if not risk_rules.is_worse(finding.level.id, events.latest(task).level):
        return
    events.tell(
        task,
        by=by,
        verb="raise_level",
        to="reader",
        at=at,
        level=finding.level.id,
        note=risk_rules.words_of(finding),
    )


@transaction.atomic
def take(*, by: Actor, task: UUID, key: str) -> RiskTask:
    """Take a task upon oneself; of two people who press at once, one has it.

    Raises ``Conflict`` naming who has it.
    """
    policies_risk.check_can_work_on_risk(by)
    kept = _locked(by, task)
    if _is_done(kept, key, by=by, kind=Kind.TAKEN):
        return kept
    now = events.latest(kept)
    if now.status != events.NEW:
        taken = kept.events.filter(kind=Kind.TAKEN).last()
        who = taken.by_name if taken else "Nobody: this task is over"
        raise Conflict(f"{who} took this task already. Nothing was saved.")
    events.append(kept, by=by, verb="take", at=clock.now(), idempotency_key=key)
    return kept


@transaction.atomic
def log_attempt(
    *, by: Actor, task: UUID, channel: str, result: str, note: str, key: str
) -> RiskTask:
    """Write down one try to reach the person, by whom, how, and what came of it."""
    policies_risk.check_can_work_on_risk(by)
    if channel not in CHANNELS:
        raise InvalidInput("Choose how you tried.", field="channel")
    if result not in RESULTS:
        raise InvalidInput("Choose what happened.", field="result")
    kept = _locked(by, task)
    spoke = result == "spoken" and channel != "emergency_contact"
    told = {"channel": channel, "result": result, "note": note}
    if _is_done(kept, key, by=by, kind=Kind.SPOKEN if spoke else Kind.ATTEMPT, **told):
        return kept
    events.append(
        kept,
        by=by,
        verb="speak" if spoke else "attempt",
        at=clock.now(),
        **told,
        idempotency_key=key,
    )
    return kept


@transaction.atomic
def complete_screener(
    *, by: Actor, task: UUID, answers: Sequence[int | None], key: str
) -> RiskTask:
    """Keep the C-SSRS screener asked for this task; a worse result raises the level."""
    policies_risk.check_can_work_on_risk(by)
    kept = _locked(by, task)
    given = list(scores.score("cssrs_screener", answers).answers)
    if _is_done(kept, key, by=by, kind=Kind.SCREENED, assessment__answers=given):
        return kept
    at = clock.now()
    response = scores.keep(
        by=by,
        patient=kept.patient,
        location=kept.location,
        instrument="cssrs_screener",
        answers=answers,
        key=f"task-{kept.uid}-{key}"[:64],
        at=at,
    )
    events.append(
        kept,
        by=by,
        verb="screen",
        at=at,
        assessment=response,
        result=response.risk,
        idempotency_key=key,
    )
    finding = lw.risk_of(lw.score(response.instrument, response.answers))
    if finding is not None:
        _raise_level(kept, by=by, finding=finding, at=at)
    return kept


@transaction.atomic
def assess(*, by: Actor, task: UUID, version: int, level: str, plan: str, key: str) -> RiskTask:
    """A licensed clinician states the level and the plan; only this may lower a level."""
    policies_risk.check_can_decide_risk(by)
    if level not in RiskTask.Level.values:
        raise InvalidInput("Choose the level.", field="level")
    if not plan.strip():
        raise InvalidInput("Write the plan.", field="plan")
    kept = _locked(by, task)
    said = {"level": level, "note": plan.strip()}
    if _is_done(kept, key, by=by, kind=Kind.ASSESSED, **said):
        return kept
    _check_version(kept, version)
    screened = _check_contact(kept)
    events.append(
        kept,
        by=by,
        verb="assess",
        at=clock.now(),
        **said,
        assessment=screened.assessment if screened else None,
        idempotency_key=key,
    )
    return kept


@transaction.atomic
def close(
    *, by: Actor, task: UUID, version: int, disposition: str, note: str, key: str
) -> RiskTask:
    """Close a task: somebody licensed, after contact, with an assessment and a disposition.

    A level raised after the assessment must be assessed again first.
    """
    policies_risk.check_can_decide_risk(by)
    if disposition not in DISPOSITIONS:
        raise InvalidInput("Choose where the person is now.", field="disposition")
    kept = _locked(by, task)
    said = {"result": disposition, "note": note.strip()}
    if _is_done(kept, key, by=by, kind=Kind.CLOSED, **said):
        return kept
    _check_version(kept, version)
    events.append(
        kept,
        by=by,
        verb="close",
        at=clock.now(),
        **said,
        idempotency_key=key,
    )
    return kept


def clear_unsent(task: RiskTask, *, by: Actor, words: str, at: datetime) -> None:
    """End the task of an unsent answer when the sent one replaces it and nobody has taken it."""
    if events.latest(task).status == events.NEW:
        events.append(task, by=by, verb="clear", at=at, note=words)


def _locked(by: Actor, task: UUID) -> RiskTask:
    """The task, held for this transaction; ``NotFound`` for whoever may not see its patient."""
    kept = (
        RiskTask.objects.select_for_update(of=("self",))
        .select_related("patient", "location")
        .filter(uid=task, patient__in=patients.visible_to(by).values("pk"))
        .first()
    )
    if kept is None:
        raise NotFound("There is no such task here.")
    return kept


def _is_done(task: RiskTask, key: str, *, by: Actor, **said: object) -> bool:
    """Whether this page was sent before and said the same; other words are never dropped unseen."""
    sent = RiskTaskEvent.objects.filter(idempotency_key=key)
    if not sent.exists():
        return False
    if not sent.filter(task=task, by_id=by.user_id, **said).exists():
        raise Conflict("This page was sent before and said something else. Nothing was saved now.")
    return True


def _check_version(task: RiskTask, version: int) -> None:
    if events.latest(task).number != version:
        raise Conflict("This task changed since you opened the page. Nothing was saved.")


def _check_contact(task: RiskTask) -> RiskTaskEvent | None:
    """The screener on which an assessment rests; none when the person could not be reached.

    Raises ``NotReady`` before the person was spoken with and screened, or tried often enough.
    """
    screened = task.events.filter(kind=Kind.SCREENED).last()
    if events.latest(task).status != "trying":
        if screened is None:
            raise NotReady("Complete the C-SSRS screener with the person first.")
        return screened
    tries = list(task.events.filter(kind=Kind.ATTEMPT).values_list("channel", flat=True))
    enough = risk_rules.TRIES_BEFORE_UNREACHED, risk_rules.WAYS_BEFORE_UNREACHED
    if len(tries) < enough[0] or len(set(tries)) < enough[1]:
        raise NotReady(
            "Speak with the person first, or write down "
            f"{enough[0]} tries in {enough[1]} ways. Nothing was saved."
        )
    return screened
