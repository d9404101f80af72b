"""Writing goals down in the person's own words, rating them, and saying what became of them.

Every act but a rating adds a version; the number that it was made from (``base``) must still be
the newest, so that of two people changing one goal the second is told. The same ``key`` twice is
one act.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction

from lightwell.access import audit, clock
from lightwell.access.actors import Actor
from lightwell.access.errors import Conflict, Denied, InvalidInput, NotFound, NotReady
from lightwell.clinical.careplan import RATINGS
from lightwell.clinical.transitions import GOAL
from lightwell.records.models import Goal, GoalRating, GoalVersion, Patient
from lightwell.records.policies_care import check_can_write_goals
from lightwell.records.queries import patients, presence

USED = "This page was already used for something else. Nothing was saved."
WORDS_AT_MOST, REASON_AT_MOST, GOALS_AT_MOST = 1000, 500, 12


@transaction.atomic
def write(*, by: Actor, patient: Patient, words: str, key: str) -> GoalVersion:
    """Keep a goal as the person said it, or wrote it themselves."""
    person = _opened(by, patient)
    words = _words(words)
    if done := GoalVersion.objects.select_related("goal").filter(idempotency_key=key).first():
        return _same(done, by, person, words, GOAL.initial)
    if Goal.objects.filter(patient=person).count() >= GOALS_AT_MOST:
        raise InvalidInput(
            f"There are {GOALS_AT_MOST} goals already. Change the words of one of them.",
            field="words",
        )
    goal = Goal.objects.create(patient=person, at=clock.now())
    row = _append(by, goal, 1, words, GOAL.initial, "", key)
    _trace(by, "goal.write", goal, {"number": 1})
    return row


@transaction.atomic
def change(
    *, by: Actor, patient: Patient, goal: UUID, words: str, base: int, key: str
) -> GoalVersion:
    """Keep other words for a goal; what was said before stays readable."""
    person = _opened(by, patient)
    row, newest = _goal(person, goal)
    words = _words(words)
    if done := GoalVersion.objects.select_related("goal").filter(idempotency_key=key).first():
        return _same(done, by, person, words, done.state)
    _check_base(newest, base)
    made = _append(by, row, base + 1, words, newest.state, newest.reason, key)
    _trace(by, "goal.change", row, {"number": made.number})
    return made


@transaction.atomic
def move(
    *, by: Actor, patient: Patient, goal: UUID, verb: str, reason: str, base: int, key: str
) -> GoalVersion:
    """Say that a goal is reached or dropped, with the reason, or open again (``reopen``)."""
    person = _opened(by, patient)
    row, newest = _goal(person, goal)
    reason = _reason(reason)
    if done := GoalVersion.objects.filter(idempotency_key=key).first():
        leads_to = {after for (_, name), after in GOAL.table.items() if name == verb}
        if (done.goal_id, done.by_id, done.reason) != (row.pk, by.user_id, reason) or (
            done.state not in leads_to
        ):
            raise Conflict(USED)
        return done
    _check_base(newest, base)
    if not GOAL.allows(newest.state, verb):
        raise NotReady(f"This goal is {newest.state}. Nothing was changed.")
    made = _append(by, row, base + 1, newest.words, GOAL.after(newest.state, verb), reason, key)
    _trace(by, "goal.move", row, {"number": made.number, "state": made.state})
    return made


@transaction.atomic
def rate(*, by: Actor, patient: Patient, goal: UUID, value: int | None, key: str) -> GoalRating:
    """Keep the person's own number for a goal; staff who ask write down what was said."""
    person = _opened(by, patient)
    row, newest = _goal(person, goal)
    if value is None or isinstance(value, bool) or value not in RATINGS:
        raise InvalidInput("Choose a number from 0 to 10.", field="value")
    if done := GoalRating.objects.filter(idempotency_key=key).first():
        if (done.goal_id, done.by_id, done.value) != (row.pk, by.user_id, value):
            raise Conflict(USED)
        return done
    if newest.state == GoalVersion.State.DROPPED:
        raise NotReady("This goal was dropped. It is not rated any more.")
    made = GoalRating.objects.create(goal=row, value=value, is_own=by.is_patient, **_by(by, key))
    _trace(by, "goal.rate", row, {"number": newest.number})
    return made


def _opened(by: Actor, patient: Patient) -> Patient:
    """The person, locked, once the actor may write about their goals now."""
    check_can_write_goals(by)
    person = patients.get(by=by, uid=patient.uid)
    Patient.objects.select_for_update().get(pk=person.pk)
    presence.refuse_changes_in_session(by, person)
    return person


def _goal(patient: Patient, uid: UUID) -> tuple[Goal, GoalVersion]:
    row = Goal.objects.select_related("patient").filter(uid=uid, patient=patient).first()
    if row is None:
        raise NotFound("There is no such goal in this record.")
    return row, row.versions.order_by("-number")[0]


def _check_base(newest: GoalVersion, base: int) -> None:
    if newest.number != base:
        raise Conflict(
            f"{newest.by_name} changed this goal while this page was open. Nothing of yours was "
            "saved. What is there now is shown; send yours again if it should stand.",
            newest=newest.number,
        )


def _same(done: GoalVersion, by: Actor, patient: Patient, words: str, state: str) -> GoalVersion:
    """A page sent twice is one act; the same key for anything else is refused."""
    before = (done.goal.patient_id, done.by_id, done.words, done.state)
    if before != (patient.pk, by.user_id, words, state):
        raise Conflict(USED)
    return done


def _append(
    by: Actor, goal: Goal, number: int, words: str, state: str, reason: str, key: str
) -> GoalVersion:
    return GoalVersion.objects.create(
        goal=goal,
        number=number,
        words=words,
        state=state,
        reason=reason,
        is_own=by.is_patient,
        **_by(by, key),
    )


def _words(words: str) -> str:
    words = words.strip()
    if not words:
        raise InvalidInput("Write the goal, in the person's own words.", field="words")
    if len(words) > WORDS_AT_MOST:
        raise InvalidInput(f"Shorten it to {WORDS_AT_MOST:,} characters.", field="words")
    return words


def _reason(reason: str) -> str:
    reason = reason.strip()
    if not reason:
        raise InvalidInput("Write why.", field="reason")
    if len(reason) > REASON_AT_MOST:
        raise InvalidInput(f"Shorten it to {REASON_AT_MOST} characters.", field="reason")
    return reason


def _by(by: Actor, key: str) -> dict[str, Any]:
    if by.user_id is None:
        raise Denied("A person does this; the system does not.")
    return {"at": clock.now(), "by_id": by.user_id, "by_name": by.name, "idempotency_key": key}


def _trace(by: Actor, action: str, goal: Goal, detail: dict[str, object]) -> None:
    audit.record(
        by=by,
        action=action,
        subject=("goal", goal.uid),
        patient=goal.patient.uid,
        location=by.location_id or goal.patient.home_location_id,
        detail=detail,
    )
