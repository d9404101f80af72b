"""Deciding about a treatment: on which facts, with which reasons, and who signs second."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from attrs import frozen
from django.db import IntegrityError, transaction
from django.utils import timezone

import lightwell.clinical as lw
from lightwell.access import audit, clock
from lightwell.access.actors import Actor
from lightwell.access.errors import Conflict, Denied, InvalidInput, NotFound, NotReady
from lightwell.access.models import Location
from lightwell.clinical.products import Product
from lightwell.records import policies_decisions as may
from lightwell.records.models import (
    Decision,
    DecisionSignature,
    Disagreement,
    Patient,
    RuleEvaluation,
)
from lightwell.records.queries import decisions as queries
from lightwell.records.queries import patients as patient_queries
from lightwell.records.queries.decisions import Basis
from lightwell.records.queries.eligibility import AGENT, ROUTE
from lightwell.records.stored import as_json

USED = "This page was already used for something else. Nothing was saved."
REASONS_AT_MOST, REASON_AT_MOST = 4000, 500


@frozen(kw_only=True)
class Wanted:
    """What a prescriber decided, as typed."""

    choice: str
    until: date | None
    reasons: str
    set_aside: Mapping[str, str]


@transaction.atomic
def decide(
    *,
    by: Actor,
    patient: Patient,
    choice: str,
    reasons: str,
    version: str,
    key: str,
    until: date | None = None,
    set_aside: Mapping[str, str] | None = None,
    treatment: Product = (AGENT, ROUTE),
) -> Decision:
    """Keep a decision with the facts, the rules and what each said; a later one supersedes.

    ``version`` is of the facts, rules and last decision that the page showed: if any changed,
    nothing is saved. ``set_aside`` holds a reason for each rule that an offer sets aside.
    """
    may.check_can_decide(by)
    wanted = Wanted(
        choice=choice,
        until=until,
        reasons=reasons.strip(),
        set_aside={rule: why.strip() for rule, why in (set_aside or {}).items()},
    )
    patient = patient_queries.get(by=by, uid=patient.uid)
    # One writer at a time for one patient: the next number is then a plain number.
    Patient.objects.select_for_update().get(pk=patient.pk)
    if done := Decision.objects.filter(idempotency_key=key).first():
        return _the_same(by, patient, done, wanted, treatment)
    region = Location.objects.get(pk=_place(by)).region
    now = queries.basis(by, patient, region, treatment)
    if now.version != version:
        raise Conflict(
            "The record changed while this page was open. Nothing was saved. "
            "Open the page again and read what is new."
        )
    _check(wanted)
    overrides = _overrides(by, now, wanted) if wanted.choice == Decision.Choice.OFFER else []
    row = _keep(by, patient, region, now, wanted, overrides, key)
    _trace(by, "decision.decide", row, choice=row.choice, number=row.number)
    return row


@transaction.atomic
def sign_second(
    *, by: Actor, patient: Patient, decision: UUID, version: str, key: str, note: str = ""
) -> DecisionSignature:
    """Another prescriber signs a decision that sets aside a rule for which it takes two.

    Refused when a later decision stands, when the facts of now would no longer allow it, and
    when anything changed since the page of this ``version`` was made.
    """
    may.check_can_decide(by)
    patient = patient_queries.get(by=by, uid=patient.uid)
    Patient.objects.select_for_update().get(pk=patient.pk)
    row = _decision(patient, decision)
    note = note.strip()
    if done := DecisionSignature.objects.filter(idempotency_key=key).first():
        if (done.decision_id, done.by_id, done.note) != (row.pk, by.user_id, note):
            raise Conflict(USED)
        return done
    may.check_can_sign_second(by, row)
    _check_waits(by, patient, row)
    if queries.one(by, patient, decision).version != version:
        raise Conflict("The record changed while this page was open. Nothing was signed.")
    signature = DecisionSignature.objects.create(
        decision=row,
        note=note,
        at=clock.now(),
        by_id=by.person_id("decides"),
        by_name=by.name,
        idempotency_key=key,
    )
    _trace(by, "decision.sign-second", row, choice=row.choice, number=row.number)
    return signature


@transaction.atomic
def see_otherwise(
    *, by: Actor, patient: Patient, decision: UUID, reason: str, key: str
) -> Disagreement:
    """Somebody who treats sees a rule or the decision otherwise; the decision stays as it was."""
    may.check_can_see_otherwise(by)
    patient = patient_queries.get(by=by, uid=patient.uid)
    row = _decision(patient, decision)
    reason = reason.strip()
    if done := Disagreement.objects.filter(idempotency_key=key).first():
        if (done.evaluation_id, done.by_id, done.reason) != (row.evaluation_id, by.user_id, reason):
            raise Conflict(USED)
        return done
    if not reason:
        raise InvalidInput("Say which rule you see otherwise, and why.", field="reason")
    view = Disagreement.objects.create(
        evaluation_id=row.evaluation_id,
        reason=reason,
        at=clock.now(),
        by_id=by.person_id("decides"),
        idempotency_key=key,
    )
    _trace(by, "decision.see-otherwise", row, number=row.number)
    return view


def _the_same(
    by: Actor, patient: Patient, done: Decision, wanted: Wanted, treatment: Product
) -> Decision:
    """A page sent twice is one decision; the same key for anything else is refused."""
    said = {one["rule"]: one["reason"] for one in done.overrides}
    before = (done.patient_id, done.by_id, done.choice, done.until, done.reasons, said)
    is_offer = wanted.choice == Decision.Choice.OFFER
    again = dict(wanted.set_aside) if is_offer else {}
    now = (patient.pk, by.user_id, wanted.choice, wanted.until, wanted.reasons, again)
    if before != now or (done.agent, done.route) != treatment:
        raise Conflict(USED)
    return done


def _check(wanted: Wanted) -> None:
    """What every decision needs, whatever the rules say."""
    if wanted.choice not in Decision.Choice.values:
        raise InvalidInput("Choose what you decide.", field="choice")
    if not wanted.reasons:
        raise InvalidInput("Write your reasons. They are kept with the decision.", field="reasons")
    if len(wanted.reasons) > REASONS_AT_MOST:
        raise InvalidInput(f"Shorten the reasons to {REASONS_AT_MOST} characters.", field="reasons")
    is_deferred = wanted.choice == Decision.Choice.DEFER
    if is_deferred and wanted.until is None:
        raise InvalidInput("Enter the day until which you defer.", field="until")
    if is_deferred and wanted.until and wanted.until <= timezone.localtime(clock.now()).date():
        raise InvalidInput("Enter a day after today.", field="until")
    if not is_deferred and wanted.until is not None:
        raise InvalidInput("Leave the day empty unless you defer.", field="until")


def _overrides(by: Actor, now: Basis, wanted: Wanted) -> list[dict[str, str]]:
    """The reason and the roles for each rule that this offer sets aside, or why it cannot be."""
    _check_open(now.offering)
    asked = {card.rule.id: card for card in now.offering.asked}
    for rule in wanted.set_aside:
        if rule not in asked:
            raise InvalidInput(f"{rule} does not stand in the way and is not set aside.")
    kept = []
    for rule, card in asked.items():
        reason = wanted.set_aside.get(rule, "")
        if not reason:
            raise InvalidInput(f"Say why you set this aside: {card.rule.claim}.", field=rule)
        if len(reason) > REASON_AT_MOST:
            raise InvalidInput(f"Shorten it to {REASON_AT_MOST} characters.", field=rule)
        may.check_can_set_aside(by, card.rule.signers)
        second = card.rule.signers[1] if len(card.rule.signers) > 1 else ""
        kept.append(
            {
                "rule": rule,
                "claim": card.rule.claim,
                "outcome": card.outcome.value,
                "reason": reason,
                "role": card.rule.signers[0],
                "second": second,
            }
        )
    return kept


def _check_open(offering: lw.Offering) -> None:
    """Unknown in safety, and what nobody may set aside, keep an offer closed."""
    if offering.unknown:
        claims = "; ".join(card.rule.claim for card in offering.unknown)
        number = len(offering.unknown)
        raise NotReady(f"Not known yet, {number} in safety: {claims}. Settle them first.")
    if offering.closed:
        claims = "; ".join(card.rule.claim for card in offering.closed)
        raise NotReady(f"Not met, and nobody may set it aside: {claims}.")


def _keep(
    by: Actor,
    patient: Patient,
    region: str,
    now: Basis,
    wanted: Wanted,
    overrides: list[dict[str, str]],
    key: str,
) -> Decision:
    found = now.judged.assessment
    try:
        with transaction.atomic():
            return Decision.objects.create(
                patient=patient,
                location_id=_place(by),
                agent=found.rules.agent,
                route=found.rules.route,
                region=region,
                number=now.last + 1,
                choice=wanted.choice,
                until=wanted.until,
                reasons=wanted.reasons,
                outcome=found.outcome,
                evaluation=_evaluation(by, patient, region, now, key),
                cards=[card.as_json() for card in found.cards],
                overrides=overrides,
                needs_second=any(one["second"] for one in overrides),
                at=clock.now(),
                by_id=by.person_id("decides"),
                by_name=by.name,
                idempotency_key=key,
            )
    except IntegrityError:
        raise Conflict(
            "Someone else decided at the same moment. Nothing of yours was saved."
        ) from None


def _evaluation(by: Actor, patient: Patient, region: str, now: Basis, key: str) -> RuleEvaluation:
    """The rules with their version and hash, the facts, the outcome and why: to be run again."""
    found = now.judged.assessment
    tree = found.explain()
    return RuleEvaluation.objects.create(
        patient=patient,
        rule=f"eligibility.{found.rules.agent}.{found.rules.route}.{region}",
        rule_version=found.rules.version,
        content_hash=found.rules.content_hash,
        facts=now.judged.case,
        outcome=tree.outcome.value,
        explanation=as_json(tree),
        at=clock.now(),
        by_id=by.person_id("decides"),
        idempotency_key=f"{key}:eligibility",
    )


def _check_waits(by: Actor, patient: Patient, row: Decision) -> None:
    """A second signature is for the decision that stands, once, on facts that still allow it."""
    if Decision.objects.filter(
        patient=patient, agent=row.agent, route=row.route, number__gt=row.number
    ).exists():
        raise Conflict("A later decision stands. Nothing was signed.")
    if not row.needs_second:
        raise Conflict("This decision needs no second signature. Nothing was signed.")
    if DecisionSignature.objects.filter(decision=row).exists():
        raise Conflict("Somebody has signed this already. Nothing of yours was saved.")
    if not queries.still_held(by, patient, row):
        raise NotReady(
            "The facts changed since this was decided, and they no longer allow it. "
            "Nothing was signed. It has to be decided again."
        )


def _decision(patient: Patient, uid: UUID) -> Decision:
    row = Decision.objects.filter(uid=uid, patient=patient).select_related("evaluation").first()
    if row is None:
        raise NotFound("There is no such decision in this record.")
    return row


def _trace(by: Actor, action: str, row: Decision, **detail: object) -> None:
    audit.record(
        by=by,
        action=action,
        subject=("decision", row.uid),
        patient=row.patient.uid,
        location=by.location_id,
        detail=detail,
    )


def _place(by: Actor) -> int:
    if by.location_id is None:
        raise Denied("This is done by staff at a location.")
    return by.location_id
