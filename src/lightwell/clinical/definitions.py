"""Definitions of treatment resistance as data: what makes a trial adequate, failed and counted."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import frozen

from .library import Header, Library
from .predicates import AllOf, CountAtLeast, Predicate, facts_of
from .tables import Table

SECTIONS = ("adequate", "failed", "eligible")


@frozen
class DefinitionExample:
    """A worked example: recorded trials and what the definition makes of them."""

    title: str
    trials: tuple[Mapping[str, object], ...]
    episode: Mapping[str, object]
    outcome: str
    counted: tuple[str, ...]

    @property
    def case(self) -> dict[str, object]:
        """The example as the tables of a case file."""
        return {"episode": self.episode, "trials": [dict(trial) for trial in self.trials]}


@frozen
class Definition:
    """One published definition: rules for a trial, how many must count, and what else must hold.

    ``person`` is what the definition asks about the person besides the trials, if anything;
    ``one_more`` says in words what one more trial would have to be in order to count.
    """

    header: Header
    adequate: Predicate
    failed: Predicate
    eligible: Predicate
    rule: CountAtLeast
    person: Predicate | None
    one_more: str
    examples: tuple[DefinitionExample, ...]

    @property
    def id(self) -> str:
        return self.header.id

    @property
    def title(self) -> str:
        return self.header.title

    @property
    def where(self) -> Predicate:
        """What a trial must be to count: adequate, failed and eligible, in this order."""
        return self.rule.where

    @property
    def whole(self) -> Predicate:
        """Everything that the definition asks."""
        return self.rule if self.person is None else AllOf((self.rule, self.person))

    @property
    def claim(self) -> str:
        """What it means to meet this definition, as a clause."""
        return f"treatment resistance ({self.header.title})"

    @property
    def sources(self) -> tuple[str, ...]:
        """The lines to print under a result."""
        return self.header.source_lines

    @property
    def provenance_note(self) -> str:
        """How far the numbers of this definition have been verified."""
        return self.header.note


def read_definition(source: Library, name: str) -> Definition:
    """Read and check one definition file."""
    table = source.read(f"definitions/{name}.toml")
    header = source.header_of(table)
    if header.id != name:
        raise table.fault("id", f"{header.id!r} is not the file's name.", f"Write {name!r}.")
    sections = {key: table.rule_of(key) for key in SECTIONS}
    rule = table.rule_of("rule", sections)
    if not isinstance(rule, CountAtLeast):
        raise table.fault("rule", "does not count trials.", "Write [rule.count_at_least].")
    person = table.rule_of("person") if table.has("person") else None
    asked = facts_of(rule) | (facts_of(person) if person else set())
    for fact in sorted(asked):
        if fact not in source.dictionary.facts:
            raise table.fault(fact, "is not in dictionary.toml.", "Add it there, or correct it.")
    made = Definition(
        header=header,
        adequate=sections["adequate"],
        failed=sections["failed"],
        eligible=sections["eligible"],
        rule=rule,
        person=person,
        one_more=table.text_of("one_more"),
        examples=tuple(_example(entry) for entry in table.tables_of("example")),
    )
    table.done()
    if not made.examples:
        raise table.fault("example", "is missing.", "Add at least one worked [[example]].")
    return made


def _example(entry: Table) -> DefinitionExample:
    expect = entry.table_of("expect")
    made = DefinitionExample(
        title=entry.text_of("title"),
        trials=tuple(dict(trial.content) for trial in entry.tables_of("trials")),
        episode=entry.mapping_of("episode", default={}),
        outcome=expect.text_of("outcome"),
        counted=expect.texts_of("counted", default=()),
    )
    expect.done()
    entry.done()
    return made
