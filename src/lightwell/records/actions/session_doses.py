"""The dose of a session: drawn up by one person, confirmed by another, and its rate changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, TypeVar
from uuid import UUID

from django.db import transaction

import lightwell.clinical as lw
from lightwell.access.actors import Actor
from lightwell.access.errors import Conflict, Denied, InvalidInput, NotFound, NotReady
from lightwell.clinical.writing import written
from lightwell.records.models import SessionEntry
from lightwell.records.policies_sessions import check_can_chart
from lightwell.records.queries.session_doses import differs
from lightwell.records.queries.session_grounds import height_cm
from lightwell.records.session_amounts import amount, amounts, planned, refuse_mismatch
from lightwell.records.session_state import BEFORE_START, PlanInForce, Weight
from lightwell.records.session_writing import (
    Held,
    Said,
    already,
    hold,
    moment,
    refuse_overtaken,
    refuse_unless,
    words,
    write,
)

Kind = SessionEntry.Kind
T = TypeVar("T")


@transaction.atomic
def prepare_dose(
    *, by: Actor, session: UUID, prepared: Mapping[str, Any], key: str, version: int
) -> SessionEntry:
    """Write down what is in the hand; every amount must be the signed plan's, for today's weight.

    The dose is computed again from the weight of today, where it goes by weight. What differs
    from the plan is refused: another dose is another plan. A new preparation needs a new
    confirmation.
    """
    check_can_chart(by)
    held = hold(by=by, session=session, key=key, version=version)
    said = Said(kind=Kind.DOSE_PREPARED, values=amounts(prepared, held.view.way))
    if done := already(held, said):
        return done
    refuse_unless(held, *BEFORE_START)
    refuse_overtaken(held, said)
    plan, weight = _plan(held), _weight_of_today(held)
    made = _computed(held, plan, weight)
    refuse_mismatch(said.values, planned(made, plan.content), held.view.way)
    worked_out = {
        "plan": str(plan.uid),
        "plan_number": plan.number,
        "way": made.limits.id,
        "lines": list(made.lines),
    }
    if weight is not None and made.per_kg is not None:
        worked_out |= {
            "weight_kg": weight.kg,
            "weighed_on": weight.on.isoformat(),
            "mg_per_kg": written(made.per_kg.amount, 3),
        }
    return write(held, said, at=held.now, worked_out=worked_out)


@transaction.atomic
def confirm_dose(
    *, by: Actor, session: UUID, prepared: UUID, key: str, version: int
) -> SessionEntry:
    """A second person stands for what was drawn up; never the one who drew it up."""
    check_can_chart(by)
    held = hold(by=by, session=session, key=key, version=version)
    said = Said(kind=Kind.DOSE_CONFIRMED, values={"prepared": str(prepared)})
    if done := already(held, said):
        return done
    refuse_unless(held, *BEFORE_START)
    entry = held.view.entry(prepared)
    if entry is None or entry.kind != Kind.DOSE_PREPARED:
        raise NotFound("There is no such preparation in this session.")
    newest = held.view.dose.prepared
    if newest is None or newest.uid != prepared or newest.number > held.version:
        raise Conflict(
            "The dose was drawn up again while your page was open. Nothing was saved.",
            theirs=newest,
        )
    refuse_overtaken(held, said)
    if entry.by_id == by.user_id:
        raise Denied("You drew this dose up. A second person confirms it.")
    if held.view.dose.void:
        raise NotReady(held.view.dose.void)
    if held.view.day_of(entry.at) != held.view.day_of(held.now):
        raise NotReady("This dose was drawn up on another day. Draw it up again.")
    _weight_of_today(held)
    return write(held, said, at=held.now)


@transaction.atomic
def change_rate(
    *,
    by: Actor,
    session: UUID,
    values: Mapping[str, Any],
    key: str,
    version: int,
    at: datetime | None = None,
    reason: str = "",
) -> SessionEntry:
    """Change the rate of a running infusion: mL per hour, who ordered it, and why.

    Never faster than the shortest duration that the programme allows; slower is always possible.
    """
    check_can_chart(by)
    held = hold(by=by, session=session, key=key, version=version)
    given = dict(values)
    if held.view.way.infusion is None:
        raise NotReady("Nothing runs here whose rate could be changed. Nothing was saved.")
    rate = amount("rate_ml_per_h", given.pop("rate_ml_per_h", None), held.view.way)
    said = Said(
        kind=Kind.RATE,
        values={"rate_ml_per_h": rate, **words(given, ("ordered_by", "words"))},
        at=at,
        reason=reason.strip(),
    )
    if done := already(held, said):
        return done
    refuse_unless(held, "running", "paused")
    refuse_overtaken(held, said)
    if not said.reason:
        raise InvalidInput("Say why the rate is changed.", field="reason")
    _refuse_fast(held, Decimal(rate))
    return write(held, said, at=moment(held, said))


# ------------------------------------------------------------------ what the dose rests on


def _plan(held: Held) -> PlanInForce:
    if held.view.plan is None:
        raise NotReady("The plan is not signed. A prescriber signs it first.")
    return held.view.plan


def _weight_of_today(held: Held) -> Weight | None:
    """The weight that the dose rests on; none where it goes by no weight, as with devices."""
    if not held.view.way.is_by_weight:
        return None
    weight = held.view.weight
    if weight is None or weight.on != held.view.day_of(held.now):
        raise NotReady("The weight is not of today. Weigh the person first.")
    return weight


def _computed(held: Held, plan: PlanInForce, weight: Weight | None) -> lw.Dose:
    """The planned dose worked out again for the weight of today, or the refusal in words."""
    content = plan.content
    if weight is not None and differs(weight.kg, str(content["weight_kg"])):
        raise NotReady(
            f"The weight is {weight.kg} kg; the plan was made for {content['weight_kg']} kg. "
            "A prescriber makes a new plan first."
        )
    try:
        made = lw.dose(_order(held, content, weight))
    except lw.ClinicalError as refused:
        raise NotReady(f"{refused} A prescriber makes a new plan first.") from None
    signed = {one["by"] for one in plan.sign_offs} | {"prescriber"}
    if missing := [one for one in made.sign_offs if one.by not in signed]:
        raise NotReady(f"{missing[0].why}. A {missing[0].by} signs a new plan first.")
    return made


def _order(held: Held, content: Mapping[str, Any], weight: Weight | None) -> lw.Order:
    """What the plan orders, for the body of today."""
    way, height = held.view.way, height_cm(held.row.patient)
    if weight is None:
        ordered = lw.EsketamineMilligrams(content["mg"])
        return lw.Order(programme=held.view.programme.id, dose=way.id, ordered=ordered)
    return lw.Order(
        programme=held.view.programme.id,
        dose=way.id,
        ordered=lw.KetamineMilligrams(content["mg"]),
        weight=lw.Kilograms(weight.kg),
        basis=content["basis"],
        basis_reason=content.get("basis_reason", ""),
        height=lw.Centimetres(height) if height else None,
        sex_at_birth=held.row.patient.sex_at_birth,
        concentration=_in(lw.MgPerMl, content.get("concentration_mg_per_ml")),
        total_volume=_in(lw.Millilitres, content.get("total_volume_ml")),
        minutes=_in(lw.Minutes, content.get("minutes")),
        unit=_in(lw.KetamineMilligrams, content.get("unit_mg")),
    )


def _in(unit: Callable[[str], T], text: str | None) -> T | None:
    return None if text is None else unit(text)


def _refuse_fast(held: Held, rate: Decimal) -> None:
    prepared = held.view.dose.prepared
    if prepared is None:
        raise NotReady("No dose was drawn up in this session.")
    shortest = held.view.way.pump.minutes[0]
    total = Decimal(prepared.values["total_volume_ml"])
    fastest = total / shortest * 60
    if rate > fastest:
        raise InvalidInput(
            f"Rate: {written(rate)} mL per h is faster than {written(fastest, 1)} mL per h, the "
            f"whole volume in {written(shortest)} min. The programme allows no faster one.",
            field="rate_ml_per_h",
        )
