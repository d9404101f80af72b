"""Read an instrument from its knowledge file, and refuse one that contradicts itself."""

from __future__ import annotations

import re
from collections.abc import Mapping

from .changes import Change, read_change
from .errors import KnowledgeError
from .library import Header, Library
from .predicates import Predicate, facts_of
from .questionnaires import Band, Example, Instrument, Item, Level, Option, Risk, Variant
from .tables import Table

LEVELS: dict[str, Risk] = {"low": "low", "moderate": "moderate", "high": "high"}

# Who gives the answers: the patient alone, a clinician who rates, or staff who ask or observe.
RATERS = ("patient", "clinician", "staff")
LICENCES = ("free", "verbatim", "permission_required", "not_established", "own")
CLOSED = ("permission_required", "not_established")
# What is shipped: the wording of the form, or labels of our own beside the clinic's licensed form.
WORDINGS = ("official", "labels")


def read_instrument(source: Library, name: str) -> Instrument:
    """Read and check one instrument file."""
    table = source.read(f"instruments/{name}.toml")
    header = source.header_of(table)
    if header.id != name:
        raise table.fault("id", f"{header.id!r} is not the file's name.", f"Write {name!r}.")
    made = Instrument(
        header=header,
        notice=table.text_of("notice"),
        attribution=table.text_of("attribution"),
        instruction=table.text_of("instruction"),
        licence=table.one_of("licence", LICENCES),
        wording=table.one_of("wording", WORDINGS),
        edition=table.text_of("edition", default=""),
        recall_days=table.take("recall_days", int) if table.has("recall_days") else None,
        recall_words=_recall_words(table),
        fresh_days=table.take("fresh_days", int),
        rated_by=table.one_of("rated_by", RATERS),
        post_session=table.take("post_session", bool, False),
        summed=table.take("summed", bool, True),
        unbanded=table.text_of("unbanded", default=""),
        variants=tuple(_variant(entry) for entry in table.tables_of("variant")),
        items=_items(table),
        bands=tuple(_band(entry) for entry in table.tables_of("band")),
        levels=tuple(_level(entry) for entry in table.tables_of("level")),
        safety_item=table.take("safety_item", int) if table.has("safety_item") else None,
        higher_is_worse=table.take("higher_is_worse", bool),
        may_impute=_may_impute(table.table_of("missing")),
        change=_change(table, header),
        loinc_panel=table.text_of("loinc_panel", default=""),
        loinc_total=table.text_of("loinc_total", default=""),
        examples=tuple(_example(entry) for entry in table.tables_of("example")),
    )
    table.provenances()
    table.done()
    _check(table, made)
    return made


def _items(table: Table) -> tuple[Item, ...]:
    options = {key: _options(entry) for key, entry in table.named_tables_of("options")}
    return tuple(_item(entry, options) for entry in table.tables_of("item"))


def _may_impute(missing: Table) -> int:
    count = missing.take("may_impute", int)
    missing.text_of("rule")
    missing.provenance_of("provenance")
    missing.provenances()
    missing.done()
    return count


def _options(entry: Table) -> tuple[Option, ...]:
    choices = []
    for choice in entry.tables_of("choice"):
        choices.append(
            Option(choice.take("value", int), choice.text_of("label"), choice.text_of("loinc", ""))
        )
        choice.done()
    entry.done()
    return tuple(choices)


def _item(entry: Table, options: Mapping[str, tuple[Option, ...]]) -> Item:
    kind = entry.text_of("options")
    if kind not in options:
        raise entry.fault("options", f"{kind!r} is not defined.", f"Add [options.{kind}].")
    item = Item(
        id=entry.text_of("id"),
        number=entry.take("number", int),
        text=entry.text_of("text"),
        label=entry.text_of("label"),
        options=options[kind],
        scored=entry.take("scored", bool, True),
        asked_if=entry.rule_of("asked_if") if entry.has("asked_if") else None,
        loinc=entry.text_of("loinc", default=""),
        period=entry.text_of("period", default=""),
    )
    entry.done()
    return item


def _band(entry: Table) -> Band:
    label = entry.text_of("label")
    slug = re.sub(r"\W+", "_", label.lower())
    band = Band(slug, label, entry.take("min", int), entry.take("max", int))
    if band.minimum > band.maximum:
        raise entry.fault("min", f"{band.minimum} is above max {band.maximum}.", "Correct one.")
    entry.done()
    return band


