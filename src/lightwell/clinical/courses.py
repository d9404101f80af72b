"""What is added to an antidepressant, and other courses: from when it was an adequate attempt.

Where sources name a range, or disagree, the least dose, level or time is a span: between its ends
an attempt is neither adequate nor inadequate but unknown.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from attrs import frozen

from .facts import Fact, Span
from .formulary import Drug, NameExample, read_drug, read_name_example
from .library import Header, Library
from .tables import Table
from .values import Provenance


@frozen
class Agent:
    """A drug added to an antidepressant: least daily dose (mg) or level, and least days."""

    drug: str
    dose_mg: Span | None
    level: Span | None
    days: Span
    us_approved_addition: bool
    provenance: Provenance
    source: str
    read_at: str


@frozen
class Course:
    """The least number of sessions of a treatment that is no drug; by side where that matters."""

    id: str
    kind: str
    laterality: tuple[str, ...]
    sessions: Span
    provenance: Provenance
    source: str


@frozen
class Courses:
    """Every drug that is added, and every other course, with what makes it adequate."""

    header: Header
    drugs: Mapping[str, Drug]
    agents: Mapping[str, Agent]
    courses: tuple[Course, ...]
    examples: tuple[NameExample, ...]

    def least_sessions(self, kind: str | None, laterality: str | None) -> Fact:
        """The least sessions of a course; where the side is not known, from the least to the most.

        A kind of treatment without a number here stays unknown.
        """
        fitting = [
            one.sessions
            for one in self.courses
            if one.kind == kind
            and (laterality is None or not one.laterality or laterality in one.laterality)
        ]
        if not fitting:
            return Fact()
        return Fact(Span(min(_low(one) for one in fitting), max(_high(one) for one in fitting)))


def _low(span: Span) -> int | float:
    return span.low or 0


def _high(span: Span) -> int | float:
    return span.high or 0


def read_courses(source: Library) -> Courses:
    """Read and check what is added to antidepressants and the courses that are no drug."""
    table = source.read("augmentation.toml")
    header = source.header_of(table)
    table.provenance_of("names_provenance")
    drugs = {name: read_drug(name, entry, source) for name, entry in table.named_tables_of("drug")}
    made = Courses(
        header,
        drugs,
        {name: _agent(name, entry, source) for name, entry in table.named_tables_of("agent")},
        tuple(_courses(table, source)),
        tuple(read_name_example(entry) for entry in table.tables_of("example")),
    )
    table.done()
    if not made.examples:
        raise table.fault("example", "is missing.", "Add at least one worked [[example]].")
    return made


def _agent(name: str, entry: Table, source: Library) -> Agent:
    dose = _span(entry, "min_mg") if entry.has("min_mg") else None
    level = _span(entry, "min_level") if entry.has("min_level") else None
    if (dose is None) == (level is None):
        raise entry.fault("min_mg", "needs a dose or a level.", "Give min_mg, or min_level.")
    made = Agent(
        drug=name,
        dose_mg=dose,
        level=level,
        days=_span(entry, "days"),
        us_approved_addition=entry.take("us_approved_addition", bool),
        provenance=entry.provenance_of("provenance"),
        source=_source(entry, source),
        read_at=entry.text_of("read_at"),
    )
    entry.done()
    return made


def _courses(table: Table, source: Library) -> Iterator[Course]:
    for name, entry in table.named_tables_of("course"):
        made = Course(
            id=name,
            kind=entry.text_of("kind"),
            laterality=entry.texts_of("laterality", default=()),
            sessions=_span(entry, "sessions"),
            provenance=entry.provenance_of("provenance"),
            source=_source(entry, source),
        )
        entry.done()
        yield made


def _span(entry: Table, key: str) -> Span:
    low = entry.number_of(key)
    high = entry.number_of(f"{key}_upper", default=low)
    if not 0 < low <= high:
        raise entry.fault(key, f"{low} to {high} is no least amount.", "Correct the bounds.")
    return Span(low, high)


def _source(entry: Table, source: Library) -> str:
    key = entry.text_of("source")
    if key not in source.sources:
        raise entry.fault("source", f"{key!r} is not in sources.toml.", "Add it there.")
    return key
