"""A person whose safety is known, decisions about them, and a consent."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

import lightwell.clinical as lw
from lightwell.access import clock
from lightwell.access.actors import Actor
from lightwell.records import evaluation
from lightwell.records.actions import consents, decisions
from lightwell.records.actions import facts as fact_actions
from lightwell.records.models import Consent, Decision, Patient
from lightwell.records.queries import decisions as queries
from lightwell.records.queries import facts
from tests.support.people import key

SAID = "I would tell you so in my own words."
PRESSURE = {"vital.sbp": 120, "vital.dbp": 80}


def found(by: Actor, patient: Patient, **values: object) -> None:
    """Record facts of today: ``conditions__avm="no"``; a correction has its reason."""
    told = {name.replace("__", "."): value for name, value in values.items()}
    fact_actions.record(
        by=by,
        patient=patient,
        facts=told,
        observed_on=timezone.localdate(),
        source="clinician",
        key=key(),
        base=facts.newest(facts.all_of(by, patient)),
        observed_at=clock.now() if any(name.startswith("vital") for name in told) else None,
        reason="found out since",
    )


def settle_safety(by: Actor, patient: Patient, **other: object) -> None:
    """Every condition that an evaluation asks for is "no", the pressure calm, each check that
    holds a session done; but for ``other``."""
    asked = [name for step in evaluation.STEPS for name in step.facts if "conditions." in name]
    told: dict[str, Any] = dict.fromkeys(asked, "no") | PRESSURE
    told |= {"session.bipolar_screen_positive": "no", "evaluation.psychiatric_assessment": "yes"}
    told |= {f"checks.{name}": "nothing_found" for name in ("bladder", "liver", "misuse")}
    told |= {name.replace("__", "."): value for name, value in other.items()}
    found(by, patient, **{name.replace(".", "__"): value for name, value in told.items()})


def decided(by: Actor, patient: Patient, **told: Any) -> Decision:
    """A decision on what is known now; an offer says why without two failed trials."""
    basis = queries.basis(by, patient, patient.home_location.region)
    given: dict[str, Any] = {
        "choice": "offer",
        "reasons": "Two treatments have not been enough.",
        "version": basis.version,
        "key": key(),
    }
    if told.get("choice", "offer") == "offer":
        given["set_aside"] = {card.rule.id: "Weighed." for card in basis.offering.asked}
    return decisions.decide(by=by, patient=patient, **(given | told))


def answers(**other: tuple[str, bool | None]) -> dict[str, tuple[str, bool | None]]:
    """Every question of the text answered and understood; but for ``other``."""
    text = lw.consent_text("ketamine-iv")
    return {question.id: (SAID, True) for question in text.questions} | other


def agreed(by: Actor, patient: Patient, **told: Any) -> Consent:
    """A consent of a person who is present."""
    given: dict[str, Any] = {
        "answers": answers(),
        "given_by": "patient",
        "version": lw.consent_text("ketamine-iv").header.version,
        "key": key(),
    }
    return consents.give(by=by, patient=patient, **(given | told))
