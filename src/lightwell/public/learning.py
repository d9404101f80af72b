"""Knowledge as a visitor reads it: plain sentences, pictures of their numbers, numbered sources."""

from __future__ import annotations

from attrs import field, frozen, mutable

import lightwell.clinical as lw
from lightwell.kit.dates import patient_date

# The order in which the subjects are told, each by a word for its address: an address stays in a
# browser's history, so it says nothing of an illness or a drug.
TOPICS = {
    "what-it-is": "treatment-resistant-depression",
    "why-medicines-stop": "why-medicines-stop",
    "what-could-come-next": "options",
    "how-it-may-work": "how-ketamine-may-work",
    "a-session": "a-session",
    "week-by-week": "week-by-week",
    "risks": "risks",
    "who-it-may-not-suit": "who-it-may-not-suit",
    "questions": "questions",
}
VERDICTS = {
    "false": "Not true",
    "misleading": "It misleads",
    "unsupported": "Not shown",
    "overstated": "Said too strongly",
    "understated": "Said too weakly",
    "fair with limits": "True, with limits",
}

NOT_REVIEWED = "Not yet reviewed by a clinician."
CLAIMS = "What you may have read"
CLAIMS_PURPOSE = "Things that are said about ketamine, and what the studies show."


@frozen
class Told:
    """One sentence or a few, the marks of their sources, the pictures of each of their studies."""

    text: str
    marks: tuple[int, ...]
    figures: tuple[tuple[lw.Counted, ...], ...]


@frozen
class Part:
    """A part of a page under its own heading."""

    title: str
    tag: str
    told: tuple[Told, ...]


@mutable
class Sources:
    """The numbered list at the end of a page: each source once, in the order of first use."""

    lines: list[str] = field(factory=list)

    def number(self, line: str) -> int:
        """The number of a source; a new one gets the next."""
        if line not in self.lines:
            self.lines.append(line)
        return self.lines.index(line) + 1


@frozen
class Page:
    """A page of knowledge: its parts, where they come from, and when somebody looked last."""

    title: str
    purpose: str
    parts: tuple[Part, ...]
    sources: tuple[str, ...]
    reviewed: str
    reviewer: str

    @property
    def has_pictures(self) -> bool:
        """Whether the page has to say how its pictures are read."""
        return any(told.figures for part in self.parts for told in part.told)


def topics() -> tuple[tuple[str, lw.Topic], ...]:
    """Every subject with the word of its address, in the order in which it is told."""
    return tuple((word, lw.education(name)) for word, name in TOPICS.items())


def topic_page(topic: lw.Topic) -> Page:
    """One subject."""
    sources = Sources()
    parts = tuple(
        Part(one.title, "", tuple(_told(each, sources) for each in one.statements))
        for one in topic.sections
    )
    return _page(topic.header.title, topic.header.purpose, topic.header, parts, sources)


def claims_page() -> Page:
    """What is often said of ketamine, and what the studies say."""
    sources = Sources()
    parts = tuple(
        Part(f"“{one.said}”", VERDICTS[one.verdict], (_told(one.says, sources),))
        for one in lw.claims()
    )
    return _page(CLAIMS, CLAIMS_PURPOSE, lw.claims_header(), parts, sources)


def _page(
    title: str, purpose: str, header: lw.Header, parts: tuple[Part, ...], sources: Sources
) -> Page:
    return Page(
        title=title,
        purpose=purpose,
        parts=parts,
        sources=tuple(sources.lines),
        reviewed=patient_date(header.reviewed).partition(", ")[2],
        reviewer=header.clinician_review or NOT_REVIEWED,
    )


def _told(statement: lw.Statement, sources: Sources) -> Told:
    return Told(
        text=statement.text,
        marks=tuple(sources.number(line) for line in statement.cited),
        figures=lw.counted_by_study(statement.numbers),
    )
