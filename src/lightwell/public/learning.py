"""Knowledge as a visitor reads it: plain sentences, pictures of their numbers, numbered sources."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import field, frozen, mutable
from django.utils.safestring import SafeString

import lightwell.clinical as lw
from lightwell.kit.arrays import PEOPLE, people_of_100
from lightwell.kit.dates import patient_date

# The order in which the subjects are told; the claims that people have read elsewhere come last.
ORDER = (
    "treatment-resistant-depression",
    "why-medicines-stop",
    "options",
    "how-ketamine-may-work",
    "a-session",
    "week-by-week",
    "risks",
    "who-it-may-not-suit",
    "questions",
)
# What the two kinds of dots are, in plain words: those with the outcome, and the others.
OUTCOMES = {
    "response": ("got better by half", "did not"),
    "remission": ("had few or no signs left", "had more"),
    "still_well": ("were still well", "were not"),
    "relapse": ("fell ill again", "did not"),
    "worsening": ("got worse in this way", "did not"),
    "side_effect": ("had this", "did not"),
    "misuse": ("were about misuse", "were not"),
    "death": ("died", "did not"),
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
class Picture:
    """One group of a hundred: who they are and when, the dots, and both counts in words."""

    given: str
    when: str
    dots: SafeString
    counted: str
    others: str


@frozen
class Told:
    """One sentence or a few, the marks of their sources, the pictures of each of their studies."""

    text: str
    marks: tuple[int, ...]
    figures: tuple[tuple[Picture, ...], ...]


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


def topics() -> tuple[lw.Topic, ...]:
    """Every subject, in the order in which it is told."""
    return tuple(lw.education(name) for name in ORDER)


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
        figures=_figures(statement.numbers),
    )


def _figures(numbers: Iterable[lw.EvidenceNumber]) -> tuple[tuple[Picture, ...], ...]:
    """What one study counted stands side by side; what another counted, in a row of its own."""
    rows: dict[str, tuple[Picture, ...]] = {}
    for one in numbers:
        if one.per == PEOPLE:
            rows[one.study] = (*rows.get(one.study, ()), *_pictures(one))
    return tuple(rows.values())


def _pictures(number: lw.EvidenceNumber) -> tuple[Picture, ...]:
    """The group, and beside it, in the same form, the one that it was compared with."""
    counts: Iterable[tuple[str, int | None]] = [(number.arm.words, number.value)]
    if number.against is not None:
        counts = [*counts, (number.against.words, number.against_value)]
    did, not_so = OUTCOMES[number.outcome]
    return tuple(
        Picture(
            given=words[:1].upper() + words[1:],
            when=number.time_span,
            dots=people_of_100(count),
            counted=f"{count} of {PEOPLE} {did}",
            others=f"{PEOPLE - count} {not_so}",
        )
        for words, count in counts
        if count is not None
    )
