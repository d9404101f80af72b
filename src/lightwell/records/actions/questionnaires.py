"""Questionnaires: sent, opened, drafted and answered. A suicide answer makes its task here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from attrs import frozen
from django.conf import settings
from django.db import transaction

import lightwell.clinical as lw
from lightwell.access import audit, clock, identifiers
from lightwell.access.actions import messages
from lightwell.access.actors import Actor
from lightwell.access.errors import Conflict, InvalidInput, NotFound, NotReady
from lightwell.access.models import Location
from lightwell.access.queries import people
from lightwell.clinical.risk import risk_of_answers
from lightwell.clinical.transitions import ASSIGNMENT
from lightwell.records import assignments, policies_risk, risk_rules, scores
from lightwell.records import risk_events as events
from lightwell.records.actions import risk
from lightwell.records.models import (
    Assignment,
    Draft,
    Patient,
    QuestionnaireLink,
    Response,
    RiskTask,
)
from lightwell.records.queries import deaths, doses, roster
from lightwell.records.queries.questionnaires import previous

LIFE = timedelta(hours=72)


@frozen
class Submission:
    """What came of pressing Send.

    ``sent`` and ``again`` (a repeated press) stand for one response; ``different`` came after
    the answers were already sent, ``late`` after the time was over, ``paused`` on the day of a
    session or before the scale looks back on enough time after one: these keep nothing but a
    draft, and still make a task of a suicide answer.
    """

    kind: Literal["sent", "again", "different", "late", "paused"]
    response: Response | None
    task: RiskTask | None


@transaction.atomic
def send_link(
    *, by: Actor, patient: Patient, instrument: str, location: Location, key: str | None = None
) -> str:
    """E-mail a link that opens exactly this questionnaire once; returns its path.

    Raises ``NotReady`` without an e-mail address, and for an instrument with a suicide item
    while the roster leaves days on which nobody would read the answer.
    """
    if not patient.email:
        raise NotReady("There is no e-mail address. Ask the patient for one, or ask by telephone.")
    assignment = _assign(by, patient, instrument, location, Assignment.Channel.LINK, key)
    token = identifiers.token()
    QuestionnaireLink.objects.create(
        assignment=assignment,
        digest=identifiers.digest(token),
        created_at=assignment.sent_at,
        expires_at=assignment.expires_at,
    )
    path = f"/q/{token}"
    messages.queue(
        by=by,
        to=patient.email,
        subject=f"You have a form from {_short_name(location)}",
        body=f"You have a form from {_short_name(location)}. Open it here:\n"
        f"{settings.PUBLIC_URL}{path}\n\n"
        "The link opens once and works for 3 days. "
        f"If it does not open, call us: {location.phone}.",
        purpose="form-link",
        location=location,
    )
    return path


@transaction.atomic
def assign_in_portal(
    *, by: Actor, patient: Patient, instrument: str, location: Location, key: str | None = None
) -> Assignment:
    """Ask for a questionnaire in the patient's portal, under the same conditions as a link."""
    if patient.user_id is None:
        raise NotReady("This patient has no portal account yet. Send a link instead.")
    return _assign(by, patient, instrument, location, Assignment.Channel.PORTAL, key)


@transaction.atomic
def open_link(*, by: Actor, token: str) -> Assignment:
    """Consume a link: whoever presses first may answer, nobody after.

    Raises ``NotFound`` for a token that was never sent, ``Conflict`` for one used or expired.
    """
    now = clock.now()
    link = (
        QuestionnaireLink.objects.select_for_update(of=("self",))
        .select_related("assignment__patient")
        .filter(digest=identifiers.digest(token))
        .first()
    )
    if link is None:
        raise NotFound("This link is not one of ours.")
    if link.consumed_at is not None or link.expires_at <= now:
        raise Conflict("This link was used or is over.")
    link.consumed_at = now
    link.save(update_fields=["consumed_at"])
    assignments.step(link.assignment, by=by, verb="open", at=now)
    return link.assignment


