"""From a day and a time on the clinic's wall to one moment, and to the quarters that it takes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from lightwell.access.errors import InvalidInput

QUARTER = timedelta(minutes=15)


def moment(day: date, clock: time, zone: str) -> datetime:
    """The one moment at which the clinic's clock shows this; refused when there is none or two.

    On the day on which summer time ends an hour comes twice, and on the day on which it begins
    one is left out.
    """
    local = datetime.combine(day, clock, tzinfo=ZoneInfo(zone))
    first = local.replace(fold=0).astimezone(UTC)
    second = local.replace(fold=1).astimezone(UTC)
    if first.astimezone(local.tzinfo).replace(tzinfo=None) != local.replace(tzinfo=None, fold=0):
        raise InvalidInput(
            f"The clock is put forward on {day:%d-%b-%Y}: there is no {clock:%H:%M}. "
            "Choose another time.",
            field="at",
        )
    if first != second:
        raise InvalidInput(
            f"The clock is put back on {day:%d-%b-%Y}: {clock:%H:%M} comes twice. "
            "Choose another time.",
            field="at",
        )
    return first


def check_on_a_quarter(starts_at: datetime) -> None:
    """Places are kept in quarters of an hour."""
    if starts_at.minute % 15 or starts_at.second or starts_at.microsecond:
        raise InvalidInput("Start on a quarter of an hour, for example 09:00 or 09:15.", field="at")


def quarters(starts_at: datetime, ends_at: datetime) -> Iterator[datetime]:
    """Every quarter of an hour that this time touches, counted in real time, not on the wall."""
    quarter = starts_at.astimezone(UTC)
    while quarter < ends_at:
        yield quarter
        quarter += QUARTER
