"""The dose of a session: drawn up by one person, confirmed by another, and its rate changed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction

import lightwell.clinical as lw
from lightwell.access.actors import Actor
from lightwell.access.errors import Conflict, Denied, InvalidInput, NotFound, NotReady
from lightwell.clinical.writing import plain, written
from lightwell.records.models import SessionEntry
from lightwell.records.policies_sessions import check_can_chart
from lightwell.records.queries.session_doses import differs
from lightwell.records.queries.session_grounds import height_cm
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
PREPARED = {
    "mg": (lw.KetamineMilligrams, "mg"),
    "concentration_mg_per_ml": (lw.MgPerMl, "mg per mL"),
    "volume_ml": (lw.Millilitres, "mL"),
    "total_volume_ml": (lw.Millilitres, "mL"),
    "rate_ml_per_h": (lw.Millilitres, "mL per h"),
    "minutes": (lw.Minutes, "min"),
}
LABELS = {
    "mg": "Dose",
    "concentration_mg_per_ml": "Concentration",
    "volume_ml": "Volume drawn up",
    "total_volume_ml": "Total volume",
    "rate_ml_per_h": "Rate",
    "minutes": "Duration",
}
TEN = Decimal(10)


@transaction.atomic
def prepare_dose(
    *, by: Actor, session: UUID, prepared: Mapping[str, Any], key: str, version: int
) -> SessionEntry:
    """Write down what was drawn up; every amount must be the signed plan's, for today's weight.

    The dose is computed again from the weight of today. What differs from the plan is refused:
    another dose is another plan. A new preparation needs a new confirmation.
    """
    check_can_chart(by)
    held = hold(by=by, session=session, key=key, version=version)
    said = Said(kind=Kind.DOSE_PREPARED, values=_amounts(prepared))
    if done := already(held, said):
        return done
    refuse_unless(held, *BEFORE_START)
    refuse_overtaken(held, said)
    plan, weight = _plan(held), _weight_of_today(held)
    made = _computed(held, plan, weight)
    _refuse_mismatch(said.values, made, plan)
    worked_out = {
        "plan": str(plan.uid),
        "plan_number": plan.number,
        "weight_kg": weight.kg,
        "weighed_on": weight.on.isoformat(),
        "mg_per_kg": written(made.infused.per_kg.amount, 3),
        "lines": list(made.lines),
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
    rate = _amount("rate_ml_per_h", given.pop("rate_ml_per_h", None))
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


def _weight_of_today(held: Held) -> Weight:
    weight = held.view.weight
    if weight is None or weight.on != held.view.day_of(held.now):
        raise NotReady("The weight is not of today. Weigh the person first.")
    return weight


def _computed(held: Held, plan: PlanInForce, weight: Weight) -> lw.Dose:
    """The planned dose worked out again for the weight of today, or the refusal in words."""
    content = plan.content
    if differs(weight.kg, str(content["weight_kg"])):
        raise NotReady(
            f"The weight is {weight.kg} kg; the plan was made for {content['weight_kg']} kg. "
            "A prescriber makes a new plan first."
        )
    height = height_cm(held.row.patient)
    try:
        made = lw.dose(
            lw.Order(
                programme=held.view.programme.id,
                ordered=lw.KetamineMilligrams(content["mg"]),
                weight=lw.Kilograms(weight.kg),
                basis=content["basis"],
                basis_reason=content.get("basis_reason", ""),
                height=lw.Centimetres(height) if height else None,
                sex_at_birth=held.row.patient.sex_at_birth,
                concentration=lw.MgPerMl(content["concentration_mg_per_ml"]),
                total_volume=lw.Millilitres(content["total_volume_ml"]),
                minutes=lw.Minutes(content["minutes"]),
            )
        )
    except lw.ClinicalError as refused:
        raise NotReady(f"{refused} A prescriber makes a new plan first.") from None
    signed = {one["by"] for one in plan.sign_offs} | {"prescriber"}
    if missing := [one for one in made.sign_offs if one.by not in signed]:
        raise NotReady(f"{missing[0].why}. A {missing[0].by} signs a new plan first.")
    return made


def _amounts(prepared: Mapping[str, Any]) -> dict[str, str]:
    """Every amount that two people look at, as decimal texts; none may be left out."""
    if unknown := set(prepared) - set(PREPARED):
        raise InvalidInput(f"{min(unknown)} is not part of a dose.", field=min(unknown))
    return {name: _amount(name, prepared.get(name)) for name in PREPARED}


def _amount(name: str, given: object) -> str:
    unit, words_ = PREPARED[name]
    if given is None or not str(given).strip():
        raise InvalidInput(f"{LABELS[name]} is missing. Enter it in {words_}.", field=name)
    try:
        amount = unit(str(given).strip())
    except lw.ClinicalError as refused:
        raise InvalidInput(str(refused), field=name) from None
    if amount.amount <= 0:
        raise InvalidInput(f"{LABELS[name]} must be above 0 {words_}.", field=name)
    return plain(amount)


def _refuse_mismatch(given: Mapping[str, Any], made: lw.Dose, plan: PlanInForce) -> None:
    """Each amount against the plan's, worked out again; ten times off is named as such."""
    content = plan.content
    expected = {
        "mg": made.mg.amount,
        "concentration_mg_per_ml": Decimal(str(content["concentration_mg_per_ml"])),
        "volume_ml": made.infused.volume.amount,
        "total_volume_ml": Decimal(str(content["total_volume_ml"])),
        "rate_ml_per_h": made.infused.rate.amount,
        "minutes": Decimal(str(content["minutes"])),
    }
    for name, right in expected.items():
        typed, unit = Decimal(given[name]), PREPARED[name][1]
        if typed == right:
            continue
        slip = ""
        if typed in (right * TEN, right / TEN):
            slip = " Ten times off: look at the decimal point."
        raise InvalidInput(
            f"{LABELS[name]}: {written(typed)} {unit} was drawn up; the signed plan says "
            f"{written(right)} {unit}.{slip} Another dose needs a new plan.",
            field=name,
            expected=plain(lw.Millilitres(right)),
        )


def _refuse_fast(held: Held, rate: Decimal) -> None:
    prepared = held.view.dose.prepared
    if prepared is None:
        raise NotReady("No dose was drawn up in this session.")
    shortest = held.view.programme.dose.pump.minutes[0]
    total = Decimal(prepared.values["total_volume_ml"])
    fastest = total / shortest * 60
    if rate > fastest:
        raise InvalidInput(
            f"Rate: {written(rate)} mL per h is faster than {written(fastest, 1)} mL per h, the "
            f"whole volume in {written(shortest)} min. The programme allows no faster one.",
            field="rate_ml_per_h",
        )
