"""Read the data dictionary: each part of the case file, and each fact."""

from __future__ import annotations

from .library import FactDefinition, Group
from .tables import Table


def read_group(name: str, entry: Table) -> Group:
    """Read one part of the case file."""
    group = Group(
        name,
        entry.text_of("key", default=""),
        entry.text_of("shape"),
        entry.text_of("inside", default=""),
        entry.text_of("meaning"),
    )
    entry.done()
    return group


FACT_TYPES = ("text", "choice", "yes_no", "number", "integer", "date", "datetime")


def read_fact(name: str, entry: Table) -> FactDefinition:
    """Read one fact; a type, a unit or bounds that do not fit are a fault."""
    fact = FactDefinition(
        name=name,
        type=entry.text_of("type"),
        label=entry.text_of("label"),
        unit=entry.text_of("unit", default=""),
        recorded_by=entry.text_of("by"),
        values=entry.texts_of("values", default=()),
        minimum=entry.number_of("min") if entry.has("min") else None,
        maximum=entry.number_of("max") if entry.has("max") else None,
        usual_minimum=entry.number_of("usual_min") if entry.has("usual_min") else None,
        usual_maximum=entry.number_of("usual_max") if entry.has("usual_max") else None,
        usual_change_pct=entry.number_of("usual_change_pct")
        if entry.has("usual_change_pct")
        else None,
        claim=entry.text_of("claim", default=""),
        denial=entry.text_of("denial", default=""),
        derived=entry.take("derived", bool, False),
        fixed=entry.take("fixed", bool, False),
        no_is_unknown=entry.take("no_is_unknown", bool, False),
        meaning=entry.text_of("meaning", default=""),
    )
    entry.done()
    if fact.type not in FACT_TYPES:
        raise entry.fault("type", f"{fact.type!r} is no type.", f"Use: {', '.join(FACT_TYPES)}.")
    if fact.type == "number" and not fact.unit:
        raise entry.fault("unit", "is missing.", 'A number needs a UCUM unit; "1" if it has none.')
    if (fact.type == "choice") != bool(fact.values):
        raise entry.fault("values", "do not fit the type.", "A choice, and only it, lists values.")
    if fact.minimum is not None and fact.maximum is not None and fact.minimum > fact.maximum:
        raise entry.fault("min", f"{fact.minimum} is above max {fact.maximum}.", "Correct one.")
    return fact
