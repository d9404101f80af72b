"""Instruments as data: items, options, bands, and what to do about a missing answer."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Literal

from attrs import frozen

from .changes import Change
from .errors import UnknownInstrument
from .library import Dictionary, FactDefinition, Header, library
from .predicates import Predicate

Risk = Literal["none", "low", "moderate", "high", "incomplete"]


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
class Variant:
    """The same items over another time, with the items that hold less well over it."""

    id: str
    title: str
    recall_days: int
    weak_items: tuple[int, ...]
    note: str


@frozen
class Example:
    """A worked example from the knowledge file; executed by the content check."""

    title: str
    answers: tuple[int | None, ...]
    expect: Mapping[str, object]


@frozen
class Instrument:
    """A questionnaire or rating with everything needed to show, score and read it.

    ``edition`` says which version of a scale that has several; ``recall_days`` is absent where
    the time asked about is not a number of days. Ratings that are not ``summed`` stand for
    themselves. ``post_session`` marks what a person may answer while effects last.
    """

    header: Header
    notice: str
    attribution: str
    instruction: str
    licence: str
    wording: str
    edition: str
    recall_days: int | None
    recall_words: str
    fresh_days: int
    rated_by: str
    post_session: bool
    summed: bool
    unbanded: str
    variants: tuple[Variant, ...]
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
    def may_be_sent(self) -> bool:
        """Whether a patient may answer it alone, by link or in the portal."""
        return self.rated_by == "patient"

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
