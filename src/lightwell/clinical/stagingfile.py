"""Stagings of treatment resistance as data: what a trial must be, how stages or points follow."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from attrs import frozen

from .facts import Number
from .library import Header, Library
from .predicates import AllOf, CountAtLeast, Predicate, facts_of
from .tables import Table

ANSWERS = ("stage", "total", "score")
SECTIONS = ("adequate", "failed", "eligible")
DIFFERENT = "trial.ingredient"


@frozen
class Rung:
    """One stage of a ladder: what must be counted for it, and above which stage it stands."""

    stage: str
    title: str
    rule: CountAtLeast
    also: Predicate | None
    above: str
    weeks: tuple[Number, Number] | None

    @property
    def whole(self) -> Predicate:
        """Everything that the stage asks besides the stage below it."""
        return self.rule if self.also is None else AllOf((self.rule, self.also))


@frozen
class Item:
    """One part of a sum: a number of the episode, or how many treatments fulfil a claim.

    Points follow by ``steps`` (from which number on, how many) or as ``each`` for every one.
    """

    id: str
    title: str
    fact: str
    ask: str
    count: Predicate | None
    is_needed: bool
    each: Number | None
    steps: tuple[tuple[Number, Number], ...]

    def points(self, number: Number) -> Number:
        """The points for a number; they never fall as it rises."""
        if self.each is not None:
            return self.each * number
        return max((points for start, points in self.steps if number >= start), default=0)

    @property
    def most(self) -> Number:
        """The highest number that changes the points."""
        return max(start for start, _ in self.steps)


@frozen
class StageBand:
    """A named range of a total, both ends included."""

    label: str
    minimum: Number
    maximum: Number


@frozen
class StagingExample:
    """A worked example: a case, and what the staging answers."""

    title: str
    case: Mapping[str, object]
    expect: Mapping[str, object]


@frozen
class Staging:
    """One published staging: a ladder of rungs, or a sum of items."""

    header: Header
    answer: str
    none: str
    assumes: tuple[str, ...]
    where: Predicate
    rungs: tuple[Rung, ...]
    items: tuple[Item, ...]
    bands: tuple[StageBand, ...]
    examples: tuple[StagingExample, ...]

    @property
    def id(self) -> str:
        return self.header.id

    @property
    def title(self) -> str:
        return self.header.title

    @property
    def sources(self) -> tuple[str, ...]:
        """The lines to print under a result."""
        return self.header.source_lines

    def band_of(self, total: Number) -> str:
        """The name of the range in which a total lies."""
        return next((one.label for one in self.bands if one.minimum <= total <= one.maximum), "")


def read_staging(source: Library, name: str) -> Staging:
    """Read and check one staging file."""
    table = source.read(f"staging/{name}.toml")
    header = source.header_of(table)
    if header.id != name:
        raise table.fault("id", f"{header.id!r} is not the file's name.", f"Write {name!r}.")
    sections = {key: table.rule_of(key) for key in SECTIONS}
    more = table.table_of("section") if table.has("section") else None
    for key in more.content if more else ():
        sections[key] = more.rule_of(key)  # type: ignore[union-attr]  # there is one
    made = Staging(
        header=header,
        answer=table.one_of("answer", ANSWERS),
        none=table.text_of("none", default=""),
        assumes=table.texts_of("assumes"),
        where=AllOf(tuple(sections[key] for key in SECTIONS)),
        rungs=tuple(_rungs(table, sections)),
        items=tuple(_items(table, sections)),
        bands=tuple(_bands(table)),
        examples=tuple(_example(entry) for entry in table.tables_of("example")),
    )
    table.done()
    _check(table, made, sections, source)
    return made


def _check(table: Table, made: Staging, sections: Mapping[str, Predicate], source: Library) -> None:
    if bool(made.rungs) == bool(made.items):
        raise table.fault("rung", "needs a ladder or a sum.", "Write [[rung]] or [[item]] tables.")
    if bool(made.rungs) != (made.answer == "stage"):
        raise table.fault("answer", "does not fit.", "A ladder answers a stage, a sum a number.")
    if not made.examples:
        raise table.fault("example", "is missing.", "Add at least one worked [[example]].")
    asked = {fact for rule in sections.values() for fact in facts_of(rule)}
    asked |= {fact for rung in made.rungs for fact in facts_of(rung.whole)}
    asked |= {item.fact for item in made.items if item.fact}
    for fact in sorted(asked):
        if fact not in source.dictionary.facts:
            raise table.fault(fact, "is not in dictionary.toml.", "Add it there, or correct it.")


def _rungs(table: Table, sections: Mapping[str, Predicate]) -> Iterator[Rung]:
    known: list[str] = []
    for entry in table.tables_of("rung"):
        rule = entry.rule_of("rule", sections)
        if not isinstance(rule, CountAtLeast):
            raise entry.fault("rule", "does not count trials.", "Write [rung.rule.count_at_least].")
        above = entry.text_of("above", default=known[-1] if known else "")
        if above and above not in known:
            raise entry.fault("above", f"{above!r} is no earlier stage.", "Name one before it.")
        rung = Rung(
            stage=entry.text_of("stage"),
            title=entry.text_of("title"),
            rule=rule,
            also=entry.rule_of("also") if entry.has("also") else None,
            above=above,
            weeks=_weeks(entry),
        )
        entry.done()
        known.append(rung.stage)
        yield rung


def _weeks(entry: Table) -> tuple[Number, Number] | None:
    values = entry.take("weeks", list, [])
    if not values:
        return None
    if len(values) != 2 or not all(isinstance(one, int) for one in values):
        raise entry.fault("weeks", "is not a first and a last week.", "Write it as [12, 16].")
    return values[0], values[1]


def _items(table: Table, sections: Mapping[str, Predicate]) -> Iterator[Item]:
    for entry in table.tables_of("item"):
        named = entry.texts_of("count", default=())
        for name in named:
            if name not in sections:
                remedy = f"Sections here: {', '.join(sections)}."
                raise entry.fault("count", f"no section is called {name!r}.", remedy)
        item = Item(
            id=entry.text_of("id"),
            title=entry.text_of("title"),
            fact=entry.text_of("fact", default=""),
            ask=entry.text_of("ask") if entry.has("fact") else "",
            count=AllOf(tuple(sections[name] for name in named)) if named else None,
            is_needed=entry.take("needed", bool, False),
            each=entry.number_of("each") if entry.has("each") else None,
            steps=tuple(_steps(entry)),
        )
        entry.done()
        if (item.count is None) != bool(item.fact):
            raise entry.fault("count", "needs a fact or a count.", "Give one of the two.")
        if (item.each is None) != bool(item.steps) or (item.fact and not item.steps):
            raise entry.fault("steps", "needs steps or each.", "A fact has steps; a count either.")
        yield item


def _steps(entry: Table) -> Iterator[tuple[Number, Number]]:
    before: tuple[Number, Number] | None = None
    for step in entry.tables_of("steps"):
        pair = (step.number_of("from"), step.number_of("points"))
        step.done()
        if before is not None and not (before[0] < pair[0] and before[1] < pair[1]):
            raise entry.fault("steps", "do not rise.", "Put them in order; points rise with them.")
        before = pair
        yield pair


def _bands(table: Table) -> Iterator[StageBand]:
    before: Number | None = None
    for entry in table.tables_of("band"):
        band = StageBand(entry.text_of("label"), entry.number_of("min"), entry.number_of("max"))
        entry.done()
        if band.minimum > band.maximum or before not in (None, band.minimum - 1):
            raise entry.fault("min", f"{band.label!r} leaves a gap or overlaps.", "Close the row.")
        before = band.maximum
        yield band


def _example(entry: Table) -> StagingExample:
    trials = [dict(trial.content) for trial in entry.tables_of("trials")]
    case: dict[str, object] = {"trials": trials}
    if entry.has("on"):
        case["on"] = entry.date_of("on")
    if entry.has("episode"):
        case["episode"] = entry.mapping_of("episode")
    made = StagingExample(entry.text_of("title"), case, entry.mapping_of("expect"))
    entry.done()
    return made
