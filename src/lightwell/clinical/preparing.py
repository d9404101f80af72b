"""From milligrams to what is in the hand: a syringe and a pump, a syringe, tablets, or devices."""

from __future__ import annotations

from decimal import ROUND_DOWN, ROUND_UP, Decimal
from typing import TYPE_CHECKING, TypeVar

from attrs import frozen

from .doserules import DosingRules
from .errors import InvalidInput
from .programme import DoseLimits
from .units import (
    EsketamineMilligrams,
    Kilograms,
    MgPerMl,
    Milligrams,
    Millilitres,
    MillilitresPerHour,
    Minutes,
)
from .writing import rounded, written

if TYPE_CHECKING:
    from .dosing import Order

T = TypeVar("T")
ONE_HOUR = Decimal(60)
HUNDREDTH = Decimal("0.01")


@frozen
class SignOff:
    """Why a calculated dose may not be given yet, and whose signature it waits for."""

    by: str
    why: str


@frozen(kw_only=True)
class Prepared:
    """What is in the hand. ``mg`` is what it holds: whole tablets may hold less than ordered."""

    mg: Milligrams
    volume: Millilitres | None = None
    rate: MillilitresPerHour | None = None
    count: int | None = None
    lines: tuple[str, ...]
    sign_offs: tuple[SignOff, ...] = ()


def given(value: T | None, what: str) -> T:
    """An input that must be there; a missing one is named, never assumed."""
    if value is None:
        raise InvalidInput(missing(what))
    return value


def missing(what: str) -> str:
    """How a missing input is told."""
    return f"Cannot calculate: {what} missing"


def prepared(
    order: Order, mg: Milligrams, limits: DoseLimits, rules: DosingRules, possible: str = ""
) -> Prepared:
    """What is prepared for this way of giving; ``possible`` tells which doses pieces can make."""
    if limits.form == "infusion":
        return _infusion(order, mg, limits, rules)
    if limits.form == "injection":
        return _injection(order, mg, rules)
    return _units(order, mg, limits, possible)


def devices(ordered: EsketamineMilligrams, limits: DoseLimits) -> tuple[int, tuple[str, ...]]:
    """How many spray devices make up an ordered dose; only the doses there are."""
    if ordered.amount not in limits.doses_mg:
        known = " or ".join(written(one) for one in limits.doses_mg)
        raise InvalidInput(
            f"dose: {written(ordered.amount)} mg is none of the doses there are: order {known} mg."
        )
    device = limits.units_mg[0]
    count = int(ordered.amount / device)
    line = f"{written(ordered.amount)} mg ÷ {written(device)} mg per device = {count} devices"
    return count, (line,)


def _injection(order: Order, mg: Milligrams, rules: DosingRules) -> Prepared:
    """What is drawn up from one vial and given at once."""
    vial = given(order.concentration, "concentration")
    _refuse_unknown_vial(vial, rules)
    drug = Millilitres(rounded(vial.volume_of(mg).amount, rules.round_ml))
    up = f"{written(drug.amount)} mL to draw up"
    line = f"{written(mg.amount)} mg ÷ {written(vial.amount)} mg per mL = {up}"
    return Prepared(mg=mg, volume=drug, lines=(line,))


def possible_doses(limits: DoseLimits, actual: Kilograms, chosen: Kilograms) -> str:
    """Which doses whole pieces make for this weight within the programme's limits, in words, with
    what to order for each; nothing where it is not counted out in pieces."""
    if limits.form != "units":
        return ""
    most = min(limits.ceiling, limits.cap * min(actual.amount, chosen.amount))
    amounts = sorted(
        {
            unit * count
            for unit in limits.units_mg
            for count in range(1, int(most / unit) + 1)
            if unit * count >= limits.lowest * actual.amount
        }
    )
    if not amounts:
        return " No number of whole pieces is within the limits for this weight."
    made = ", ".join(
        f"{written(one)} mg = {written(one / actual.amount, 2)} mg per kg "
        f"(order {written((one / chosen.amount).quantize(HUNDREDTH, ROUND_UP))} mg per kg)"
        for one in amounts
    )
    return f" Whole pieces make for {written(actual.amount)} kg: {made}."


