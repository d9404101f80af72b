"""The options side by side: for this person, what speaks for, against, and what is not known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import TYPE_CHECKING

from attrs import frozen

import lightwell.clinical as lw
from lightwell.clinic.presenters.eligibility import page_of
from lightwell.clinical.optionreport import CLOSING, WORDS
from lightwell.kit.dates import staff_date, with_staff_dates

if TYPE_CHECKING:
    from lightwell.records.models import Patient
    from lightwell.records.queries.facts import Fact

TONES = {"blocked": "care", "unknown": "waiting", "caution": "outline", "no_blocker": "calm"}
SHORT = {
    "blocked": "Stands against",
    "unknown": "Not known yet",
    "caution": "With caution",
    "no_blocker": "Nothing against",
}


@frozen
class OptionRow:
    """One option with all that is told of it, and where its rules are read."""

    number: int  # its place in the fixed order: an address says nothing of a drug
    title: str
    found: lw.OptionFound
    tag: tuple[str, str]
    words: str
    rules_url: str
    figures: tuple[tuple[lw.Counted, ...], ...]
    numbers: tuple[str, ...]
    sources: tuple[str, ...]

    @property
    def counts(self) -> str:
        """How much was found, in one line."""
        found = self.found
        parts = (
            (len(found.why), "for"),
            (len(found.why_not), "against"),
            (len(found.unknown), "to find out"),
        )
        return ", ".join(f"{count} {word}" for count, word in parts if count) or "Nothing"


@frozen
class Said:
    """What the person said, in their words, with its day and who wrote it down."""

    title: str
    words: str
    basis: str


def rows(patient: Patient, found: lw.Options) -> list[OptionRow]:
    """Every option in its fixed order; nothing here ranks."""
    return [_row(patient, number, one) for number, one in enumerate(found.options, start=1)]


def closing(found: lw.Options) -> tuple[str, ...]:
    """What must be read beside every comparison."""
    return (*CLOSING, *found.notes)


def said(lines: list[tuple[str, Fact | None]]) -> list[Said]:
    """The person's own words; what was not asked yet says so."""
    return [_said(title, fact) for title, fact in lines]


def _said(title: str, fact: Fact | None) -> Said:
    if fact is None or fact.value is None:
        return Said(title, "Not asked yet.", "")
    basis = f"{staff_date(fact.observed_on)}, written down by {fact.by_name}"
    return Said(title, str(fact.value), basis)


def _row(patient: Patient, number: int, one: lw.OptionFound) -> OptionRow:
    option = one.option
    return OptionRow(
        number=number,
        title=option.title,
        found=one,
        tag=(SHORT[one.outcome], TONES[one.outcome]),
        words=WORDS[one.outcome],
        rules_url=page_of(patient, option.product) if option.product else "",
        figures=lw.counted_by_study(option.evidence),
        numbers=tuple(numbers(option.evidence)),
        sources=tuple(f"{each.citation} ({each.locator})" for each in option.sources),
    )


def numbers(evidence: Iterable[lw.EvidenceNumber]) -> Iterator[str]:
    """What each study counted, and once for each study how it was found and how sure it is."""
    return (" ".join(lines) for lines in by_study(evidence))


def by_study(evidence: Iterable[lw.EvidenceNumber]) -> Iterator[tuple[str, ...]]:
    """The same line by line: each number of a study, then what they rest on."""
    for _, numbers in groupby(evidence, key=lambda one: (one.study, one.note)):
        same = tuple(numbers)
        yield (*(one.told for one in same), with_staff_dates(same[0].basis))
