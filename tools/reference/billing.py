"""The codes that a bill may name, with their days."""

from __future__ import annotations

from datetime import date

from lightwell.clinical.billing import BillingCode
from lightwell.clinical.library import library
from tools.reference import markdown


def page() -> str:
    """Every code with the days of service for which the list vouches."""
    listed = library().billing
    return markdown.page(
        "Codes for a bill",
        markdown.about(listed.header),
        (
            "A clinician names the code of what they did. A day of service outside its days is "
            "refused. Nothing here says that a payer pays, and nothing is submitted to one."
        ),
        markdown.table(
            ["Code", "System", "In our words", "From", "Until", "Provenance", "Sources"],
            [_row(one) for one in listed.codes.values()],
        ),
    )


def _row(one: BillingCode) -> list[str]:
    return [
        f"`{one.code}`",
        one.system,
        one.words,
        _day(one.valid_from, "not known: refused"),
        _day(one.valid_to, "no end known") + (f". {one.instead}" if one.instead else ""),
        one.provenance.words,
        "; ".join(source.key for source in one.sources),
    ]


def _day(day: date | None, otherwise: str) -> str:
    return day.isoformat() if day else otherwise
