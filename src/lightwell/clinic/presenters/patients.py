"""Lists of patients: always three identifiers, and a warning where names are alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING

from attrs import frozen
from django.urls import reverse

from lightwell.kit.dates import age_on, staff_date
from lightwell.kit.words import NOT_RECORDED

if TYPE_CHECKING:
    from lightwell.records.models import Patient


@frozen
class Row:
    """One patient in a list: name in full, birth date with age, MRN."""

    name: str
    born: str
    mrn: str
    url: str
    wait_url: str
    has_namesake: bool


def rows(
    people: Iterable[Patient],
    namesakes: Mapping[str, int],
    *,
    today: date,
    links: bool,
    may_offer: bool = False,
) -> list[Row]:
    """Patients with their identifiers; the address only for those who may open records.

    Who may not, and asks people whether they would come earlier, puts them on that list from here.
    """
    return [
        Row(
            name=f"{one.family_name.upper()}, {one.given_name}",
            born=born_words(one.birth_date, today),
            mrn=one.mrn,
            url=reverse("clinic:patient", args=[one.uid]) if links else "",
            wait_url=reverse("clinic:waiting-join", args=[one.uid])
            if may_offer and not links
            else "",
            has_namesake=namesakes.get(one.family_name.casefold(), 0) > 1,
        )
        for one in people
    ]


def born_words(born: date | None, today: date) -> str:
    """``14-Jul-1984 (42 y)``, or that it was never recorded."""
    return f"{staff_date(born)} ({age_on(born, today)} y)" if born else NOT_RECORDED


def alerts(people: Iterable[Patient], namesakes: Mapping[str, int]) -> list[str]:
    """One warning for each family name that several patients carry."""
    shown = sorted({one.family_name.upper() for one in people})
    return [
        f"{namesakes[name.casefold()]} patients named {name}: compare date of birth and MRN."
        for name in shown
        if namesakes.get(name.casefold(), 0) > 1
    ]
