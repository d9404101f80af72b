"""The life stages of a patient on a day, and those that began since a decision was made."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import lightwell.clinical as lw
from lightwell.clinical.library import library
from lightwell.clinical.predicates import facts_of
from lightwell.records import days
from lightwell.records.models import Decision, Patient, RecordedFact

if TYPE_CHECKING:
    from lightwell.clinical.products import Product

STATED = "evaluation.pregnancy_stated"


def of(patient: Patient, route: str, day: date | None = None) -> tuple[lw.StageGuard, ...]:
    """The guards that stand on this day, today unless it is named, or that nobody can tell."""
    return lw.life_stages(_case(patient, day), route)


def not_decided(
    patient: Patient, treatment: Product, day: date | None = None
) -> tuple[lw.StageGuard, ...]:
    """The guards that the decision in force was not made on: each keeps a session from starting.

    A stage that blocks stands in the way whatever was decided.
    """
    agent, route = treatment
    row = (
        Decision.objects.filter(patient=patient, agent=agent, route=route)
        .select_related("evaluation")
        .order_by("-number")
        .first()
    )
    now = _case(patient, day)
    blocks = {one.guard.id: one for one in lw.life_stages(now, route) if one.stops}
    if row is None:
        return tuple(blocks.values())
    then = lw.case_from_dict(row.evaluation.facts)
    begun = {one.guard.id: one for one in lw.stages_begun(then, now, route)}
    return tuple((blocks | begun).values())


def _case(patient: Patient, day: date | None) -> lw.Case:
    """What the guards ask about, from what is recorded (one query); what is not is unknown."""
    asked = {name for one in library().common_care.guards for name in facts_of(one.when)}
    rows = RecordedFact.objects.filter(patient=patient, name__in=[*asked, STATED])
    known: dict[str, dict[str, Any]] = {"conditions": {}, "evaluation": {}}
    for row in rows.order_by("number"):
        group, key = row.name.split(".", 1)
        known[group].pop(key, None)
        if row.value is not None:
            known[group][key] = row.value
    person: dict[str, Any] = {}
    if patient.birth_date is not None:
        person["birth_date"] = patient.birth_date.isoformat()
    if patient.sex_at_birth != Patient.Sex.UNKNOWN:
        person["sex_at_birth"] = str(patient.sex_at_birth)
    on = (day or days.today(patient)).isoformat()
    return lw.case_from_dict({"on": on, "person": person, **known})
