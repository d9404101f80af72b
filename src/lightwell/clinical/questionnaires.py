"""Instruments as data: items, options, bands, and what to do about a missing answer."""

from __future__ import annotations

import re
from collections.abc import Mapping
from difflib import get_close_matches
from typing import Literal

from attrs import frozen

from .errors import KnowledgeError, UnknownInstrument
from .library import Dictionary, FactDefinition, Header, Library, library
from .predicates import Predicate, facts_of
from .tables import Table

Risk = Literal["none", "low", "moderate", "high", "incomplete"]
LEVELS: dict[str, Risk] = {"low": "low", "moderate": "moderate", "high": "high"}


@frozen
class Option:
    """One answer a person may give, with the value it scores."""

    value: int
    label: str
    loinc: str = ""


@frozen
class Item:
    """One question of an instrument.

    ``text`` is the official wording where the licence allows it; ``label`` is ours.
    ``asked_if`` is the instrument's own skip logic: an item skipped by it is not missing.
    """

    id: str
    number: int
    text: str
    label: str
    options: tuple[Option, ...]
    scored: bool
    asked_if: Predicate | None
    loinc: str
    period: str

    @property
    def values(self) -> frozenset[int]:
        """The values that this item can take."""
        return frozenset(option.value for option in self.options)


@frozen
class Band:
    """A range of totals with the name that it is published under."""

    id: str
    label: str
    minimum: int
    maximum: int


@frozen
class Level:
    """A risk level of a triage instrument, from the worst down, with the rule that gives it."""

    name: Risk
    when: Predicate


@frozen
class Change:
    """How much change on this instrument means something, in points."""

    response_percent: int
    remission_at_most: int
    reliable: int
    deterioration: int


@frozen
class Example:
    """A worked example from the knowledge file; executed by the content check."""

    title: str
    answers: tuple[int | None, ...]
    expect: Mapping[str, object]


@frozen
class Instrument:
    """A questionnaire or rating with everything needed to show, score and read it."""

    header: Header
    notice: str
    attribution: str
    instruction: str
    recall_days: int
    fresh_days: int
    rated_by: str
    items: tuple[Item, ...]
    bands: tuple[Band, ...]
    levels: tuple[Level, ...]
    safety_item: int | None
    higher_is_worse: bool
    may_impute: int
    change: Change | None
    loinc_panel: str
    loinc_total: str
    examples: tuple[Example, ...]

    @property
    def id(self) -> str:
        return self.header.id

    @property
    def title(self) -> str:
        return self.header.title

    @property
    def version(self) -> str:
        return self.header.version

    @property
    def content_hash(self) -> str:
        """Stored with every score, so that the wording a person saw can be proved later."""
        return self.header.content_hash

    @property
    def scored_items(self) -> tuple[Item, ...]:
        return tuple(item for item in self.items if item.scored)

    @property
    def minimum(self) -> int:
        """The lowest possible total."""
        return sum(min(item.values) for item in self.scored_items)

    @property
    def maximum(self) -> int:
        """The highest possible total."""
        return sum(max(item.values) for item in self.scored_items)

    @property
    def is_triage(self) -> bool:
        """Whether answers lead to a risk level instead of a total."""
        return bool(self.levels)

    def band_of(self, total: int) -> Band | None:
        """The published band in which a total falls."""
        return next((band for band in self.bands if band.minimum <= total <= band.maximum), None)

    def fact_of(self, item: Item) -> str:
        """The name under which the rules of this instrument know an item."""
        return f"{self.id}.{item.id}"

    def words(self) -> Dictionary:
        """The items as entries of a data dictionary, so that rules over them read as prose."""
        entries = {self.fact_of(item): self._entry(item) for item in self.items}
        return Dictionary(self.header, entries, {})

    def _entry(self, item: Item) -> FactDefinition:
        when = f" ({item.period})" if item.period else ""
        return FactDefinition(
            name=self.fact_of(item),
            type="yes_no",
            label=f"item {item.number}",
            recorded_by=self.rated_by,
            claim=f"item {item.number}, {item.label}{when}, was answered yes",
            denial=f"item {item.number}, {item.label}{when}, was answered no",
        )


def instrument(name: str) -> Instrument:
    """The instrument of this id; an unknown one is refused with the nearest that there is."""
    known = library().instruments
    if name in known:
        return known[name]
    near = get_close_matches(name, known, n=1)
    hint = f"Did you mean {near[0]!r}?" if near else f"There are: {', '.join(known)}."
    raise UnknownInstrument(f"There is no instrument {name!r}. {hint}")


def instruments() -> tuple[Instrument, ...]:
    """Every instrument in the library, in order of id."""
    return tuple(library().instruments.values())


# ------------------------------------------------------------------ reading the file


def read_instrument(source: Library, name: str) -> Instrument:
    """Read and check one instrument file."""
    table = source.read(f"instruments/{name}.toml")
    header = source.header_of(table)
    if header.id != name:
        raise table.fault("id", f"{header.id!r} is not the file's name.", f"Write {name!r}.")
    options = {key: _options(entry) for key, entry in table.named_tables_of("options")}
    items = tuple(_item(entry, options) for entry in table.tables_of("item"))
    missing = table.table_of("missing")
    made = Instrument(
        header=header,
        notice=table.text_of("notice"),
        attribution=table.text_of("attribution"),
        instruction=table.text_of("instruction"),
        recall_days=table.take("recall_days", int),
        fresh_days=table.take("fresh_days", int),
        rated_by=table.text_of("rated_by"),
        items=items,
        bands=tuple(_band(entry) for entry in table.tables_of("band")),
        levels=tuple(_level(entry) for entry in table.tables_of("level")),
        safety_item=table.take("safety_item", int) if table.has("safety_item") else None,
        higher_is_worse=table.take("higher_is_worse", bool),
        may_impute=missing.take("may_impute", int),
        change=_change(table.table_of("change")) if table.has("change") else None,
        loinc_panel=table.text_of("loinc_panel", default=""),
        loinc_total=table.text_of("loinc_total", default=""),
        examples=tuple(_example(entry) for entry in table.tables_of("example")),
    )
    missing.text_of("rule")
    missing.provenance_of("provenance")
    _provenances(missing)
    missing.done()
    _provenances(table)
    table.done()
    _check(table, made)
    return made


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


def _change(entry: Table) -> Change:
    change = Change(
        response_percent=entry.take("response_percent", int),
        remission_at_most=entry.take("remission_at_most", int),
        reliable=entry.take("reliable", int),
        deterioration=entry.take("deterioration", int),
    )
    _provenances(entry)
    entry.done()
    return change


def _provenances(entry: Table) -> None:
    """Every ``…_provenance`` key names where that one number comes from."""
    for key in entry.content:
        if key.endswith("_provenance"):
            entry.provenance_of(key)


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
    if bool(made.bands) == bool(made.levels):
        raise table.fault("band", "and level exclude each other.", "Keep either bands or levels.")
    names = {made.fact_of(item) for item in made.items}
    for rule in (*(level.when for level in made.levels), *_skips(made)):
        for fact in sorted(facts_of(rule) - names):
            raise table.fault(fact, "is no item of this instrument.", "Use <instrument>.<item>.")
    if made.bands:
        _check_bands(table, made)


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
