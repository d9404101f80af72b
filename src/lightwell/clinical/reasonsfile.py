"""Reasons to check before a failure is called resistance, as data: signs, and what to ask."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import frozen

from .library import Header, Library, Source
from .predicates import Predicate, facts_of
from .tables import Table


@frozen
class ReasonRule:
    """One reason: the facts that a clinician answers, the signs in the case, and the question."""

    id: str
    title: str
    ask: str
    asked: tuple[str, ...]
    signs: tuple[Predicate, ...]
    sources: tuple[Source, ...]


@frozen
class ReasonExample:
    """A worked example: a case, and the outcome of some reasons."""

    title: str
    case: Mapping[str, object]
    expect: Mapping[str, object]


@frozen
class ReasonList:
    """Every reason to check, in the order in which it is shown."""

    header: Header
    rules: tuple[ReasonRule, ...]
    examples: tuple[ReasonExample, ...]


def read_reasons(source: Library) -> ReasonList:
    """Read and check the reasons to check."""
    table = source.read("rules/reasons.toml")
    header = source.header_of(table)
    part = table.table_of("section")
    sections = {name: part.rule_of(name) for name in part.content}
    rules = tuple(_reason(entry, sections, header, source) for entry in table.tables_of("reason"))
    examples = []
    for entry in table.tables_of("example"):
        examples.append(
            ReasonExample(
                entry.text_of("title"), entry.mapping_of("case"), entry.mapping_of("expect")
            )
        )
        entry.done()
    table.done()
    if len({rule.id for rule in rules}) != len(rules) or not rules:
        raise table.fault("reason", "there is none, or two share an id.", "Name each once.")
    if not examples:
        raise table.fault("example", "is missing.", "Add at least one worked [[example]].")
    return ReasonList(header, rules, tuple(examples))


def _reason(
    entry: Table, sections: Mapping[str, Predicate], header: Header, source: Library
) -> ReasonRule:
    rule = ReasonRule(
        id=entry.text_of("id"),
        title=entry.text_of("title"),
        ask=entry.text_of("ask"),
        asked=entry.texts_of("asked", default=()),
        signs=tuple(one.rule_of("rule", sections) for one in entry.tables_of("sign")),
        sources=_sources(entry, header),
    )
    entry.done()
    if not rule.asked and not rule.signs:
        raise entry.fault("asked", "is missing.", "Give facts to ask, or [[reason.sign]] rules.")
    asked = {fact for sign in rule.signs for fact in facts_of(sign)} | set(rule.asked)
    for fact in sorted(asked):
        if fact not in source.dictionary.facts:
            raise entry.fault(fact, "is not in dictionary.toml.", "Add it there, or correct it.")
    return rule


def _sources(entry: Table, header: Header) -> tuple[Source, ...]:
    known = {one.key: one for one in header.sources}
    keys = entry.texts_of("sources")
    for key in keys:
        if key not in known:
            raise entry.fault("sources", f"{key!r} is not a source here.", "Add it to sources.")
    return tuple(known[key] for key in keys)
