"""Instruments as data: items, options, bands, and what to do about a missing answer."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from difflib import SequenceMatcher, get_close_matches
from functools import cached_property
from typing import Literal

from attrs import frozen

from .changes import Change
from .errors import UnknownInstrument
from .library import Dictionary, FactDefinition, Header, library
from .predicates import Predicate, facts_of

Risk = Literal["none", "low", "moderate", "high", "incomplete"]


@frozen
class Option:
    """One answer a person may give: the value written on the form, and what it adds to a total.

    ``score`` differs from ``value`` in reversed and keyed items. An answer that says "could not
    be rated" is not ``assessed``: it counts as missing.
    """

    value: int
    label: str
    loinc: str = ""
    score: int | None = None
    assessed: bool = True

    @property
    def points(self) -> int:
        """What the answer adds to a total."""
        return self.value if self.score is None else self.score


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

    @cached_property
    def points(self) -> Mapping[int, int]:
        """What each answer adds to a total; an answer that says "not assessed" adds nothing."""
        return {option.value: option.points for option in self.options if option.assessed}

    @cached_property
    def is_yes_no(self) -> bool:
        """Whether the item is answered with yes or no."""
        return {option.label.casefold() for option in self.options} == {"yes", "no"}

    @property
    def is_keyed(self) -> bool:
        """Whether an answer scores something else than its own value: reversed, or keyed "no"."""
        return any(value != points for value, points in self.points.items())


@frozen
class Part:
    """What is added up: one item, or a domain of several of which the highest counts.

    Of each group in ``either`` one answer is enough: "ate less" or "ate more".
    """

    id: str
    label: str
    items: tuple[int, ...]
    either: tuple[tuple[int, ...], ...] = ()


@frozen
class Count:
    """How many of some items score at least so much; a rule of the instrument may ask for it."""

    id: str
    label: str
    items: tuple[int, ...]
    at_least: int


@frozen
class Screen:
    """When an instrument that screens is positive, and when it is negative.

    Where ``negative`` is absent, whatever is not positive is negative. Neither known: unknown.
    ``fact`` is what the gates call a positive screen.
    """

    positive: Predicate
    negative: Predicate | None
    fact: str


@frozen
class Sign:
    """Something that a set of answers shows beside its total, such as a cut-off for some people."""

    id: str
    label: str
    when: Predicate


@frozen
class BandSet:
    """The bands of another publication for the same totals."""

    id: str
    source: str
    bands: tuple[Band, ...]


@frozen
class Band:
    """A range of totals with the name that it is published under."""

    id: str
    label: str
    minimum: int
    maximum: int


@frozen
class Missing:
    """How many missing items may be filled in, which ones where not every one may, and the rule."""

    may_impute: int
    only: tuple[int, ...]
    rule: str


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
    themselves. ``post_session`` marks what a person may answer while effects last. A total that
    is ``two_sided`` is worse towards both ends. ``safety_also`` are further items about suicide.
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
    domains: tuple[Part, ...]
    counts: tuple[Count, ...]
    bands: tuple[Band, ...]
    band_sets: tuple[BandSet, ...]
    levels: tuple[Level, ...]
    screen: Screen | None
    signs: tuple[Sign, ...]
    safety_item: int | None
    safety_also: tuple[int, ...]
    higher_is_worse: bool
    two_sided: bool
    multiply: int
    missing: Missing
    change: Change | None
    loinc_panel: str
    loinc_total: str
    examples: tuple[Example, ...]
    aliases: tuple[str, ...]

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
    def may_impute(self) -> int:
        """How many missing items may be filled in."""
        return self.missing.may_impute

    @property
    def scored_items(self) -> tuple[Item, ...]:
        return tuple(item for item in self.items if item.scored)

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """What the total adds up, in order: the domains, or each scored item by itself."""
        return self.domains or tuple(
            Part(item.id, item.label, (item.number,)) for item in self.scored_items
        )

    @cached_property
    def minimum(self) -> int:
        """The lowest possible total."""
        return self.multiply * sum(min(self.range_of(part)) for part in self.parts)

    @cached_property
    def maximum(self) -> int:
        """The highest possible total."""
        return self.multiply * sum(max(self.range_of(part)) for part in self.parts)

    def range_of(self, part: Part) -> frozenset[int]:
        """Every score that a part can have."""
        return frozenset(
            points for number in part.items for points in self.items[number - 1].points.values()
        )

    @cached_property
    def needed(self) -> frozenset[int]:
        """The numbers of the items without which something stays open: scored, or in a rule."""
        scored = {item.number for item in self.scored_items}
        rules = () if self.screen is None else (self.screen.positive,)
        asked = {fact for rule in rules for fact in facts_of(rule)}
        ruled = {item.number for item in self.items if self.fact_of(item) in asked}
        return frozenset(scored | ruled | set(self.safety_items))

    @property
    def safety_items(self) -> tuple[int, ...]:
        """The numbers of every item about suicide."""
        return (() if self.safety_item is None else (self.safety_item,)) + self.safety_also

    @property
    def may_be_sent(self) -> bool:
        """Whether a patient may answer it alone, by link or in the portal: the form is there."""
        return self.rated_by == "patient" and self.wording == "official"

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

    @property
    def total_fact(self) -> str:
        """The name under which the rules of this instrument know its total."""
        return f"{self.id}.total"

    def words(self) -> Dictionary:
        """Items, counts and total as entries of a dictionary, so that rules read as prose."""
        return self._words

    @cached_property
    def _words(self) -> Dictionary:
        entries = {self.fact_of(item): self._entry(item) for item in self.items}
        numbers = {f"{self.id}.{count.id}": count.label for count in self.counts}
        for name, label in {**numbers, self.total_fact: "the total"}.items():
            entries[name] = FactDefinition(name, "integer", label, self.rated_by)
        return Dictionary(self.header, entries, {})

    def _entry(self, item: Item) -> FactDefinition:
        when = f" ({item.period})" if item.period else ""
        named = f"item {item.number}, {item.label}{when},"
        if not item.is_yes_no:
            return FactDefinition(self.fact_of(item), "integer", named, self.rated_by)
        return FactDefinition(
            name=self.fact_of(item),
            type="yes_no",
            label=f"item {item.number}",
            recorded_by=self.rated_by,
            claim=f"{named} was answered yes",
            denial=f"{named} was answered no",
        )


def instrument(name: str) -> Instrument:
    """The instrument of this id or alias; an unknown one is refused with the nearest there is."""
    known = library().instruments
    if name in known:
        return known[name]
    other = {alias: made for made in known.values() for alias in made.aliases}
    if name.casefold() in other:
        return other[name.casefold()]
    near = nearest(name.casefold(), (*known, *other))
    hint = f"Did you mean {near}?" if near else f"There are: {', '.join(known)}."
    raise UnknownInstrument(f"There is no instrument {name!r}. {hint}")


def nearest(name: str, known: Collection[str]) -> str:
    """The known names that are closest, as "'a'" or "'a' or 'b'" where several are as close."""
    close = get_close_matches(name, known, n=3)
    likeness = {one: SequenceMatcher(None, one, name).ratio() for one in close}
    best = sorted(one for one in close if likeness[one] == likeness[close[0]])
    return " or ".join(", ".join(repr(one) for one in best).rsplit(", ", 1))


def instruments() -> tuple[Instrument, ...]:
    """Every instrument in the library, in order of id."""
    return tuple(library().instruments.values())
