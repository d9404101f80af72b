"""The amounts of a dose: what was typed of what is in the hand, against the signed plan."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import lightwell.clinical as lw
from lightwell.access.errors import InvalidInput
from lightwell.clinical.programme import DoseLimits
from lightwell.clinical.units import Quantity
from lightwell.clinical.writing import plain, written
from lightwell.records.session_words import AMOUNTS

TEN = Decimal(10)
# The unit of each amount; a count is a bare number, and milligrams are those of the agent.
UNITS: dict[str, type[Quantity]] = {
    "concentration_mg_per_ml": lw.MgPerMl,
    "volume_ml": lw.Millilitres,
    "total_volume_ml": lw.Millilitres,
    "rate_ml_per_h": lw.Millilitres,
    "minutes": lw.Minutes,
}
MILLIGRAMS: dict[str, type[Quantity]] = {
    "ketamine": lw.KetamineMilligrams,
    "esketamine": lw.EsketamineMilligrams,
}


def amounts(prepared: Mapping[str, Any], way: DoseLimits) -> dict[str, str]:
    """Every amount that two people look at, as decimal texts; none may be left out."""
    known = {name for name, _, _ in AMOUNTS[way.form]}
    if unknown := set(prepared) - known:
        raise InvalidInput(f"{min(unknown)} is not part of this dose.", field=min(unknown))
    return {name: amount(name, prepared.get(name), way) for name, _, _ in AMOUNTS[way.form]}


def amount(name: str, given: object, way: DoseLimits) -> str:
    """One amount as a decimal text, above zero; a count is a whole number."""
    label, words = _label(name, way)
    if given is None or not str(given).strip():
        raise InvalidInput(f"{label} is missing. Enter it in {words}.", field=name)
    if name == "count":
        return _count(str(given).strip(), label, words)
    try:
        kept = UNITS.get(name, MILLIGRAMS[way.agent])(str(given).strip())
    except lw.ClinicalError as refused:
        raise InvalidInput(str(refused), field=name) from None
    if kept.amount <= 0:
        raise InvalidInput(f"{label} must be above 0 {words}.", field=name)
    return plain(kept)


def _label(name: str, way: DoseLimits) -> tuple[str, str]:
    return next((label, words) for one, label, words in AMOUNTS[way.form] if one == name)


def _count(text: str, label: str, words: str) -> str:
    if not text.isdecimal() or int(text) == 0:
        raise InvalidInput(f"{label}: enter a whole number of {words}.", field="count")
    return str(int(text))


def planned(made: lw.Dose, content: Mapping[str, Any]) -> dict[str, Decimal]:
    """What the signed plan says of each amount, worked out again."""
    fixed = ("concentration_mg_per_ml", "total_volume_ml", "minutes", "unit_mg")
    worked_out: dict[str, Any] = {
        "mg": made.mg.amount,
        "volume_ml": made.volume.amount if made.volume else None,
        "rate_ml_per_h": made.rate.amount if made.rate else None,
        "count": made.count,
    }
    said = {name: content.get(name) for name in fixed} | worked_out
    return {name: Decimal(str(said[name])) for name, _, _ in AMOUNTS[made.limits.form]}


def refuse_mismatch(
    given: Mapping[str, Any], right: Mapping[str, Decimal], way: DoseLimits
) -> None:
    """Each amount against the plan's, worked out again; ten times off is named as such."""
    done = "drawn up" if way.form in ("infusion", "injection") else "counted out"
    for name, expected in right.items():
        typed, (label, unit) = Decimal(given[name]), _label(name, way)
        if typed == expected:
            continue
        slip = ""
        if typed in (expected * TEN, expected / TEN):
            slip = " Ten times off: look at the decimal point."
        raise InvalidInput(
            f"{label}: {written(typed)} {unit} was {done}; the signed plan says "
            f"{written(expected)} {unit}.{slip} Another dose needs a new plan.",
            field=name,
            expected=plain(lw.Millilitres(expected)),
        )
