"""The hours of a location by weekday, and its closed days with what is still booked on them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from attrs import frozen
from django.urls import reverse

from lightwell.clinic.presenters.courses import day_words, span_words
from lightwell.diary.queries.appointments import Booked
from lightwell.kit.dates import WEEKDAYS

if TYPE_CHECKING:
    from lightwell.diary.models import Closure, StaffHours


@frozen(kw_only=True)
class HoursLine:
    """One person on one weekday."""

    id: int
    hours: str
    name: str
    part: str


@frozen
class HoursDay:
    """One weekday."""

    name: str
    lines: list[HoursLine]


@frozen
class StillBooked:
    """An appointment on a closed day, and where its course is."""

    name: str
    when: str
    url: str
    new_time_url: str


@frozen(kw_only=True)
class ClosureLine:
    """Days on which the location is closed."""

    id: int
    days: str
    reason: str
    booked: list[StillBooked]


def week(rows: Sequence[StaffHours]) -> list[HoursDay]:
    """Seven days, each with who is there from when to when."""
    return [
        HoursDay(name, [_line(one) for one in rows if one.weekday == day])
        for day, name in enumerate(WEEKDAYS)
    ]


def missing(rows: Sequence[StaffHours]) -> list[str]:
    """Whose hours are not known at all, so that no series can be proposed."""
    known = {one.part for one in rows}
    return [part for part in ("nurse", "prescriber") if part not in known]


def closures(
    found: Sequence[Closure], booked: Mapping[int, Sequence[Booked]], *, may_book: bool
) -> list[ClosureLine]:
    """What is closed from today on, and what is still booked on it."""
    return [
        ClosureLine(
            id=one.pk,
            days=day_words(one.first_day)
            if one.first_day == one.last_day
            else f"{day_words(one.first_day)} to {day_words(one.last_day)}",
            reason=one.reason,
            booked=[_booked(each, may_book) for each in booked.get(one.pk, ())],
        )
        for one in found
    ]


def _line(one: StaffHours) -> HoursLine:
    many = f", {one.at_once} at once" if one.at_once is not None else ""
    return HoursLine(
        id=one.pk,
        hours=f"{one.starts:%H:%M}–{one.ends:%H:%M}",
        name=one.person.name,
        part=f"{one.part}{many}",
    )


def _booked(one: Booked, may_book: bool) -> StillBooked:
    return StillBooked(
        name=f"{one.patient.family_name.upper()}, {one.patient.given_name} ({one.patient.mrn})",
        when=span_words(one.starts_at, one.ends_at),
        url=reverse("clinic:course", args=[one.patient.uid]),
        new_time_url=reverse("clinic:new-time", args=[one.uid]) if may_book else "",
    )
