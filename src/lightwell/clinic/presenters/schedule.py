"""A day of the clinic: chairs beside one another, who is expected when, with whom."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from attrs import frozen
from django.urls import reverse
from django.utils import timezone

from lightwell.access.actors import Actor
from lightwell.clinic.presenters.courses import day_words
from lightwell.diary.policies import can_receive
from lightwell.diary.queries.appointments import Booked
from lightwell.kit.dates import staff_time
from lightwell.records.policies_history import can_read_history

if TYPE_CHECKING:
    from lightwell.diary.models import Chair

TONES = {"booked": "outline", "arrived": "calm", "missed": "care", "over": "calm"}
WORDS = {"booked": "Expected", "arrived": "Here", "missed": "Missed", "over": "Left"}


@frozen(kw_only=True)
class Slot:
    """One appointment on the page of a day."""

    name: str
    mrn: str
    time: str
    nurse: str
    status: str
    tone: str
    course_url: str
    url: str


@frozen
class ChairDay:
    """One chair on one day."""

    name: str
    room: str
    slots: list[Slot]


@frozen
class Day:
    """One day of a week."""

    title: str
    url: str
    lines: list[str]


def chairs(by: Actor, places: Sequence[Chair], found: Sequence[Booked]) -> list[ChairDay]:
    """Each chair with its appointments by time; an empty one says so."""
    return [
        ChairDay(
            name=chair.name,
            room=chair.room.name,
            slots=[_slot(by, one) for one in found if one.chair_id == chair.pk],
        )
        for chair in places
    ]


def week(first: date, found: Sequence[Booked]) -> list[Day]:
    """Seven days, each with what is booked on it."""
    days = [first + timedelta(days=offset) for offset in range(7)]
    return [
        Day(
            title=day_words(day),
            url=f"{reverse('clinic:schedule')}?day={day.isoformat()}",
            lines=[
                f"{_time(one)} {one.chair}: {_name(one)}, {one.nurse}"
                for one in found
                if timezone.localdate(one.starts_at) == day
            ],
        )
        for day in days
    ]


def _slot(by: Actor, one: Booked) -> Slot:
    reads = can_read_history(by)
    return Slot(
        name=_name(one),
        mrn=one.patient.mrn,
        time=_time(one),
        nurse=one.nurse,
        status=WORDS[one.status],
        tone=TONES[one.status],
        course_url=reverse("clinic:course", args=[one.patient.uid]) if reads else "",
        url=reverse("clinic:appointment", args=[one.uid]) if can_receive(by) else "",
    )


def _name(one: Booked) -> str:
    return f"{one.patient.family_name.upper()}, {one.patient.given_name}"


def _time(one: Booked) -> str:
    begins, ends = timezone.localtime(one.starts_at), timezone.localtime(one.ends_at)
    return f"{staff_time(begins)}–{staff_time(ends)}"
