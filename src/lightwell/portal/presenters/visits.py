"""A visit in the words of the person who comes."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from attrs import frozen

from lightwell.diary.queries import hours
from lightwell.diary.queries.appointments import Booked
from lightwell.kit.dates import patient_date, patient_time


@frozen(kw_only=True)
class Visit:
    """When and where; the time is that of the clinic's clock."""

    day: str
    time: str
    ends: str
    place: str
    address: str
    phone: str
    is_closed: bool


def visits(found: Sequence[Booked]) -> list[Visit]:
    """Each visit with its date in words; of a closed day it says that."""
    closed = hours.closed(found)
    return [_visit(one, is_closed=one.uid in closed) for one in found]


def _visit(one: Booked, *, is_closed: bool) -> Visit:
    zone = ZoneInfo(one.location.timezone)
    begins, ends = one.starts_at.astimezone(zone), one.ends_at.astimezone(zone)
    return Visit(
        day=patient_date(begins.date()),
        time=patient_time(begins),
        ends=patient_time(ends),
        place=one.location.name,
        address=one.location.address,
        phone=one.location.phone,
        is_closed=is_closed,
    )
