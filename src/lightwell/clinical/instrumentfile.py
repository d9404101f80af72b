"""Read an instrument from its knowledge file, and refuse one that contradicts itself."""

from __future__ import annotations

import re
from collections.abc import Mapping

from .changes import Change, read_change
from .instrumentrules import CLOSED, check_instrument
from .library import Header, Library
from .questionnaires import (
    Band,
    BandSet,
    Count,
    Example,
    Instrument,
    Item,
    Level,
    Missing,
    Option,
    Part,
    Risk,
    Screen,
    Sign,
    Variant,
)
from .tables import Table

LEVELS: dict[str, Risk] = {"low": "low", "moderate": "moderate", "high": "high"}

# Who gives the answers: the patient alone, a clinician who rates, or staff who ask or observe.
RATERS = ("patient", "clinician", "staff")
LICENCES = ("free", "public_domain", "verbatim", "own", *CLOSED)
# What is shipped: the wording of the form, or labels of our own beside the clinic's licensed form.
WORDINGS = ("official", "labels")


def read_instrument(source: Library, name: str) -> Instrument:
    """Read and check one instrument file."""
    table = source.read(f"instruments/{name}.toml")
    header = source.header_of(table)
    if header.id != name:
        raise table.fault("id", f"{header.id!r} is not the file's name.", f"Write {name!r}.")
    made = _instrument(table, header)
    table.provenances()
    table.done()
    check_instrument(table, made)
    return made


def _instrument(table: Table, header: Header) -> Instrument:
    return Instrument(
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
        domains=tuple(_domain(entry) for entry in table.tables_of("domain")),
        counts=tuple(_count(entry) for entry in table.tables_of("count")),
        bands=tuple(_band(entry) for entry in table.tables_of("band")),
        band_sets=tuple(_band_set(entry, header) for entry in table.tables_of("band_set")),
        levels=tuple(_level(entry) for entry in table.tables_of("level")),
        screen=_screen(table.table_of("screen")) if table.has("screen") else None,
        signs=tuple(_sign(entry) for entry in table.tables_of("sign")),
        safety_item=table.take("safety_item", int) if table.has("safety_item") else None,
        safety_also=table.numbers_of("safety_also"),
        higher_is_worse=table.take("higher_is_worse", bool),
        two_sided=table.take("two_sided", bool, False),
        multiply=table.take("multiply", int, 1),
        missing=_missing(table.table_of("missing")),
        change=_change(table, header),
        loinc_panel=table.text_of("loinc_panel", default=""),
        loinc_total=table.text_of("loinc_total", default=""),
        examples=tuple(_example(entry) for entry in table.tables_of("example")),
        aliases=table.texts_of("aliases", default=()),
    )


def _missing(table: Table) -> Missing:
    missing = Missing(
        table.take("may_impute", int), table.numbers_of("only"), table.text_of("rule")
    )
    table.provenance_of("provenance")
    table.provenances()
    table.done()
    return missing


def _items(table: Table) -> tuple[Item, ...]:
    options = {key: _options(entry) for key, entry in table.named_tables_of("options")}
    is_official = table.text_of("wording") == "official"
    return tuple(_item(entry, options, is_official) for entry in table.tables_of("item"))


def _options(entry: Table) -> tuple[Option, ...]:
    choices = []
    for choice in entry.tables_of("choice"):
        choices.append(
            Option(
                choice.take("value", int),
                choice.text_of("label"),
                choice.text_of("loinc", ""),
                choice.take("score", int) if choice.has("score") else None,
                choice.take("assessed", bool, True),
            )
        )
        choice.done()
    entry.done()
    return tuple(choices)


def _item(entry: Table, options: Mapping[str, tuple[Option, ...]], is_official: bool) -> Item:
    """One item; where only labels are shipped, the label is its text."""
    kind = entry.text_of("options")
    if kind not in options:
        raise entry.fault("options", f"{kind!r} is not defined.", f"Add [options.{kind}].")
    label = entry.text_of("label")
    item = Item(
        id=entry.text_of("id"),
        number=entry.take("number", int),
        text=entry.text_of("text", None if is_official else label[:1].upper() + label[1:]),
        label=label,
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


def _band_set(entry: Table, header: Header) -> BandSet:
    found = BandSet(
        entry.text_of("id"),
        entry.text_of("source"),
        tuple(_band(one) for one in entry.tables_of("band")),
    )
    entry.provenance_of("provenance")
    entry.done()
    if found.source not in {source.key for source in header.sources}:
        raise entry.fault("source", f"{found.source!r} is not a source here.", "Add it to sources.")
    return found


def _domain(entry: Table) -> Part:
    groups = entry.take("either", list, [])
    part = Part(
        entry.text_of("id"),
        entry.text_of("label"),
        entry.numbers_of("items"),
        tuple(tuple(group) for group in groups if isinstance(group, list)),
    )
    entry.done()
    return part


def _count(entry: Table) -> Count:
    count = Count(
        entry.text_of("id"),
        entry.text_of("label"),
        entry.numbers_of("items"),
        entry.take("at_least", int),
    )
    entry.done()
    return count


def _screen(entry: Table) -> Screen:
    screen = Screen(
        entry.rule_of("positive"),
        entry.rule_of("negative") if entry.has("negative") else None,
        entry.text_of("fact", default=""),
    )
    entry.provenance_of("provenance")
    entry.done()
    return screen


def _sign(entry: Table) -> Sign:
    sign = Sign(entry.text_of("id"), entry.text_of("label"), entry.rule_of("when"))
    entry.provenance_of("provenance")
    entry.done()
    return sign


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