def _level(entry: Table) -> Level:
    name = entry.text_of("name")
    if name not in LEVELS:
        raise entry.fault("name", f"{name!r} is no level.", f"Use one of: {', '.join(LEVELS)}.")
    level = Level(LEVELS[name], entry.rule_of("when"))
    entry.done()
    return level


def _recall_words(table: Table) -> str:
    """The time asked about, in words where it is not a number of days."""
    if not table.has("recall_days"):
        return table.text_of("recall_words")
    days = table.take("recall_days", int)
    return f"the last {days} days" if days > 1 else "the last day" if days else "this moment"


def _change(table: Table, header: Header) -> Change | None:
    if not table.has("change"):
        return None
    return read_change(table.table_of("change"), {source.key for source in header.sources})


def _variant(entry: Table) -> Variant:
    variant = Variant(
        id=entry.text_of("id"),
        title=entry.text_of("title"),
        recall_days=entry.take("recall_days", int),
        weak_items=tuple(entry.take("weak_items", list)),
        note=entry.text_of("note"),
    )
    entry.provenance_of("provenance")
    entry.done()
    return variant


def _example(entry: Table) -> Example:
    answers = entry.take("answers", list)
    example = Example(
        entry.text_of("title"),
        tuple(None if answer == "" else answer for answer in answers),
        entry.mapping_of("expect"),
    )
    entry.done()
    return example


def _check(table: Table, made: Instrument) -> None:
    """Refuse what contradicts itself: numbers out of order, gaps or overlaps between bands."""
    if not made.examples:
        raise table.fault("example", "is missing.", "Add at least one worked [[example]].")
    for position, item in enumerate(made.items, start=1):
        if item.number != position:
            raise table.fault("item", f"number {item.number} stands at {position}.", "Renumber.")
    if made.safety_item is not None and not 1 <= made.safety_item <= len(made.items):
        raise table.fault("safety_item", "names no item.", "Give the number of an item.")
    _check_reading(table, made)
    _check_wording(table, made)
    names = {made.fact_of(item) for item in made.items}
    for rule in (*(level.when for level in made.levels), *_skips(made)):
        for fact in sorted(facts_of(rule) - names):
            raise table.fault(fact, "is no item of this instrument.", "Use <instrument>.<item>.")
    if made.bands:
        _check_bands(table, made)


def _check_reading(table: Table, made: Instrument) -> None:
    """A total has bands, or a reason for none; answers that are not added have no limits."""
    if made.bands and made.levels:
        raise table.fault("band", "and level exclude each other.", "Keep either bands or levels.")
    if bool(made.unbanded) == bool(made.bands or made.levels):
        remedy = "Give [[band]] tables, or say in unbanded why there are none."
        raise table.fault("unbanded", "does not fit the bands.", remedy)
    if not made.summed and (made.bands or made.change):
        raise table.fault("summed", "is false, and there are limits for a total.", "Remove them.")


def _check_wording(table: Table, made: Instrument) -> None:
    """Wording that needs a permission, or may need one, is never in a file that ships."""
    if made.licence in CLOSED and made.wording != "labels":
        raise table.fault("wording", "needs a permission.", 'Write wording = "labels".')
    for item in made.items:
        if made.wording == "labels" and item.text.casefold() != item.label.casefold():
            raise table.fault("item", f"{item.id!r} has other words than its label.", "Repeat it.")


def _skips(made: Instrument) -> list[Predicate]:
    return [item.asked_if for item in made.items if item.asked_if is not None]


def _check_bands(table: Table, made: Instrument) -> None:
    expected = made.minimum
    for band in made.bands:
        if band.minimum != expected:
            what = "overlaps the one before" if band.minimum < expected else "leaves a gap"
            raise _band_fault(table, f"{band.label!r} {what}.", f"Begin it at {expected}.")
        expected = band.maximum + 1
    if expected - 1 != made.maximum:
        raise _band_fault(table, "do not end at the highest total.", f"End at {made.maximum}.")


def _band_fault(table: Table, problem: str, remedy: str) -> KnowledgeError:
    return table.fault("band", problem, remedy)
