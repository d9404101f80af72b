"""From an order to what is drawn up and how fast it runs, every line of arithmetic in words.

Nothing is guessed: a missing input is named, a slip of ten is refused, and a dose above the
programme's cap comes out only together with the signature that it waits for. Racemic ketamine
and esketamine are never converted.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TypeVar

from attrs import frozen

from .doserules import DoseExample, DosingRules
from .errors import ClinicalError, InvalidInput, UnitError
from .library import library
from .programme import DoseLimits, Programme, find_programme
from .units import (
    Centimetres,
    EsketamineMilligrams,
    KetamineMilligrams,
    Kilograms,
    MgPerKg,
    MgPerMl,
    Milligrams,
    Millilitres,
    MillilitresPerHour,
    Minutes,
    Quantity,
)
from .weights import (
    BASES,
    Basis,
    Weights,
    chosen_basis,
    refuse_impossible,
    refuse_unlikely_change,
    weights_of,
)
from .writing import plain, rounded, written

T = TypeVar("T")
ONE_HOUR = Decimal(60)


@frozen
class SignOff:
    """Why a calculated dose may not be given yet, and whose signature it waits for."""

    by: str
    why: str


@frozen(kw_only=True)
class Dose:
    """One calculated dose: what is given, what is drawn up, how fast it runs, and why."""

    programme: Programme
    mg: KetamineMilligrams
    per_kg: MgPerKg
    basis: Basis
    weights: Weights
    volume: Millilitres
    rate: MillilitresPerHour
    lines: tuple[str, ...]
    sign_offs: tuple[SignOff, ...]

    def __str__(self) -> str:
        head = f"{self.programme.dose.agent} by {self.programme.dose.route_words}: calculated"
        waits = [f"Needs the signature of a {one.by}: {one.why}" for one in self.sign_offs]
        return "\n".join((head, *(f"  {line}" for line in self.lines), *waits, self.note))

    @property
    def note(self) -> str:
        """How far the limits behind this dose have been verified."""
        header = self.programme.header
        return f"Limits of {header.id} {header.version}: {header.note}"

    def as_json(self) -> dict[str, object]:
        """The shape of the command line and of the API; amounts are decimal texts."""
        weights = {one: self.weights.of(one) for one in BASES}
        return {
            "programme": self.programme.id,
            "agent": self.programme.dose.agent,
            "mg": plain(self.mg),
            "mg_per_kg_given": written(self.per_kg.amount, 3),
            "volume_ml": plain(self.volume),
            "rate_ml_per_h": plain(self.rate),
            "weight_basis": self.basis,
            "weights_kg": {
                name: written(weight.amount, 1) if weight else None
                for name, weight in weights.items()
            },
            "bmi": written(self.weights.bmi, 1),
            "lines": list(self.lines),
            "sign_offs": [{"by": one.by, "why": one.why} for one in self.sign_offs],
        }


@frozen(kw_only=True)
class Order:
    """What a dose is worked out from. ``None`` is missing and is named, never assumed."""

    programme: str
    ordered: MgPerKg | KetamineMilligrams | None = None
    weight: Kilograms | None = None
    basis: str | None = None
    basis_reason: str = ""
    height: Centimetres | None = None
    sex_at_birth: str | None = None
    concentration: MgPerMl | None = None
    total_volume: Millilitres | None = None
    minutes: Minutes | None = None
    earlier_weight: Kilograms | None = None
    earlier_weight_days_ago: int | None = None
    is_weight_confirmed: bool = False


def dose(order: Order) -> Dose:
    """Work out one dose in full, or refuse naming what is missing or cannot be."""
    made, rules = find_programme(order.programme), library().dosing
    _refuse_other_units(order)
    if order.ordered is None:
        raise InvalidInput(_missing("dose"))
    weight = _given(order.weight, "weight")
    refuse_impossible(weight, rules)
    if order.earlier_weight is not None and not order.is_weight_confirmed:
        refuse_unlikely_change(weight, order.earlier_weight, order.earlier_weight_days_ago, rules)
    height = _given(order.height, "height")
    weights = weights_of(weight, height, order.sex_at_birth, rules)
    basis, chosen = chosen_basis(order.basis, order.basis_reason, weights, rules)
    mg, dose_lines = _total(order.ordered, chosen, rules)
    per_kg, signs = _within_bounds(mg, weight, chosen, made.dose)
    infusion = _infusion(order, mg, made.dose, rules)
    reason = f" ({order.basis_reason.strip()})" if order.basis_reason.strip() else ""
    given = (
        f"{written(mg.amount)} mg ÷ {written(weight.amount)} kg actual weight = "
        f"{written(per_kg.amount, 3)} mg per kg given"
    )
    chosen_line = f"Weight basis chosen: {basis}{reason}"
    return Dose(
        programme=made,
        mg=KetamineMilligrams(mg.amount),
        per_kg=per_kg,
        basis=basis,
        weights=weights,
        volume=infusion.drug,
        rate=infusion.rate,
        lines=(weights.sentence(), chosen_line, *dose_lines, given, *infusion.lines),
        sign_offs=(*signs, *infusion.sign_offs),
    )


# ------------------------------------------------------------------ the steps


def _given(value: T | None, what: str) -> T:
    if value is None:
        raise InvalidInput(_missing(what))
    return value


def _missing(what: str) -> str:
    return f"Cannot calculate: {what} missing"


_UNITS: dict[str, tuple[type[Quantity], ...]] = {
    "ordered": (MgPerKg, KetamineMilligrams),
    "weight": (Kilograms,),
    "earlier_weight": (Kilograms,),
    "height": (Centimetres,),
    "concentration": (MgPerMl,),
    "total_volume": (Millilitres,),
    "minutes": (Minutes,),
}


def _refuse_other_units(order: Order) -> None:
    for name, allowed in _UNITS.items():
        value = getattr(order, name)
        if value is None or type(value) in allowed:
            continue
        if type(value) is EsketamineMilligrams:
            raise UnitError("Esketamine is never converted to racemic ketamine: order it apart.")
        kinds = " or ".join(kind.__name__ for kind in allowed)
        raise UnitError(f"{name}: {type(value).__name__} is another unit: give {kinds}.")


def _total(
    ordered: MgPerKg | KetamineMilligrams, weight: Kilograms, rules: DosingRules
) -> tuple[Milligrams, tuple[str, ...]]:
    """The total dose, rounded on a line of its own when rounding changes it."""
    if isinstance(ordered, KetamineMilligrams):
        exact, line = ordered.amount, f"{written(ordered.amount)} mg ordered"
    else:
        exact = ordered.for_weight(weight).amount
        line = (
            f"{written(ordered.amount)} mg per kg × {written(weight.amount)} kg = "
            f"{written(exact)} mg"
        )
    given = rounded(exact, rules.round_mg)
    lines = (line,) if given == exact else (line, f"rounded to {written(given)} mg")
    return Milligrams(given), lines


def _within_bounds(
    mg: Milligrams, actual: Kilograms, chosen: Kilograms, limits: DoseLimits
) -> tuple[MgPerKg, tuple[SignOff, ...]]:
    """The dose per kilogram, refused when it can only be a slip, signed for above the cap.

    The caps hold on the actual weight and on the chosen one: the larger quotient decides.
    """
    given = MgPerKg(mg.amount / actual.amount)
    decisive = mg.amount / min(actual.amount, chosen.amount)
    if not limits.lowest <= decisive < limits.refused_from:
        what = "lowest dose" if decisive < limits.lowest else "limit"
        bound = limits.lowest if decisive < limits.lowest else limits.refused_from
        raise InvalidInput(
            f"dose: {written(mg.amount)} mg in total is {written(decisive, 3)} mg per kg, and the "
            f"{what} of the programme is {written(bound)} mg per kg: looks like a decimal point "
            "or a unit that slipped. Check mg against mg per kg."
        )
    signs = []
    if decisive > limits.cap:
        why = (
            f"{written(decisive, 3)} mg per kg is above the cap of {written(limits.cap)} mg per kg"
        )
        signs.append(SignOff(limits.above_cap_signed_by, why))
    if mg.amount > limits.ceiling:
        why = f"{written(mg.amount)} mg is above the ceiling of {written(limits.ceiling)} mg"
        signs.append(SignOff(limits.above_cap_signed_by, why))
    return given, tuple(signs)


@frozen
class _Infusion:
    drug: Millilitres
    rate: MillilitresPerHour
    lines: tuple[str, ...]
    sign_offs: tuple[SignOff, ...]


def _infusion(order: Order, mg: Milligrams, limits: DoseLimits, rules: DosingRules) -> _Infusion:
    """What is drawn up, and the rate at which the whole volume runs."""
    vial = _given(order.concentration, "concentration")
    total = _given(order.total_volume, "total volume")
    minutes = _given(order.minutes, "duration")
    _refuse_vial(vial, total, mg, rules)
    limits.refuse_outside("total volume", "mL", total.amount, limits.volume_ml)
    limits.refuse_outside("duration", "min", minutes.amount, limits.minutes)
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
    return _Infusion(drug, rate, tuple(lines), _unusual_length(minutes, limits))


def _refuse_vial(vial: MgPerMl, total: Millilitres, mg: Milligrams, rules: DosingRules) -> None:
    if vial.amount not in rules.vials:
        vials = ", ".join(written(one) for one in rules.vials)
        raise InvalidInput(
            f"concentration: there is no vial of {written(vial.amount)} mg per mL: "
            f"vials hold {vials} mg per mL."
        )
    if mg.amount > total.amount * vial.amount:
        raise InvalidInput(
            f"total volume: {written(total.amount)} mL cannot hold {written(mg.amount)} mg from "
            f"a vial of {written(vial.amount)} mg per mL: give a larger volume."
        )


def _unusual_length(minutes: Minutes, limits: DoseLimits) -> tuple[SignOff, ...]:
    low, high = limits.usual_minutes
    if low <= minutes.amount <= high:
        return ()
    why = (
        f"{written(minutes.amount)} min differs from the programme's "
        f"{written(low)} to {written(high)} min: give a reason"
    )
    return (SignOff("prescriber", why),)


# ------------------------------------------------------------------ worked examples


def example_outcome(example: DoseExample) -> dict[str, object]:
    """What a worked example of the dosing rules comes out as, or the refusal in its place."""
    given = example.given
    try:
        made = dose(
            Order(
                programme=str(given["programme"]),
                ordered=MgPerKg(given["mg_per_kg"]),
                weight=Kilograms(given["weight_kg"]),
                basis=str(given["basis"]),
                height=Centimetres(given["height_cm"]),
                sex_at_birth=str(given["sex_at_birth"]),
                concentration=MgPerMl(given["concentration_mg_per_ml"]),
                total_volume=Millilitres(given["total_volume_ml"]),
                minutes=Minutes(given["minutes"]),
            )
        )
    except ClinicalError as refused:
        return {"refused": str(refused)}
    return {
        "mg": f"{written(made.mg.amount)} mg",
        "volume": f"{written(made.volume.amount)} mL",
        "rate": f"{written(made.rate.amount)} mL per h",
        "sign_offs": len(made.sign_offs),
    }
