"""The numbers behind dose arithmetic that belong to no single programme, read from their file."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from attrs import frozen

from .library import Header, Library
from .tables import Table


@frozen
class DoseExample:
    """A worked example: an order as it is written, and what must come out."""

    title: str
    given: Mapping[str, object]
    expect: Mapping[str, object]


@frozen(kw_only=True)
class DosingRules:
    """Limits of weight and height, weight formulas, vials, the fastest rate, and rounding."""

    header: Header
    lowest_kg: Decimal
    highest_kg: Decimal
    confirm_change_pct: Decimal
    confirm_within_days: int
    lowest_cm: Decimal
    highest_cm: Decimal
    reason_from_bmi: Decimal
    base_kg: Mapping[str, Decimal]
    kg_per_inch: Decimal
    from_inches: Decimal
    adjusted_share: Decimal
    vials: tuple[Decimal, ...]
    dilute_from: Decimal
    fastest_mg_per_kg_per_min: Decimal
    round_mg: Decimal
    round_ml: Decimal
    round_ml_per_h: Decimal
    examples: tuple[DoseExample, ...]


def decimal_of(table: Table, key: str) -> Decimal:
    """A number of a knowledge file as it is written there, free of binary rounding."""
    return Decimal(str(table.number_of(key)))


def decimals_of(table: Table, key: str) -> tuple[Decimal, ...]:
    """A list of numbers of a knowledge file, each as it is written there."""
    values = table.take(key, list)
    if not values or any(
        isinstance(one, bool) or not isinstance(one, int | float) for one in values
    ):
        raise table.fault(key, "is not a list of numbers.", "Write it as [10, 50].")
    return tuple(Decimal(str(one)) for one in values)


def read_dosing(source: Library) -> DosingRules:
    """Read and check the rules of dose arithmetic."""
    table = source.read("rules/dosing.toml")
    header = source.header_of(table)
    weight, height, basis, concentration, rate, rounding = (
        table.table_of(name)
        for name in ("weight", "height", "basis", "concentration", "rate", "rounding")
    )
    rules = DosingRules(
        header=header,
        lowest_kg=decimal_of(weight, "lowest_kg"),
        highest_kg=decimal_of(weight, "highest_kg"),
        confirm_change_pct=decimal_of(weight, "confirm_change_pct"),
        confirm_within_days=weight.take("confirm_within_days", int),
        lowest_cm=decimal_of(height, "lowest_cm"),
        highest_cm=decimal_of(height, "highest_cm"),
        reason_from_bmi=decimal_of(basis, "reason_from_bmi"),
        base_kg={sex: decimal_of(basis, f"{sex}_base_kg") for sex in ("female", "male")},
        kg_per_inch=decimal_of(basis, "kg_per_inch"),
        from_inches=decimal_of(basis, "from_inches"),
        adjusted_share=decimal_of(basis, "adjusted_share"),
        vials=decimals_of(concentration, "vials_mg_per_ml"),
        dilute_from=decimal_of(concentration, "dilute_from_mg_per_ml"),
        fastest_mg_per_kg_per_min=decimal_of(rate, "fastest_mg_per_kg_per_min"),
        round_mg=decimal_of(rounding, "mg"),
        round_ml=decimal_of(rounding, "ml"),
        round_ml_per_h=decimal_of(rounding, "ml_per_h"),
        examples=tuple(_example(entry) for entry in table.tables_of("example")),
    )
    for one in (weight, height, basis, concentration, rate, rounding, table):
        one.done()
    if not rules.examples:
        raise table.fault("example", "is missing.", "Add at least one worked [[example]].")
    return rules


_EXAMPLE_KEYS = ("mg_per_kg", "weight_kg", "height_cm", "concentration_mg_per_ml")
_EXAMPLE_MORE = ("total_volume_ml", "minutes")
_EXAMPLE_WORDS = ("programme", "sex_at_birth", "basis")


def _example(entry: Table) -> DoseExample:
    given: dict[str, object] = {key: entry.text_of(key) for key in _EXAMPLE_WORDS}
    given |= {key: decimal_of(entry, key) for key in (*_EXAMPLE_KEYS, *_EXAMPLE_MORE)}
    made = DoseExample(entry.text_of("title"), given, entry.mapping_of("expect"))
    entry.done()
    return made
