"""What a service costs at a location on a day: only what the clinic itself has set."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from attrs import frozen

from lightwell.access import clock
from lightwell.records.models import ClinicianNumber, Price

if TYPE_CHECKING:
    from lightwell.access.models import Location, User

FIRST_CONSULTATION = "First consultation"
CURRENCIES = {"us": "${}", "eu": "{} EUR"}


@frozen(kw_only=True)
class PriceView:
    """One service: what it costs from a day on. No amount: it is no longer offered."""

    service: str
    code: str
    amount: Decimal | None
    from_on: date
    by_name: str
    words: str

    @property
    def is_free(self) -> bool:
        return self.amount == 0


def today_of(location: Location) -> date:
    """The day on the wall of a location."""
    return clock.now().astimezone(ZoneInfo(location.timezone)).date()


def money(location: Location, amount: Decimal) -> str:
    """An amount in the money of the place."""
    return CURRENCIES[location.region].format(f"{amount:,.2f}")


def history(location: Location) -> list[PriceView]:
    """Every price that was ever set, by service and day."""
    return [_view(location, row) for row in _rows(location)]


def offered(location: Location, on: date) -> list[PriceView]:
    """What the clinic offers on a day, by service; what was taken off is not there."""
    return [one for one in _counting(location, on) if one.amount is not None]


def coming(location: Location, on: date) -> list[PriceView]:
    """Prices that begin after this day."""
    return [one for one in history(location) if one.from_on > on]


def first_consultation(location: Location, on: date) -> PriceView | None:
    """The first consultation, where the location has set what it costs."""
    name = FIRST_CONSULTATION.casefold()
    found = (one for one in offered(location, on) if one.service.casefold() == name)
    return next(found, None)


def for_code(location: Location, code: str, on: date) -> PriceView | None:
    """What a service under this code cost on that day; nothing when no price was set for it."""
    return next((one for one in offered(location, on) if one.code == code), None)


def service_of(location: Location, code: str) -> str:
    """Which service carries a code, whatever the day; empty when none does."""
    row = Price.objects.filter(location=location, code=code).first() if code else None
    return row.service if row else ""


def number_of(user: User) -> str:
    """The registered number of a clinician; empty when none is recorded."""
    row = ClinicianNumber.objects.filter(user=user).order_by("-id").first()
    return row.number if row else ""


def _counting(location: Location, on: date) -> list[PriceView]:
    """Of each service the price that counts on a day."""
    found: dict[str, PriceView] = {}
    for one in history(location):
        if one.from_on <= on:
            found[one.service] = one
    return list(found.values())


def _rows(location: Location) -> list[Price]:
    return list(Price.objects.filter(location=location).order_by("service", "from_on", "id"))


def _view(location: Location, row: Price) -> PriceView:
    words = "No longer offered" if row.amount is None else money(location, row.amount)
    return PriceView(
        service=row.service,
        code=row.code,
        amount=row.amount,
        from_on=row.from_on,
        by_name=row.by_name,
        words="Free" if row.amount == 0 else words,
    )
