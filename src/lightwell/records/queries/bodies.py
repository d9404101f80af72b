"""What the record knows of a person that a dose rests on."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from lightwell.access import clock
from lightwell.access.actors import Actor
from lightwell.kit.dates import age_on
from lightwell.records.models import Patient
from lightwell.records.planning import Body
from lightwell.records.queries import facts
from lightwell.records.queries.courses import CourseView


def of(by: Actor, view: CourseView) -> Body:
    """Age, height, sex and the weight before, as the record knows them."""
    known = facts.standing(facts.all_of(by, view.patient))
    height = known.get(("person.height_cm", ""))
    weights: list[tuple[date, Decimal]] = [
        (date.fromisoformat(one.content["weighed_on"]), Decimal(one.content["weight_kg"]))
        for one in view.plans[-1:]
        if "weighed_on" in one.content
    ]
    weight = known.get(("person.weight_kg", ""))
    if weight is not None and weight.value is not None:
        weights.append((weight.observed_on, Decimal(str(weight.value))))
    earlier = max(weights, default=None)
    born, sex = view.patient.birth_date, view.patient.sex_at_birth
    return Body(
        age=None if born is None else age_on(born, view.day(clock.now())),
        sex_at_birth=None if sex == Patient.Sex.UNKNOWN else str(sex),
        height_cm=None if height is None or height.value is None else Decimal(str(height.value)),
        earlier_kg=earlier[1] if earlier else None,
        earlier_on=earlier[0] if earlier else None,
    )
