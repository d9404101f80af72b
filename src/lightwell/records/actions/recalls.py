"""Writing down what was done about a person who is to be asked back."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from lightwell.access import audit, clock
from lightwell.access.actors import Actor
from lightwell.access.errors import Conflict, Denied, InvalidInput
from lightwell.records.models import Patient, RecallAct
from lightwell.records.policies_recall import check_can_recall
from lightwell.records.queries import patients as patient_queries
from lightwell.records.queries import recall
from lightwell.records.recall_words import LONGEST_DAYS, NEED_REASON, OUTCOMES, REASON_AT_MOST

if TYPE_CHECKING:
    from lightwell.records.queries.recall import Line

USED = "This page was already used for something else. Nothing was saved."
STALE = "What this line rests on changed while the page was open. Nothing was saved. Look again."


@transaction.atomic
def record(
    *,
    by: Actor,
    patient: Patient,
    purpose: str,
    outcome: str,
    until: date,
    reason: str,
    evidence: str,
    key: str,
) -> RecallAct:
    """Keep what was done about a line; it stays away until the day that was named.

    ``evidence`` is what the page showed the line to rest on: when that changed, nothing is saved.
    The same key twice keeps one act.
    """
    check_can_recall(by)
    person = patient_queries.get(by=by, uid=patient.uid)
    Patient.objects.select_for_update().get(pk=person.pk)
    said = (purpose, outcome, until, reason.strip())
    if done := RecallAct.objects.filter(idempotency_key=key).first():
        before = (done.purpose, done.outcome, done.until, done.reason)
        if (done.patient_id, done.by_id, before) != (person.pk, by.user_id, said):
            raise Conflict(USED)
        return done
    found = recall.line(by, person, purpose)
    if found.reason.evidence != evidence:
        raise Conflict(STALE)
    _check(outcome, until, reason.strip(), recall.today(by))
    return _keep(by, found, outcome, until, reason.strip(), key)


def _check(outcome: str, until: date, reason: str, today: date) -> None:
    if outcome not in OUTCOMES:
        raise InvalidInput("Choose what came of it.", field="outcome")
    if until <= today:
        raise InvalidInput("Choose a day after today.", field="until")
    if until > today + timedelta(days=LONGEST_DAYS):
        raise InvalidInput(f"Choose a day within {LONGEST_DAYS} days.", field="until")
    if outcome in NEED_REASON and not reason:
        raise InvalidInput("Write the reason. It is kept.", field="reason")
    if len(reason) > REASON_AT_MOST:
        raise InvalidInput(f"Shorten it to {REASON_AT_MOST} characters.", field="reason")


def _keep(by: Actor, found: Line, outcome: str, until: date, reason: str, key: str) -> RecallAct:
    if by.user_id is None or by.location_id is None:
        raise Denied("A person asks a patient back; the system does not.")
    row = RecallAct.objects.create(
        patient=found.patient,
        location_id=by.location_id,
        purpose=found.reason.purpose,
        evidence=found.reason.evidence,
        said={"why": found.reason.why, "since": found.reason.since.isoformat()},
        outcome=outcome,
        until=until,
        reason=reason,
        at=clock.now(),
        by_id=by.user_id,
        by_name=by.name,
        idempotency_key=key,
    )
    audit.record(
        by=by,
        action="recall.record",
        subject=("recall", row.uid),
        patient=found.patient.uid,
        location=by.location_id,
        detail={"of": row.purpose, "outcome": row.outcome.replace("_", " ")},
    )
    return row
