"""From an order to what is drawn up and how fast it runs, every line of arithmetic in words.

Nothing is guessed: a missing input is named, a slip of ten is refused, and a dose above the
programme's cap comes out only together with the signature that it waits for. Racemic ketamine
and esketamine are never converted.
"""

from __future__ import annotations

from attrs import frozen

from .doserules import DoseExample, DosingRules
from .errors import ClinicalError, InvalidInput, UnitError
from .library import library
from .preparing import Prepared, SignOff, devices, given, missing, possible_doses, prepared
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


@frozen
class Infused:
    """What is drawn up for an infusion, how fast it runs, and how much that is for each kg."""

    volume: Millilitres
    rate: MillilitresPerHour
    per_kg: MgPerKg


@frozen(kw_only=True)
class Dose:
    """One calculated dose: what is given, what is drawn up, how fast it runs, and why."""

    programme: Programme
    limits: DoseLimits
    mg: KetamineMilligrams | EsketamineMilligrams
    per_kg: MgPerKg | None
    basis: Basis | None
    weights: Weights | None
    volume: Millilitres | None
    rate: MillilitresPerHour | None
    count: int | None
    lines: tuple[str, ...]
    sign_offs: tuple[SignOff, ...]

    def __str__(self) -> str:
        head = f"{self.limits.agent} by {self.limits.route_words}: calculated"
        waits = [f"Needs the signature of a {one.by}: {one.why}" for one in self.sign_offs]
        return "\n".join((head, *(f"  {line}" for line in self.lines), *waits, self.note))

    @property
    def infused(self) -> Infused:
        """The dose as an infusion; refused for any other way of giving."""
        if self.volume is None or self.rate is None or self.per_kg is None:
            raise InvalidInput(f"{self.limits.agent} by {self.limits.route_words} is no infusion.")
        return Infused(self.volume, self.rate, self.per_kg)

    @property
    def note(self) -> str:
        """How far the limits behind this dose have been verified."""
        header = self.programme.header
        return f"Limits of {header.id} {header.version}: {header.note}"

    def as_json(self) -> dict[str, object]:
        """The shape of the command line and of the API; amounts are decimal texts."""
        return {
            "programme": self.programme.id,
            "agent": self.limits.agent,
            "route": self.limits.route,
            "mg": plain(self.mg),
            "mg_per_kg_given": written(self.per_kg.amount, 3) if self.per_kg else None,
            "volume_ml": plain(self.volume) if self.volume else None,
            "rate_ml_per_h": plain(self.rate) if self.rate else None,
            "count": self.count,
            "weight_basis": self.basis,
            "weights_kg": self._weights_kg(),
            "bmi": written(self.weights.bmi, 1) if self.weights else None,
            "lines": list(self.lines),
            "sign_offs": [{"by": one.by, "why": one.why} for one in self.sign_offs],
        }

    def _weights_kg(self) -> dict[str, str | None] | None:
        if self.weights is None:
            return None
        known = {one: self.weights.of(one) for one in BASES}
        return {name: written(one.amount, 1) if one else None for name, one in known.items()}


@frozen(kw_only=True)
class Order:
    """What a dose is worked out from. ``None`` is missing and is named, never assumed."""

    programme: str
    dose: str = ""  # the way of giving; the programme's first unless named
    ordered: MgPerKg | KetamineMilligrams | EsketamineMilligrams | None = None
    weight: Kilograms | None = None
    basis: str | None = None
    basis_reason: str = ""
    height: Centimetres | None = None
    sex_at_birth: str | None = None
    concentration: MgPerMl | None = None
    total_volume: Millilitres | None = None
    minutes: Minutes | None = None
    unit: KetamineMilligrams | None = None  # the strength of one tablet or lozenge
    earlier_weight: Kilograms | None = None
    earlier_weight_days_ago: int | None = None
    is_weight_confirmed: bool = False


def dose(order: Order) -> Dose:
    """Work out one dose in full, or refuse naming what is missing or cannot be."""
    made = find_programme(order.programme)
    limits = made.dose_of(order.dose)
    _refuse_other_units(order, limits)
    if order.ordered is None:
        raise InvalidInput(missing("dose"))
    if isinstance(order.ordered, EsketamineMilligrams):
        return _in_devices(order.ordered, made, limits)
    return _by_weight(order, order.ordered, made, limits)


