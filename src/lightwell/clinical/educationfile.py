"""What a person may read: claims of the market corrected, and plain education, each with sources.

A number in a text is never written there: ``{name}`` stands for an evidence number, so that what
a person reads and what the evidence says cannot drift apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from attrs import frozen

from .errors import InvalidInput
from .evidencefile import EvidenceNumber, cited
from .library import Header, Library, Source, library
from .tables import Table
from .values import Provenance

FOLDER, CLAIMS = "education", "claims.toml"
VERDICTS = ("false", "misleading", "unsupported", "overstated", "understated", "fair with limits")
TALK = "Talk to your clinician about what this means for you."
_PLACE = re.compile(r"\{([a-z0-9_]+)(\.against)?\}")


@frozen
class Statement:
    """One fact in plain words, with its numbers by reference and its sources."""

    template: str
    numbers: tuple[EvidenceNumber, ...]
    sources: tuple[Source, ...]

    @property
    def text(self) -> str:
        """The words with their numbers filled in."""
        known = {one.id: one for one in self.numbers}

        def fill(place: re.Match[str]) -> str:
            number = known[place[1]]
            return number.against_words if place[2] else number.words

        return _PLACE.sub(fill, self.template)

    @property
    def cited(self) -> tuple[str, ...]:
        """Each number with all that a reader needs to weigh it, then what no number cites."""
        counted = {source for one in self.numbers for source in one.sources}
        others = (one for one in self.sources if one not in counted)
        return (
            *(str(one) for one in self.numbers),
            *(f"{one.citation} ({one.locator})" for one in others),
        )

    @property
    def source_lines(self) -> tuple[str, ...]:
        """Its own sources, and those of its numbers."""
        every = (*self.sources, *(source for one in self.numbers for source in one.sources))
        return tuple(dict.fromkeys(f"{one.citation} ({one.locator})" for one in every))

    def as_json(self) -> dict[str, object]:
        """The shape of the command line and of the API."""
        return {
            "text": self.text,
            "evidence": [one.id for one in self.numbers],
            "sources": list(self.source_lines),
        }


@frozen(kw_only=True)
class Claim:
    """A claim as the market makes it, and what the evidence says of it."""

    id: str
    said: str
    verdict: str
    says: Statement
    provenance: Provenance

    def as_json(self) -> dict[str, object]:
        """The shape of the command line and of the API."""
        return {
            "id": self.id,
            "claim": self.said,
            "verdict": self.verdict,
            "provenance": self.provenance.value,
            **self.says.as_json(),
        }


@frozen
class Section:
    """A part of a topic, or a question with its answer."""

    title: str
    statements: tuple[Statement, ...]


@frozen
class Topic:
    """One subject of education in plain words."""

    header: Header
    sections: tuple[Section, ...]

    def as_json(self) -> dict[str, object]:
        """The shape of the command line and of the API."""
        return {
            "id": self.header.id,
            "title": self.header.title,
            "sections": [
                {"title": one.title, "statements": [each.as_json() for each in one.statements]}
                for one in self.sections
            ],
            "talk": TALK,
            "reviewed": self.header.reviewed.isoformat(),
            "note": self.header.note,
        }

    def __str__(self) -> str:
        lines = [self.header.title]
        for section in self.sections:
            lines += ["", section.title, *(f"  {one.text}" for one in section.statements)]
        return "\n".join((*lines, "", TALK, self.header.note))


@frozen
class Education:
    """Every claim and every topic."""

    claims_header: Header
    claims: Mapping[str, Claim]
    topics: Mapping[str, Topic]

    @property
    def statements(self) -> Iterator[Statement]:
        """Every statement that a person may read."""
        yield from (one.says for one in self.claims.values())
        for topic in self.topics.values():
            for section in topic.sections:
                yield from section.statements


def claims() -> tuple[Claim, ...]:
    """Every claim of the market with what the evidence says of it."""
    return tuple(library().education.claims.values())


def claims_header() -> Header:
    """What the claims say of themselves: sources, readings, next review."""
    return library().education.claims_header


def education(name: str) -> Topic:
    """One topic of education by its name."""
    known = library().education.topics
    if name not in known:
        raise InvalidInput(f"There is no topic {name!r}. Known: {', '.join(known)}.")
    return known[name]


# ------------------------------------------------------------------ reading


def read_education(source: Library) -> Education:
    """Read and check the claims and every topic."""
    table = source.read(CLAIMS)
    header = source.header_of(table)
    found: dict[str, Claim] = {}
    for entry in table.tables_of("claim"):
        claim = _claim(source, header, entry)
        if claim.id in found:
            raise entry.fault("id", f"{claim.id!r} is there twice.", "Rename one.")
        found[claim.id] = claim
    table.done()
    topics = {name: _topic(source, name) for name in source.files(FOLDER)}
    return Education(header, MappingProxyType(found), MappingProxyType(topics))


def _claim(source: Library, header: Header, entry: Table) -> Claim:
    claim = Claim(
        id=entry.text_of("id"),
        said=entry.text_of("said"),
        verdict=entry.one_of("verdict", VERDICTS),
        says=_statement(source, header, entry),
        provenance=entry.provenance_of("provenance"),
    )
    entry.done()
    return claim


def _topic(source: Library, name: str) -> Topic:
    table = source.read(f"{FOLDER}/{name}.toml")
    header = source.header_of(table)
    if header.id != name:
        raise table.fault("id", f"{header.id!r} is not the file's name.", "Make them the same.")
    sections = []
    for part in table.tables_of("section"):
        title = part.text_of("title")
        told = []
        for entry in part.tables_of("statement"):
            told.append(_statement(source, header, entry))
            entry.done()
        part.done()
        if not told:
            raise part.fault("statement", "is missing.", "Add a [[section.statement]].")
        sections.append(Section(title, tuple(told)))
    table.done()
    if not sections:
        raise table.fault("section", "is missing.", "Add a [[section]].")
    return Topic(header, tuple(sections))


def _statement(source: Library, header: Header, entry: Table) -> Statement:
    text = entry.text_of("text")
    numbers = []
    for place in _PLACE.finditer(text):
        number = source.evidence.by_id.get(place[1])
        if number is None:
            problem = f"{place[1]!r} is no evidence number."
            raise entry.fault("text", problem, "Name one that is in evidence/.")
        if place[2] and number.against is None:
            raise entry.fault("text", f"{place[1]!r} compares with nothing.", "Leave .against out.")
        numbers.append(number)
    left = _PLACE.sub("", text)
    if re.search(r"[\d{}]", left):
        raise entry.fault(
            "text", f"{left!r} holds a number.", "Write {its name}, or the word for a small one."
        )
    return Statement(text, tuple(dict.fromkeys(numbers)), cited(entry, header))
