"""Which rules speak for or against a treatment for one patient, as known now."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from attrs import frozen

import lightwell.clinical as lw
from lightwell.access.actors import Actor
from lightwell.access.errors import NotFound
from lightwell.clinical.products import Product, find_product
from lightwell.records import days
from lightwell.records.models import Response
from lightwell.records.policies_history import check_can_read_history
from lightwell.records.queries import case as cases
from lightwell.records.queries import consents, facts, history, home_gates
from lightwell.records.queries.facts import Fact

if TYPE_CHECKING:
    from lightwell.records.models import Patient

AGENT, ROUTE = "ketamine", "iv"
SCREENERS = ("cssrs_screener", "cssrs_since_last_visit")


@frozen
class Judged:
    """The rules on the facts of one patient, and the recorded facts that they rest on."""

    case: dict[str, Any]
    assessment: lw.Assessment
    facts: Mapping[str, Fact]

    @property
    def fingerprint(self) -> str:
        """What a page was made from: the facts, the rules, and what they said."""
        said = [card.outcome.value for card in self.assessment.cards]
        parts = [cases.digest(self.case), self.assessment.rules.content_hash, said]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def chosen(agent: str | None, route: str | None) -> Product:
    """The agent and route that an address names, ketamine by vein where it names none."""
    try:
        return find_product(agent or AGENT, route or (ROUTE if agent is None else None))
    except lw.InvalidInput as unknown:
        raise NotFound("There are no rules for this agent and route.") from unknown


def judge(by: Actor, patient: Patient, region: str, treatment: Product = (AGENT, ROUTE)) -> Judged:
    """Every rule for this agent and route in this region; unknown never counts as safe."""
    check_can_read_history(by)
    recorded = facts.all_of(by, patient)
    parts = facts.case_parts(recorded, days.zone_of(patient))
    case = cases.case_of(patient, by) | {key: parts[key] for key in ("session",) if key in parts}
    stands = {name: fact for (name, about), fact in facts.standing(recorded).items() if not about}
    if agreed := consents.session_facts(by, patient, consents.kind_of(*treatment)):
        case["session"] = case.get("session", {}) | agreed
    case["scores"] = [*case.get("scores", ()), *_screened(patient)]
    if dates := _dates(by, patient, stands):
        case["evaluation"] = case.get("evaluation", {}) | dates
    if at_home := home_gates.known_of_record(by, patient, treatment):
        case["evaluation"] = case.get("evaluation", {}) | at_home
        told = {f"evaluation.{name}" for name in at_home}
        stands = {name: fact for name, fact in stands.items() if name not in told}
    case = days.dated(patient, case)
    agent, route = treatment
    found = lw.assess(lw.case_from_dict(case), agent=agent, route=route, region=region)
    return Judged(case=case, assessment=found, facts=stands)


def _dates(by: Actor, patient: Patient, stands: Mapping[str, Fact]) -> dict[str, str]:
    """The days that the record already knows: of the weight, and of the signed medicines."""
    known = {}
    weight = stands.get("person.weight_kg")
    if weight is not None and weight.value is not None:
        known["weighed_on"] = weight.observed_on.isoformat()
    signed = history.signature(by, patient, "medicine")
    if signed is not None and signed.statement != "unavailable":
        known["medicines_reviewed_on"] = days.day_of(patient, signed.at).isoformat()
    return known


def _screened(patient: Patient) -> list[dict[str, str]]:
    """Each C-SSRS that was asked to its end: it has a risk and no total."""
    rows = Response.objects.filter(patient=patient, instrument__in=SCREENERS, complete=True)
    return [
        {"instrument": row.instrument, "at": days.day_of(patient, row.at).isoformat()}
        for row in rows.order_by("at", "id")
    ]