def _by_weight(
    order: Order, ordered: MgPerKg | KetamineMilligrams, made: Programme, limits: DoseLimits
) -> Dose:
    rules = library().dosing
    weight = given(order.weight, "weight")
    refuse_impossible(weight, rules)
    if order.earlier_weight is not None and not order.is_weight_confirmed:
        refuse_unlikely_change(weight, order.earlier_weight, order.earlier_weight_days_ago, rules)
    height = given(order.height, "height")
    weights = weights_of(weight, height, order.sex_at_birth, rules)
    basis, chosen = chosen_basis(order.basis, order.basis_reason, weights, rules)
    mg, dose_lines = _total(ordered, chosen, rules)
    possible = possible_doses(limits, weight, chosen)
    in_hand = prepared(order, mg, limits, rules, possible)
    _refuse_too_little(in_hand, mg, weight, limits, possible)
    per_kg, signs = _within_bounds(in_hand.mg, weight, chosen, limits)
    reason = f" ({order.basis_reason.strip()})" if order.basis_reason.strip() else ""
    per_kg_line = (
        f"{written(in_hand.mg.amount)} mg ÷ {written(weight.amount)} kg actual weight = "
        f"{written(per_kg.amount, 3)} mg per kg given"
    )
    chosen_line = f"Weight basis chosen: {basis}{reason}"
    return Dose(
        programme=made,
        limits=limits,
        mg=KetamineMilligrams(in_hand.mg.amount),
        per_kg=per_kg,
        basis=basis,
        weights=weights,
        volume=in_hand.volume,
        rate=in_hand.rate,
        count=in_hand.count,
        lines=(weights.sentence(), chosen_line, *dose_lines, *_in_turn(in_hand, per_kg_line)),
        sign_offs=(*signs, *in_hand.sign_offs),
    )


def _in_turn(in_hand: Prepared, per_kg: str) -> tuple[str, ...]:
    """What is counted out decides the dose and stands before it; what is drawn up follows it."""
    return (*in_hand.lines, per_kg) if in_hand.count else (per_kg, *in_hand.lines)


def _in_devices(ordered: EsketamineMilligrams, made: Programme, limits: DoseLimits) -> Dose:
    """A dose in whole spray devices; it is not worked out from a weight."""
    count, lines = devices(ordered, limits)
    return Dose(
        programme=made,
        limits=limits,
        mg=ordered,
        per_kg=None,
        basis=None,
        weights=None,
        volume=None,
        rate=None,
        count=count,
        lines=lines,
        sign_offs=(),
    )


# ------------------------------------------------------------------ the steps


_UNITS: dict[str, tuple[type[Quantity], ...]] = {
    "weight": (Kilograms,),
    "earlier_weight": (Kilograms,),
    "height": (Centimetres,),
    "concentration": (MgPerMl,),
    "total_volume": (Millilitres,),
    "minutes": (Minutes,),
    "unit": (KetamineMilligrams,),
}


def _refuse_other_units(order: Order, limits: DoseLimits) -> None:
    by_agent = (EsketamineMilligrams,) if not limits.is_by_weight else (MgPerKg, KetamineMilligrams)
    for name, allowed in {"ordered": by_agent, **_UNITS}.items():
        value = getattr(order, name)
        if value is None or type(value) in allowed:
            continue
        if name == "ordered" and EsketamineMilligrams in (type(value), *allowed):
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
    total = rounded(exact, rules.round_mg)
    lines = (line,) if total == exact else (line, f"rounded to {written(total)} mg")
    return Milligrams(total), lines


def _refuse_too_little(
    in_hand: Prepared, ordered: Milligrams, weight: Kilograms, limits: DoseLimits, possible: str
) -> None:
    """Whole pieces may hold less than the programme's lowest dose, though more was ordered."""
    per_kg = in_hand.mg.amount / weight.amount
    if in_hand.mg.amount < ordered.amount and per_kg < limits.lowest:
        raise InvalidInput(
            f"dose: of {written(ordered.amount)} mg whole pieces hold only "
            f"{written(in_hand.mg.amount)} mg, {written(per_kg, 3)} mg per kg, and the lowest dose "
            f"of the programme is {written(limits.lowest)} mg per kg: order one piece more, or "
            f"smaller pieces.{possible}"
        )


def _within_bounds(
    mg: Milligrams, actual: Kilograms, chosen: Kilograms, limits: DoseLimits
) -> tuple[MgPerKg, tuple[SignOff, ...]]:
    """The dose per kilogram, refused when it can only be a slip, signed for above the cap.

    The caps hold on the actual weight and on the chosen one: the larger quotient decides.
    """
    per_kg = MgPerKg(mg.amount / actual.amount)
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
    return per_kg, tuple(signs)


# ------------------------------------------------------------------ worked examples


def example_outcome(example: DoseExample) -> dict[str, object]:
    """What a worked example of the dosing rules comes out as, or the refusal in its place."""
    order = example.given
    try:
        made = dose(
            Order(
                programme=str(order["programme"]),
                ordered=MgPerKg(order["mg_per_kg"]),
                weight=Kilograms(order["weight_kg"]),
                basis=str(order["basis"]),
                height=Centimetres(order["height_cm"]),
                sex_at_birth=str(order["sex_at_birth"]),
                concentration=MgPerMl(order["concentration_mg_per_ml"]),
                total_volume=Millilitres(order["total_volume_ml"]),
                minutes=Minutes(order["minutes"]),
            )
        )
    except ClinicalError as refused:
        return {"refused": str(refused)}
    return {
        "mg": f"{written(made.mg.amount)} mg",
        "volume": f"{written(made.infused.volume.amount)} mL",
        "rate": f"{written(made.infused.rate.amount)} mL per h",
        "sign_offs": len(made.sign_offs),
    }
