"""What a clinic says of itself: the version of each page that counts."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from attrs import frozen

from lightwell.records.models import ClinicPage

if TYPE_CHECKING:
    from lightwell.access.models import Location

KINDS = tuple(ClinicPage.Kind.values)


@frozen(kw_only=True)
class PageView:
    """One page of the clinic's own words, in Markdown; version 0 was never written."""

    kind: str
    title: str
    number: int
    words: str
    at: datetime | None
    by_name: str


def page(location: Location, kind: str) -> PageView:
    """The version that counts; empty words where there is none."""
    rows = ClinicPage.objects.filter(location=location, kind=kind)
    row = rows.order_by("-number").first()
    title = str(ClinicPage.Kind(kind).label)
    if row is None:
        return PageView(kind=kind, title=title, number=0, words="", at=None, by_name="")
    return PageView(
        kind=kind, title=title, number=row.number, words=row.words, at=row.at, by_name=row.by_name
    )


def pages(location: Location) -> list[PageView]:
    """Every page that a clinic can write about itself."""
    return [page(location, kind) for kind in KINDS]
