"""Recording what the definitions said of a patient, and that a clinician sees it otherwise."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

import lightwell.clinical as lw
from lightwell.access import audit, clock
from lightwell.access.actors import Actor
from lightwell.access.errors import Conflict, InvalidInput, NotFound
from lightwell.records import stored
from lightwell.records.models import Disagreement, Patient, RuleEvaluation, StagingEvaluation
from lightwell.records.policies_history import check_can_record_determination
from lightwell.records.queries import determinations
from lightwell.records.queries import patients as patient_queries
from lightwell.records.queries.determinations import Determination


@transaction.atomic
def record(*, by: Actor, patient: Patient, fingerprint: str, key: str) -> list[RuleEvaluation]:
    """Keep what every definition and staging says now, with version, hash, facts and why.

    ``fingerprint`` is of the facts that the page showed; if they changed since, nothing is
    recorded. The same key twice records once.
    """
    check_can_record_determination(by)
    patient = patient_queries.get(by=by, uid=patient.uid)
    if done := _already(by, patient, key):
        return done
    now = determinations.determine(by, patient)
    if now.fingerprint != fingerprint:
        raise Conflict("The record changed while this page was open. Nothing was saved.")
    at = clock.now()
    for staged in now.history.staging.values():
        _keep_staging(by, patient, now, staged, at=at, key=key)
    rows = [
        RuleEvaluation.objects.create(
            patient=patient,
            rule=result.definition.id,
            rule_version=result.definition.header.version,
            content_hash=result.definition.header.content_hash,
            facts=now.case,
            outcome=result.outcome.value,
            explanation=stored.as_json(
                determinations.explanation_of(now.history, result.definition.id)
            ),
            at=at,
            by_id=by.person_id("records an evaluation"),
            idempotency_key=f"{key}:{result.definition.id}",
        )
        for result in now.history.definitions.values()
    ]
    for row in rows:
        audit.record(
            by=by,
            action="determination.record",
            subject=("evaluation", row.uid),
            patient=patient.uid,
            location=by.location_id,
            detail={"rule": row.rule, "version": row.rule_version, "outcome": row.outcome},
        )
    return rows


def _keep_staging(
    by: Actor, patient: Patient, now: Determination, staged: lw.Staged, *, at: datetime, key: str
) -> None:
    """One staging beside the definitions: its answer, and why each treatment counts or not."""
    header = staged.staging.header
    row = StagingEvaluation.objects.create(
        patient=patient,
        staging=staged.staging.id,
        staging_version=header.version,
        content_hash=header.content_hash,
        facts=now.case,
        result=stored.staged_as_json(staged),
        why=stored.trials_as_json(staged),
        at=at,
        by_id=by.person_id("records an evaluation"),
        idempotency_key=f"{key}:{staged.staging.id}",
    )
    audit.record(
        by=by,
        action="determination.stage",
        subject=("staging", row.uid),
        patient=patient.uid,
        location=by.location_id,
        detail={"rule": row.staging, "version": row.staging_version},
    )


@transaction.atomic
def disagree(
    *, by: Actor, patient: Patient, evaluation: UUID, reason: str, key: str
) -> Disagreement:
    """A clinician sees a recorded evaluation otherwise; the evaluation stays as it was."""
    check_can_record_determination(by)
    patient = patient_queries.get(by=by, uid=patient.uid)
    row = RuleEvaluation.objects.filter(uid=evaluation, patient=patient).first()
    if row is None:
        raise NotFound("There is no such evaluation in this record.")
    if done := Disagreement.objects.filter(idempotency_key=key).first():
        if (done.evaluation_id, done.by_id, done.reason) != (row.pk, by.user_id, reason.strip()):
            raise Conflict("This page was already used for something else. Nothing was saved.")
        return done
    if not reason.strip():
        raise InvalidInput("Say why you see it otherwise. The reason is kept.", field="reason")
    view = Disagreement.objects.create(
        evaluation=row,
        reason=reason.strip(),
        at=clock.now(),
        by_id=by.person_id("records an evaluation"),
        idempotency_key=key,
    )
    audit.record(
        by=by,
        action="determination.disagree",
        subject=("evaluation", row.uid),
        patient=patient.uid,
        location=by.location_id,
        detail={"rule": row.rule, "outcome": row.outcome},
    )
    return view


def _already(by: Actor, patient: Patient, key: str) -> list[RuleEvaluation]:
    rows = list(RuleEvaluation.objects.filter(idempotency_key__startswith=f"{key}:"))
    if any(row.patient_id != patient.pk or row.by_id != by.user_id for row in rows):
        raise Conflict("This page was already used for something else. Nothing was saved.")
    return rows
