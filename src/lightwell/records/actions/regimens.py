"""A prescriber reviews everything that a person takes beside a planned treatment."""

from __future__ import annotations

from django.db import transaction

from lightwell.access import audit, clock
from lightwell.access.actors import Actor
from lightwell.access.errors import Conflict, Denied, InvalidInput
from lightwell.clinical.products import Product
from lightwell.records.models import Patient, RegimenReview
from lightwell.records.policies_decisions import check_can_decide
from lightwell.records.queries import patients as patient_queries
from lightwell.records.queries import regimens

LONGEST = 2000
STALE = (
    "The medicines or the lists changed while this page was open. Nothing was saved. Look again."
)


@transaction.atomic
def review(
    *,
    by: Actor,
    patient: Patient,
    region: str,
    treatment: Product,
    decided: str,
    fingerprint: str,
    key: str,
) -> RegimenReview:
    """Keep what was found of all medicines, and what was decided about it.

    Where something is to be avoided, is major or was not checked, the decision is in words.
    ``fingerprint`` is of what the page showed. The same key twice keeps one review.
    """
    check_can_decide(by)
    patient = patient_queries.get(by=by, uid=patient.uid)
    Patient.objects.select_for_update().get(pk=patient.pk)
    words = decided.strip()
    if done := RegimenReview.objects.filter(idempotency_key=key).first():
        if (done.patient_id, done.by_id, done.decided) != (patient.pk, by.user_id, words):
            raise Conflict("This page was already used for something else. Nothing was saved.")
        return done
    now = regimens.regimen(by, patient, region, treatment)
    if now.fingerprint != fingerprint:
        raise Conflict(STALE)
    if now.needs_decision and not words:
        raise InvalidInput("Write what you decided about each of these.", field="decided")
    if len(words) > LONGEST:
        raise InvalidInput(f"Shorten it to {LONGEST:,} characters.", field="decided")
    return _keep(by, patient, now, words, key)


def _keep(
    by: Actor, patient: Patient, now: regimens.Regimen, words: str, key: str
) -> RegimenReview:
    if by.user_id is None:
        raise Denied("A person reviews medicines; the system does not.")
    agent, route = now.treatment
    row = RegimenReview.objects.create(
        patient=patient,
        agent=agent,
        route=route,
        region=now.region,
        content_hash=now.content_hash,
        facts=now.case,
        found=now.found.as_json(),
        decided=words,
        at=clock.now(),
        by_id=by.user_id,
        by_name=by.name,
        idempotency_key=key,
    )
    audit.record(
        by=by,
        action="regimen.review",
        subject=("regimen", row.uid),
        patient=patient.uid,
        location=by.location_id,
        detail={"agent": agent, "route": route, "severity": now.found.severity or "none"},
    )
    return row
