"""Codes for a bill, each with the days of service for which the list vouches.

Nothing here says that a code fits what was done, or that anybody pays: a clinician names the
code, and a day outside its own is refused with words.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from attrs import frozen

from .errors import InvalidInput
from .evidencefile import cited
from .library import Header, Library, Source, library
from .tables import Table
from .values import Provenance

FILE = "billing.toml"
SYSTEMS = ("CPT", "CPT III", "HCPCS")


@frozen(kw_only=True)
class BillingCode:
    """One code in our own short words; an unknown beginning vouches for no day."""

    code: str
    system: str
    words: str
    unit: str
    valid_from: date | None
    valid_to: date | None
    instead: str
    provenance: Provenance
    sources: tuple[Source, ...]

    def refusal(self, on: date) -> str:
        """Why this code is not used for a service of that day; empty when it is."""
        if self.valid_to is not None and on > self.valid_to:
            return f"{self.code} ended on {_day(self.valid_to)}. {self.instead}".rstrip()
        if self.valid_from is None:
            told = f"The list of codes does not know from which day on {self.code} counted."
            return f"{told} {self.instead}".rstrip()
        if on < self.valid_from:
            return f"The list of codes vouches for {self.code} from {_day(self.valid_from)} on."
        return ""


@frozen
class CodeExample:
    """A worked example: a code, a day of service, and whether it is refused."""

    code: str
    on: date
    refused: bool


@frozen
class BillingCodes:
    """Every code, in the order in which they are shown."""

    header: Header
    codes: Mapping[str, BillingCode]
    examples: tuple[CodeExample, ...]

    def wrong(self) -> tuple[str, ...]:
        """Examples that do not come out."""
        return tuple(
            f"{one.code} on {one.on}"
            for one in self.examples
            if bool(self.codes[one.code].refusal(one.on)) is not one.refused
        )


def billing_codes() -> BillingCodes:
    """The list of codes that ships with Lightwell."""
    return library().billing


def billing_code(code: str) -> BillingCode:
    """One code of the list. Raises ``InvalidInput`` for a code that it does not hold."""
    known = library().billing.codes
    if code not in known:
        raise InvalidInput(f"{code or 'An empty text'} is not in the list of codes.")
    return known[code]


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


# ------------------------------------------------------------------ reading


def read_billing(source: Library) -> BillingCodes:
    """Read and check the list of codes."""
    table = source.read(FILE)
    header = source.header_of(table)
    codes: dict[str, BillingCode] = {}
    for entry in table.tables_of("code"):
        one = _code(entry, header)
        if one.code in codes:
            raise entry.fault("code", f"{one.code!r} is there twice.", "Remove one.")
        codes[one.code] = one
    examples = []
    for entry in table.tables_of("example"):
        example = CodeExample(
            entry.text_of("code"), entry.date_of("on"), entry.take("refused", bool)
        )
        entry.done()
        if example.code not in codes:
            raise entry.fault("code", f"{example.code!r} is not in the list.", "Name one that is.")
        examples.append(example)
    table.done()
    if not examples:
        raise table.fault("example", "is missing.", "Add at least one worked [[example]].")
    return BillingCodes(header, MappingProxyType(codes), tuple(examples))


def _code(entry: Table, header: Header) -> BillingCode:
    one = BillingCode(
        code=entry.text_of("code"),
        system=entry.one_of("system", SYSTEMS),
        words=entry.text_of("words"),
        unit=entry.text_of("unit", default=""),
        valid_from=entry.date_of("valid_from") if entry.has("valid_from") else None,
        valid_to=entry.date_of("valid_to") if entry.has("valid_to") else None,
        instead=entry.text_of("instead", default=""),
        provenance=entry.provenance_of("provenance"),
        sources=cited(entry, header),
    )
    entry.done()
    if one.valid_from and one.valid_to and one.valid_to < one.valid_from:
        raise entry.fault("valid_to", "is before valid_from.", "Correct one of the days.")
    return one
