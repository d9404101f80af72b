"""A consent in words: whether it stands, what was said, and how it ended."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone

from lightwell.clinical.library import library
from lightwell.kit.dates import staff_date
from lightwell.kit.lists import SummaryRow
from lightwell.records.queries.consents import GUARDIAN, ConsentView

if TYPE_CHECKING:
    from lightwell.records.models import Patient


def state(every: Sequence[ConsentView]) -> tuple[str, str]:
    """Whether a consent stands, in words, and their tone."""
    if not every:
        return "None yet", "waiting"
    newest = every[0]
    if newest.withdrawn is not None:
        day = staff_date(timezone.localtime(newest.withdrawn.at).date())
        return f"Withdrawn on {day}", "waiting"
    if not newest.is_current:
        return "Of an older text: ask again", "waiting"
    return f"Given on {staff_date(newest.signed_on)}", "calm"


def page_of(patient: Patient, kind: str, page: str = "clinic:consent") -> str:
    """A page about one kind of consent."""
    return f"{reverse(page, args=[patient.uid])}?kind={kind}"


def kinds(patient: Patient, shown: str) -> list[tuple[str, str, bool]]:
    """Every treatment that has a text: its words, its page, and whether it is the one shown."""
    return [
        (text.what[:1].upper() + text.what[1:], page_of(patient, kind), kind == shown)
        for kind, text in library().consents.items()
    ]


def rows(one: ConsentView) -> list[SummaryRow]:
    """Each question with the person's own words, and who agreed."""
    said = [SummaryRow(key=answer["asks"], value=f"“{answer['said']}”") for answer in one.answers]
    return [
        SummaryRow(key="Agreed", value=_giver(one)),
        SummaryRow(key="Taken by", value=f"{one.by_name}, {staff_date(one.signed_on)}"),
        SummaryRow(key="Text", value=f"Version {one.text_version}, {one.content_hash[:12]}"),
        *said,
    ]


def row(one: ConsentView) -> str:
    """One consent in one line."""
    words = f"Given {staff_date(one.signed_on)} to {one.by_name}, text {one.text_version}"
    if one.withdrawn is None:
        return words
    day = staff_date(timezone.localtime(one.withdrawn.at).date())
    why = f": {one.withdrawn.reason}" if one.withdrawn.reason else ""
    return f"{words}. Withdrawn {day} by {one.withdrawn.by_name}{why}"


def _giver(one: ConsentView) -> str:
    if one.given_by != GUARDIAN:
        return "The person"
    return f"{one.guardian_name}, guardian, with the assent of the young person"