def _units(order: Order, mg: Milligrams, limits: DoseLimits, possible: str) -> Prepared:
    """Whole tablets or lozenges of one strength, never more than ordered."""
    unit = given(order.unit, "strength of one unit")
    if unit.amount not in limits.units_mg:
        known = ", ".join(written(one) for one in limits.units_mg)
        raise InvalidInput(
            f"unit: there is none of {written(unit.amount)} mg in the programme: use {known} mg."
        )
    count = int((mg.amount / unit.amount).to_integral_value(ROUND_DOWN))
    if count == 0:
        raise InvalidInput(
            f"unit: {written(mg.amount)} mg is less than one of {written(unit.amount)} mg: "
            f"use a smaller strength.{possible}"
        )
    total = Milligrams(count * unit.amount)
    line = (
        f"{count} × {written(unit.amount)} mg = {written(total.amount)} mg"
        f"{'' if total == mg else f', the most in whole units below {written(mg.amount)} mg'}"
    )
    return Prepared(mg=total, count=count, lines=(line,))


def _infusion(order: Order, mg: Milligrams, limits: DoseLimits, rules: DosingRules) -> Prepared:
    """What is drawn up, and the rate at which the whole volume runs."""
    vial = given(order.concentration, "concentration")
    total = given(order.total_volume, "total volume")
    minutes = given(order.minutes, "duration")
    _refuse_vial(vial, total, mg, rules)
    limits.refuse_outside("total volume", "mL", total.amount, limits.pump.volume_ml)
    limits.refuse_outside("duration", "min", minutes.amount, limits.pump.minutes)
    drug = Millilitres(rounded(vial.volume_of(mg).amount, rules.round_ml))
    rate = MillilitresPerHour(
        rounded(total.amount / minutes.amount * ONE_HOUR, rules.round_ml_per_h)
    )
    up = f"{written(drug.amount)} mL to draw up"
    pump = f"{written(rate.amount)} mL per h"
    lines = [
        f"{written(mg.amount)} mg ÷ {written(vial.amount)} mg per mL = {up}",
        f"{written(total.amount)} mL in total over {written(minutes.amount)} min = {pump}",
    ]
    if vial.amount >= rules.dilute_from:
        lines.append(f"A vial of {written(vial.amount)} mg per mL must be diluted")
    return Prepared(
        mg=mg,
        volume=drug,
        rate=rate,
        lines=tuple(lines),
        sign_offs=_unusual_length(minutes, limits),
    )


def _refuse_unknown_vial(vial: MgPerMl, rules: DosingRules) -> None:
    if vial.amount not in rules.vials:
        vials = ", ".join(written(one) for one in rules.vials)
        raise InvalidInput(
            f"concentration: there is no vial of {written(vial.amount)} mg per mL: "
            f"vials hold {vials} mg per mL."
        )


def _refuse_vial(vial: MgPerMl, total: Millilitres, mg: Milligrams, rules: DosingRules) -> None:
    _refuse_unknown_vial(vial, rules)
    if mg.amount > total.amount * vial.amount:
        raise InvalidInput(
            f"total volume: {written(total.amount)} mL cannot hold {written(mg.amount)} mg from "
            f"a vial of {written(vial.amount)} mg per mL: give a larger volume."
        )


def _unusual_length(minutes: Minutes, limits: DoseLimits) -> tuple[SignOff, ...]:
    low, high = limits.pump.usual_minutes
    if low <= minutes.amount <= high:
        return ()
    why = (
        f"{written(minutes.amount)} min differs from the programme's "
        f"{written(low)} to {written(high)} min: give a reason"
    )
    return (SignOff("prescriber", why),)
