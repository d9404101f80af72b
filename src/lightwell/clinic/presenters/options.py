"""The options side by side: for this person, what speaks for, against, and what is not known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen
from django.urls import reverse

import lightwell.clinical as lw
from lightwell.clinical.optionreport import CLOSING, WORDS
from lightwell.kit.dates import staff_date

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

    id: str
    title: str
    found: lw.OptionFound
    tag: tuple[str, str]
    words: str
    rules_url: str
    figures: tuple[tuple[lw.Counted, ...], ...]
    numbers: tuple[str, ...]
    sources: tuple[str, ...]


@frozen
class Said:
    """What the person said, in their words, with its day and who wrote it down."""

    title: str
    words: str
    basis: str


def rows(patient: Patient, found: lw.Options) -> list[OptionRow]:
    """Every option in its fixed order; nothing here ranks."""
    return [_row(patient, one) for one in found.options]


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


def _row(patient: Patient, one: lw.OptionFound) -> OptionRow:
    option = one.option
    url = ""
    if option.product:
        agent, route = option.product
        page = reverse("clinic:eligibility", args=[patient.uid])
        url = f"{page}?agent={agent}&route={route}"
    return OptionRow(
        id=option.id,
        title=option.title,
        found=one,
        tag=(SHORT[one.outcome], TONES[one.outcome]),
        words=WORDS[one.outcome],
        rules_url=url,
        figures=lw.counted_by_study(option.evidence),
        numbers=tuple(str(number) for number in option.evidence),
        sources=tuple(f"{each.citation} ({each.locator})" for each in option.sources),
    )
