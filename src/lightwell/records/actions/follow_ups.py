"""Asking after a person after a session: reached or not, and what they said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from attrs import frozen
from django.db import transaction

from lightwell.access import audit, clock
from lightwell.access.actors import Actor
from lightwell.access.errors import Conflict, Denied, InvalidInput, NotReady
from lightwell.access.models import Location
from lightwell.records import policies_ratings as may
from lightwell.records import scores
from lightwell.records.actions.questionnaires import task_of
from lightwell.records.follow_up_words import ASKED
from lightwell.records.models import FollowUp, Patient, Response, TreatmentSession
from lightwell.records.queries import follow_ups as queries
from lightwell.records.queries.follow_ups import Due
from lightwell.records.queries.ratings import NOW_SCALE

USED = "This page was already used for something else. Nothing was saved."
SCREENER = "cssrs_since_last_visit"


@frozen(kw_only=True)
class Said:
    """What came of one try: with nobody reached there are no answers."""

    was_reached: bool
    answers: Mapping[str, str]
    screener: Sequence[int | None]
    now: Sequence[int | None]
    note: str


@transaction.atomic
def record(
    *,
    by: Actor,
    session: UUID,
    purpose: str,
    was_reached: bool,
    answers: Mapping[str, str],
    screener: Sequence[int | None],
    now: Sequence[int | None],
    note: str,
    key: str,
) -> FollowUp:
    """Keep one try; of a person who was reached also the C-SSRS, with the task that it raises."""
    may.check_can_follow_up(by)
    found = queries.one(by, session, purpose)
    said = Said(
        was_reached=was_reached,
        answers=dict(answers),
        screener=screener,
        now=now,
        note=note.strip(),
    )
    Patient.objects.select_for_update().get(pk=found.session.patient.pk)
    if done := FollowUp.objects.filter(idempotency_key=key).first():
        return _the_same(by, done, found, said)
    _check(by, found, said)
    row = FollowUp.objects.create(
        session=TreatmentSession.objects.get(uid=session),
        purpose=purpose,
        number=len(queries.tries(by, session, purpose)) + 1,
        was_reached=was_reached,
        answers=_answers(by, found, said, key) if was_reached else {},
        note=said.note,
        response=_screened(by, found, said, key) if was_reached else None,
        at=clock.now(),
        by_id=by.person_id("asks after a patient"),
        by_name=by.name,
        idempotency_key=key,
    )
    _trace(by, row)
    return row


def _the_same(by: Actor, done: FollowUp, found: Due, said: Said) -> FollowUp:
    asked = {name: value for name, value in done.answers.items() if name in ASKED}
    before = (done.session.uid, done.by_id, done.purpose, done.was_reached, done.note, asked)
    again = dict(said.answers) if said.was_reached else {}
    now = (found.session.uid, by.user_id, found.purpose, said.was_reached, said.note, again)
    if before != now:
        raise Conflict(USED)
    return done


def _check_due(by: Actor, found: Due) -> None:
    view = found.session
    if view.location.pk != by.location_id:
        raise Denied("This session was at another location.")
    if view.day_of(clock.now()) < found.due_on:
        raise NotReady(f"Ask on {found.due_on:%d-%b-%Y}, the day after. Nothing was saved.")
    if any(one.was_reached for one in found.tries):
        last = next(one for one in found.tries if one.was_reached)
        raise Conflict(f"{last.by_name} reached the person already. Nothing of yours was saved.")


def _check(by: Actor, found: Due, said: Said) -> None:
    """Every question was asked, or its answer is "not known"; nothing is taken for granted."""
    _check_due(by, found)
    if not said.was_reached:
        return
    for name, question in ASKED.items():
        if said.answers.get(name) not in question.choices:
            raise InvalidInput(f"Choose an answer: {question.label}", field=name)
    effects = said.answers["side_effects"] == "yes"
    if effects and not said.note:
        raise InvalidInput("Write which effects, and how strong they are.", field="note")


def _screened(by: Actor, found: Due, said: Said, key: str) -> Response:
    kept = _keep(by, found, SCREENER, said.screener, f"{key[:52]}:screener")
    task_of(by=by, response=kept, scored=scores.score(SCREENER, said.screener))
    return kept


def _answers(by: Actor, found: Due, said: Said, key: str) -> dict[str, Any]:
    """What was said; the now scale by the name of its response."""
    kept: dict[str, Any] = dict(said.answers)
    if any(one is not None for one in said.now):
        row = _keep(by, found, NOW_SCALE, said.now, f"{key[:52]}:now")
        kept["now_scale"] = {"response": str(row.uid), "answers": list(row.answers)}
    return kept


def _keep(
    by: Actor, found: Due, instrument: str, answers: Sequence[int | None], key: str
) -> Response:
    return scores.keep(
        by=by,
        patient=found.session.patient,
        location=Location.objects.get(pk=found.session.location.pk),
        instrument=instrument,
        answers=answers,
        key=key,
        at=clock.now(),
    )


def _trace(by: Actor, row: FollowUp) -> None:
    audit.record(
        by=by,
        action="follow-up.record",
        subject=("follow-up", row.uid),
        patient=row.session.patient.uid,
        location=by.location_id,
        detail={"purpose": row.purpose.replace("_", " "), "reached": row.was_reached},
    )
