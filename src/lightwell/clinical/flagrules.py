"""The limits of readings as data: what raises a reminder, what holds the start, what is too old."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import frozen

from .library import Header, Library
from .predicates import Predicate, facts_of
from .readings import VALUES
from .tables import Table


@frozen(kw_only=True)
class FlagRule:
    """The limits of one value, from the mildest to the most urgent, and what each asks for.

    ``given_action`` is asked for beyond a hold limit where no infusion runs that could be paused.
    """

    fact: str
    title: str
    watch: Predicate
    hold: Predicate
    immediate: Predicate | None
    watch_action: str
    hold_action: str
    given_action: str

    def action_beyond(self, form: str) -> str:
        """What to do beyond a hold limit, by the form in which the dose is given."""
        return self.hold_action if form == "infusion" else self.given_action

    @property
    def rules(self) -> tuple[Predicate, ...]:
        """Every rule of this value."""
        more = () if self.immediate is None else (self.immediate,)
        return (self.watch, self.hold, *more)


@frozen(kw_only=True)
class BeforeStart:
    """When a blood pressure holds the start; mmHg and minutes."""

    systolic_above: int
    systolic_above_eu_from_65: int
    eu_age_years: int
    diastolic_above: int
    recheck_after_min: int
    recheck_within_min: int
    sign_off_systolic_from: int
    sign_off_diastolic_from: int

    def systolic_limit(self, region: str, age_years: int | None) -> int:
        """The systolic limit; the higher one of the EU type only for a known age."""
        if region == "eu" and age_years is not None and age_years >= self.eu_age_years:
            return self.systolic_above_eu_from_65
        return self.systolic_above


@frozen(kw_only=True)
class Freshness:
    """How old a value may be, and how early or late an observation; minutes."""

    before_start_min: int
    before_leaving_min: int
    early_min: int
    late_min: int


@frozen
class FlagExample:
    """A worked example: readings, and the priorities that they raise."""

    title: str
    readings: tuple[Mapping[str, int], ...]
    expect: tuple[str, ...]


@frozen(kw_only=True)
class FlagRules:
    """All limits of readings in a session."""

    header: Header
    before_start: BeforeStart
    freshness: Freshness
    second_reading_after_min: int
    flags: tuple[FlagRule, ...]
    examples: tuple[FlagExample, ...]


def read_flags(source: Library) -> FlagRules:
    """Read and check the limits of readings."""
    table = source.read("rules/flags.toml")
    before, fresh = table.table_of("before_start"), table.table_of("freshness")
    confirmation = table.table_of("confirmation")
    rules = FlagRules(
        header=source.header_of(table),
        before_start=BeforeStart(**_whole(before, BeforeStart)),
        freshness=Freshness(**_whole(fresh, Freshness)),
        second_reading_after_min=confirmation.take("second_reading_after_min", int),
        flags=tuple(_flag(entry, source) for entry in table.tables_of("flag")),
        examples=tuple(_example(entry) for entry in table.tables_of("example")),
    )
    for one in (before, fresh, confirmation, table):
        one.done()
    if not rules.examples:
        raise table.fault("example", "is missing.", "Add at least one worked [[example]].")
    return rules


def _whole(table: Table, kind: type) -> dict[str, int]:
    return {name: table.take(name, int) for name in kind.__annotations__}


def _flag(entry: Table, source: Library) -> FlagRule:
    rule = FlagRule(
        fact=entry.text_of("fact"),
        title=entry.text_of("title"),
        watch=entry.rule_of("watch"),
        hold=entry.rule_of("hold"),
        immediate=entry.rule_of("immediate") if entry.has("immediate") else None,
        watch_action=entry.text_of("watch_action"),
        hold_action=entry.text_of("hold_action"),
        given_action=entry.text_of("given_action"),
    )
    entry.done()
    for fact in sorted({rule.fact}.union(*(facts_of(one) for one in rule.rules))):
        if fact not in source.dictionary.facts:
            raise entry.fault(fact, "is not in dictionary.toml.", "Add it there, or correct it.")
    return rule


def _example(entry: Table) -> FlagExample:
    readings = tuple(_example_reading(one) for one in entry.tables_of("readings"))
    made = FlagExample(entry.text_of("title"), readings, entry.texts_of("expect", ()))
    entry.done()
    return made


def _example_reading(row: Table) -> dict[str, int]:
    given = {name: row.take(name, int) for name in VALUES if row.has(name)}
    given["minute"] = row.take("minute", int)
    row.done()
    return given
