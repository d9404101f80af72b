"""Symptoms by domain: what single questions tell of sleep, interest, energy, and the others.

A single question has no limit of its own. It is lower, higher or the same, and nothing more.
"""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen

from .library import Header, Library, Source, library
from .questionnaires import Instrument
from .tables import Table
from .values import Provenance


@frozen(kw_only=True)
class Question:
    """What one instrument tells of a domain: some of its items, or its total (no items)."""

    instrument: Instrument
    numbers: tuple[int, ...]
    source: Source
    provenance: Provenance

    @property
    def label(self) -> str:
        """What is asked: "PHQ-9, sleep", "ISI, total"."""
        labels = [one.label for one in self.instrument.items if one.number in self.numbers]
        return f"{self.instrument.title}, {', '.join(labels) if labels else 'total'}"

    @property
    def lowest(self) -> int:
        return 0 if self.numbers else self.instrument.minimum

    @property
    def highest(self) -> int:
        """The worst that can be answered."""
        if not self.numbers:
            return self.instrument.maximum
        asked = (one for one in self.instrument.items if one.number in self.numbers)
        return max(max(one.points.values()) for one in asked)

    def value(self, answers: Sequence[int | None], total: int | None) -> int | None:
        """What was told; of several items the highest, and nothing while one of them is open."""
        if not self.numbers:
            return total
        given = [answers[one - 1] if one <= len(answers) else None for one in self.numbers]
        known = [one for one in given if one is not None]
        return max(known) if len(known) == len(given) else None


@frozen(kw_only=True)
class Domain:
    """One domain with every question that tells of it; ``plain`` is its name for the person."""

    id: str
    title: str
    plain: str
    questions: tuple[Question, ...]


@frozen
class Domains:
    """Every domain, in order."""

    header: Header
    domains: tuple[Domain, ...]

    @property
    def instruments(self) -> tuple[str, ...]:
        """Every instrument that tells of a domain, once."""
        names = (ask.instrument.id for one in self.domains for ask in one.questions)
        return tuple(dict.fromkeys(names))


def symptom_domains() -> Domains:
    """The domains of the library that ships."""
    return library().domains


def compared(before: int | None, now: int | None) -> str:
    """One value beside the one before; nothing without both."""
    if before is None or now is None:
        return ""
    if now == before:
        return "the same"
    return "lower" if now < before else "higher"


def read_domains(source: Library) -> Domains:
    """Read and check the file of the domains."""
    table = source.read("rules/domains.toml")
    header = source.header_of(table)
    found = tuple(_domain(entry, source) for entry in table.tables_of("domain"))
    table.done()
    ids = [one.id for one in found]
    if not ids or len(ids) != len(set(ids)):
        raise table.fault("domain", "there is none, or two share an id.", "Name each once.")
    return Domains(header, found)


def _domain(entry: Table, source: Library) -> Domain:
    made = Domain(
        id=entry.text_of("id"),
        title=entry.text_of("title"),
        plain=entry.text_of("plain"),
        questions=tuple(_question(one, source) for one in entry.tables_of("question")),
    )
    entry.done()
    if not made.questions:
        raise entry.fault("question", "is missing.", "Add a [[domain.question]].")
    return made


def _question(entry: Table, source: Library) -> Question:
    name, key = entry.text_of("instrument"), entry.text_of("source")
    if name not in source.instruments:
        raise entry.fault("instrument", f"there is no {name!r}.", "Name an instrument.")
    made = source.instruments[name]
    numbers = {one.id: one.number for one in made.items}
    wanted = entry.texts_of("items", default=())
    if unknown := [one for one in wanted if one not in numbers]:
        raise entry.fault("items", f"{unknown[0]!r} is no item of {name}.", "Name its items.")
    if key not in source.sources:
        raise entry.fault("source", f"{key!r} is not in sources.toml.", "Add it there.")
    question = Question(
        instrument=made,
        numbers=tuple(numbers[one] for one in wanted),
        source=source.sources[key],
        provenance=entry.provenance_of("provenance"),
    )
    entry.done()
    return question