@transaction.atomic
def open_form(*, by: Actor, assignment: UUID) -> None:
    """Note that the person began to answer; opening again changes nothing."""
    kept = assignments.locked(assignment)
    assignments.check_own(by, kept)
    now = clock.now()
    if assignments.status(kept) == ASSIGNMENT.initial and kept.expires_at > now:
        assignments.step(kept, by=by, verb="open", at=now)


@transaction.atomic
def save_draft(*, by: Actor, assignment: UUID, answers: Sequence[int | None]) -> datetime:
    """Keep what is ticked so far; after sending, nothing changes any more.

    A suicide answer that is taken back leaves a trace in the audit chain.
    """
    kept = assignments.locked(assignment)
    assignments.check_own(by, kept)
    now = clock.now()
    if assignments.status(kept) != "submitted":
        assignments.keep_draft(kept, by=by, answers=answers, at=now)
    return now


@transaction.atomic
def submit(*, by: Actor, assignment: UUID, answers: Sequence[int | None], key: str) -> Submission:
    """Keep the answers as sent, and with them, in one transaction, the task of a suicide answer.

    Pressing twice keeps one response. If the task cannot be made, nothing is kept and the error
    reaches the page.
    """
    kept = assignments.locked(assignment)
    assignments.check_own(by, kept)
    before = Response.objects.filter(assignment=kept).first()
    scored = scores.score(kept.instrument, answers)
    if before is not None:
        return _again(kept, before, scored, by=by)
    at = clock.now()
    if at >= assignments.answer_by(kept):
        assignments.keep_draft(kept, by=by, answers=answers, at=at)
        return Submission("late", None, _task_of_unsaved(kept, scored, by=by, cause="late", at=at))
    if doses.pause(kept.patient, kept.instrument) is not None:
        assignments.keep_draft(kept, by=by, answers=answers, at=at)
        task = _task_of_unsaved(kept, scored, by=by, cause="paused", at=at)
        return Submission("paused", None, task)
    unsent = _locked_tasks_of_draft(kept)
    opened = assignments.opened_at(kept, by=by, at=at)
    assignments.trace_safety(kept, scored, by=by)
    response = scores.keep(
        by=by,
        patient=kept.patient,
        location=kept.location,
        instrument=kept.instrument,
        answers=answers,
        key=key,
        at=at,
        assignment=kept,
        seconds=int((at - opened).total_seconds()),
    )
    assignments.step(kept, by=by, verb="submit", at=at)
    Draft.objects.filter(assignment=kept).delete()
    task = task_of(by=by, response=response, scored=scored)
    _clear(unsent, response, task, by=by)
    return Submission("sent", response, task)


# ------------------------------------------------------------------ sending


def _assign(
    by: Actor, patient: Patient, instrument: str, location: Location, channel: str, key: str | None
) -> Assignment:
    policies_risk.check_can_send(by, location)
    deaths.refuse_dead(patient)
    made = _sendable(instrument)
    seen_here = (
        patient.home_location_id == location.pk
        or patient.seen_at.filter(location=location).exists()
    )
    if not seen_here:
        raise NotFound("There is no such record here.")
    if key is not None and Assignment.objects.filter(idempotency_key=key).exists():
        raise Conflict("This form was sent already.")
    at = clock.now()
    _check_recall(made, patient)
    _check_readers(made, location, at)
    assignment = Assignment.objects.create(
        patient=patient,
        location=location,
        instrument=made.id,
        instrument_version=made.version,
        channel=channel,
        sent_at=at,
        expires_at=at + LIFE,
        idempotency_key=key,
    )
    assignments.begin(assignment, by=by)
    audit.record(
        by=by,
        action="questionnaire.send",
        subject=("assignment", assignment.uid),
        patient=patient.uid,
        location=location,
        detail={"instrument": made.id, "channel": channel},
    )
    return assignment


def _sendable(name: str) -> lw.Instrument:
    """The instrument, if a patient may answer it alone; what staff rate is never sent."""
    try:
        made = lw.instrument(name)
    except lw.InvalidInput as unknown:
        raise InvalidInput(str(unknown), field="instrument") from None
    if not made.may_be_sent:
        told = f"{made.title} is rated or asked by staff in a visit: it cannot be sent."
        if made.rated_by == "patient":
            told = f"{made.title} needs your own licensed form: it cannot be sent from here."
        raise InvalidInput(told, field="instrument")
    return made


