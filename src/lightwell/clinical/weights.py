"""The weight behind a dose: actual, ideal, adjusted side by side, one chosen, none assumed."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from attrs import frozen

from .doserules import DosingRules
from .errors import InvalidInput
from .units import Centimetres, Kilograms, Pounds
from .writing import written

Basis = Literal["actual", "ideal", "adjusted"]
BASES: tuple[Basis, ...] = ("actual", "ideal", "adjusted")
CM_PER_INCH = Decimal("2.54")
TENTH = Decimal("0.1")


@frozen(kw_only=True)
class Weights:
    """The three weights a dose may rest on; ``None`` with ``why_not`` when not to be had."""

    actual: Kilograms
    ideal: Kilograms | None = None
    adjusted: Kilograms | None = None
    bmi: Decimal
    why_not: str = ""

    def of(self, basis: Basis) -> Kilograms | None:
        """The weight of this basis."""
        return {"actual": self.actual, "ideal": self.ideal, "adjusted": self.adjusted}[basis]

    def sentence(self) -> str:
        """All three on one line, as they are shown before one is chosen."""
        shown = []
        for basis in BASES:
            weight = self.of(basis)
            known = f"{written(weight.amount, 1)} kg" if weight else self.why_not
            shown.append(f"{basis} {known}")
        return f"Weights: {'; '.join(shown)}. Body mass index {written(self.bmi, 1)}."


def pounds_as_kilograms(weight: Pounds) -> tuple[Kilograms, str]:
    """A weight read in pounds, converted to a tenth of a kilogram, with the line that says so."""
    kilograms = Kilograms(weight.to_kilograms().amount.quantize(TENTH, ROUND_HALF_UP))
    line = f"{written(weight.amount)} lb × 0.45359237 kg per lb = {written(kilograms.amount)} kg"
    return kilograms, line


def refuse_impossible(weight: Kilograms, rules: DosingRules) -> None:
    """Refuse a weight that can only be a slip of a digit or of the unit."""
    if not rules.lowest_kg <= weight.amount <= rules.highest_kg:
        raise InvalidInput(
            f"weight: {written(weight.amount)} kg is outside {written(rules.lowest_kg)} to "
            f"{written(rules.highest_kg)} kg: check the value and that it is in kilograms."
        )


def refuse_unlikely_change(
    weight: Kilograms, earlier: Kilograms, days_ago: int | None, rules: DosingRules
) -> None:
    """Refuse a weight that changed too much in too short a time until it is confirmed.

    An earlier weight of unknown date counts as recent.
    """
    refuse_impossible(earlier, rules)
    change = abs(weight.amount - earlier.amount) / earlier.amount * 100
    is_recent = days_ago is None or days_ago <= rules.confirm_within_days
    if is_recent and change > rules.confirm_change_pct:
        when = "on an unknown day" if days_ago is None else f"{days_ago} days ago"
        raise InvalidInput(
            f"weight: {written(weight.amount)} kg differs by {written(change, 1)} % from "
            f"{written(earlier.amount)} kg {when}: weigh again, then confirm the weight."
        )


def weights_of(
    actual: Kilograms, height: Centimetres, sex_at_birth: str | None, rules: DosingRules
) -> Weights:
    """Actual, ideal and adjusted weight; the two last only where the formula is defined."""
    if not rules.lowest_cm <= height.amount <= rules.highest_cm:
        raise InvalidInput(
            f"height: {written(height.amount)} cm is outside {written(rules.lowest_cm)} to "
            f"{written(rules.highest_cm)} cm: check the value and that it is in centimetres."
        )
    bmi = actual.amount / (height.amount / 100) ** 2
    base = rules.base_kg.get(sex_at_birth or "")
    above = height.amount / CM_PER_INCH - rules.from_inches
    if base is None:
        why = "cannot be calculated: sex at birth, female or male, missing"
        return Weights(actual=actual, bmi=bmi, why_not=why)
    if above < 0:
        begins = written(rules.from_inches * CM_PER_INCH)
        why = f"cannot be calculated: the formula begins at {begins} cm"
        return Weights(actual=actual, bmi=bmi, why_not=why)
    ideal = base + rules.kg_per_inch * above
    adjusted = ideal + rules.adjusted_share * (actual.amount - ideal)
    return Weights(
        actual=actual,
        ideal=Kilograms(ideal.quantize(TENTH, ROUND_HALF_UP)),
        adjusted=Kilograms(adjusted.quantize(TENTH, ROUND_HALF_UP)),
        bmi=bmi,
    )


def chosen_basis(
    basis: str | None, reason: str, weights: Weights, rules: DosingRules
) -> tuple[Basis, Kilograms]:
    """The basis that was chosen, with its weight; from a body mass index of 30 on with a reason."""
    chosen = next((one for one in BASES if one == basis), None)
    if chosen is None:
        asked = f"{basis!r} is no weight basis" if basis else "weight basis missing"
        choices = ", ".join(BASES)
        raise InvalidInput(f"Cannot calculate: {asked}: choose {choices}. {weights.sentence()}")
    weight = weights.of(chosen)
    if weight is None:
        raise InvalidInput(f"weight basis: the {chosen} weight {weights.why_not}.")
    if weights.bmi >= rules.reason_from_bmi and not reason.strip():
        raise InvalidInput(
            f"weight basis: give a reason for the {chosen} weight, because the body mass index of "
            f"{written(weights.bmi, 1)} is {written(rules.reason_from_bmi)} or more. "
            f"{weights.sentence()}"
        )
    return chosen, weight
