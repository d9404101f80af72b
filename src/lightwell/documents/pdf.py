"""From a template and its context to a tagged PDF. Nothing is fetched while it is laid out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn
from zoneinfo import ZoneInfo

from attrs import frozen
from django.template.loader import render_to_string
from django.utils import timezone

from lightwell.access import clock
from lightwell.access.actors import Actor
from lightwell.kit.dates import staff_date

if TYPE_CHECKING:
    from lightwell.access.models import Location
    from lightwell.records.models import Patient

STYLES = Path(__file__).parent / "styles" / "print.css"
MRN_GROUP = 4


@frozen
class Paper:
    """A document that is ready to be handed over: a file name that says nothing, and its bytes."""

    filename: str
    content: bytes


@frozen(kw_only=True)
class Heading:
    """What stands on every page: what it is, of whom, which version, printed when and by whom."""

    title: str
    family: str
    given: str
    born: str
    mrn: str
    location: str
    zone: str
    version: str
    printed_at: datetime
    printed_by: str
    is_training: bool


def heading(
    *, title: str, version: str, patient: Patient, location: Location, by: Actor
) -> Heading:
    """The heading of a document about a patient, printed now by this person."""
    return Heading(
        title=title,
        family=patient.family_name.upper(),
        given=patient.given_name,
        born=staff_date(patient.birth_date) if patient.birth_date else "Not recorded",
        mrn=f"{patient.mrn[:MRN_GROUP]}-{patient.mrn[MRN_GROUP:]}"
        if "-" not in patient.mrn
        else patient.mrn,
        location=location.name,
        zone=location.timezone,
        version=version,
        printed_at=clock.now(),
        printed_by=by.name,
        is_training=location.organisation.is_demo,
    )


def lay_out(template: str, head: Heading, context: Mapping[str, Any], filename: str) -> Paper:
    """The document as a tagged PDF (PDF/UA-1)."""
    from weasyprint import CSS, HTML  # a second to import: only when something is printed

    with timezone.override(ZoneInfo(head.zone)):
        text = render_to_string(f"documents/{template}", {**context, "head": head})
    page = HTML(string=text, url_fetcher=_fetch_nothing)
    content = page.write_pdf(
        stylesheets=[CSS(string=_styles(), url_fetcher=_fetch_nothing)], pdf_variant="pdf/ua-1"
    )
    return Paper(filename=filename, content=content)


@cache
def _styles() -> str:
    return STYLES.read_text(encoding="utf-8")


def _fetch_nothing(url: str, *_: object, **__: object) -> NoReturn:
    raise ValueError(f"A document fetches nothing while it is laid out, and this asks for {url}.")