def _check_recall(made: lw.Instrument, patient: Patient) -> None:
    """A scale that looks back is not asked so soon after a first dose that it tells nothing."""
    kept = doses.too_early(patient, made.id)
    if kept is not None:
        raise NotReady(kept.words)


def _check_readers(made: lw.Instrument, location: Location, at: datetime) -> None:
    """Nobody is asked about suicide at home unless somebody will read the answer."""
    if made.safety_item is None:
        return
    uncovered = roster.uncovered(location, at, at + LIFE)
    if uncovered:
        raise NotReady(
            f"{made.title} asks about suicide, and nobody is on the roster of {location.name} to "
            f"read it in time. Not covered: {', '.join(uncovered)}. Add a reader to the roster, "
            "or ask the questions in person."
        )


def _short_name(location: Location) -> str:
    organisation = people.organisation()
    return organisation.short_name if organisation else location.short_name


# ------------------------------------------------------------------ answering


def task_of(*, by: Actor, response: Response, scored: lw.Score) -> RiskTask | None:
    """The task of answers that were just kept, in their transaction; none where none is due."""
    before = previous(response)
    finding = risk_of_answers(scored, before.total if before else None)
    if finding is None:
        return None
    return risk.raise_task(
        by=by,
        patient=response.patient,
        location=response.location,
        response=response,
        cause=f"response:{response.uid}",
        trigger=finding.total.id if finding.total else f"{response.instrument}_{response.safety}",
        finding=finding,
        at=response.at,
    )


def _again(kept: Assignment, before: Response, scored: lw.Score, *, by: Actor) -> Submission:
    """Answers that come after the first ones were kept.

    The same answers are one act, however often they come. Other answers change nothing, even
    when the same kept page sends them, but a suicide answer above the one on record still
    reaches a person.
    """
    task = RiskTask.objects.filter(response=before).first()
    if before.answers == list(scored.answers):
        return Submission("again", before, task)
    if (scored.safety_value or 0) > (before.safety_value or 0):
        task = _task_of_unsaved(kept, scored, by=by, cause="resent", at=clock.now())
    elif task is not None and _is_of_total(task):
        task = None
    return Submission("different", before, task)


def _task_of_unsaved(
    kept: Assignment, scored: lw.Score, *, by: Actor, cause: str, at: datetime
) -> RiskTask | None:
    finding = lw.risk_of(scored)
    if finding is None or scored.safety != "positive":
        return None
    if cause == "late":
        for task in events.of_unsent(kept.uid):
            worse = risk_rules.is_worse(finding.level.id, events.latest(task).level)
            if not events.is_over(task) and not worse:
                return task
    reason = f"{cause}:{kept.uid}:{scored.safety_value}"
    # What is said again after its task is over is a new cause.
    over = sum(events.is_over(one) for one in RiskTask.objects.filter(cause__startswith=reason))
    return risk.raise_task(
        by=by,
        patient=kept.patient,
        location=kept.location,
        cause=f"{reason}:{over}",
        trigger=f"{kept.instrument}_{cause}",
        finding=finding,
        at=at,
    )


def _is_of_total(task: RiskTask) -> bool:
    """Whether no suicide answer stands behind a task, nor one about danger now."""
    return risk_rules.is_of_total(task.trigger) and events.latest(task).level == task.level


def _locked_tasks_of_draft(kept: Assignment) -> list[RiskTask]:
    return list(
        RiskTask.objects.select_for_update(of=("self",))
        .select_related("patient", "location")
        .filter(cause__startswith=f"draft:{kept.uid}")
    )


def _clear(unsent: list[RiskTask], response: Response, task: RiskTask | None, *, by: Actor) -> None:
    """Tasks of the unsent answer end when what was sent says as much, or a clear zero."""
    for provisional in unsent:
        level = events.latest(provisional).level
        covered = task is not None and not risk_rules.is_worse(level, task.level)
        if covered or response.safety == "none":
            words = f"The form was sent: item answered {response.safety_value}."
            risk.clear_unsent(provisional, by=by, words=words, at=response.at)
