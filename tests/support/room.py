"""Sessions of this very hour in the states that a room knows, and the chairs that they are in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from attrs import frozen
from django.db import transaction

from lightwell.access import clock
from lightwell.diary.models import Appointment, AppointmentEvent, Chair, Room
from tests.support.cast import Cast
from tests.support.people import key, make_patient
from tests.support.sessions import (
    AFTER,
    GOOD,
    Running,
    clock_at,
    know_everything,
    screen,
    session_of,
)

PEOPLE = (
    ("Ana Sofia", "Rivera"),
    ("Jonah", "Achebe"),
    ("Marguerite", "Vanderbilt-Oyelaran"),
    ("Ana", "Riviera"),
    ("Piotr", "Lind"),
    ("Noor", "Haddad"),
)
# Times of the programme until the end of the infusion, with what was read.
CALM = ((10, 128, 80, 74, 98, 4, 3), (20, 134, 84, 78, 98, 4, 5), (30, 132, 82, 76, 97, 4, 4))
RISING = ((10, 142, 88, 84, 97, 4, 4), (20, 168, 98, 96, 95, 3, 6), (26, 184, 104, 98, 92, 3, 6))


@frozen
class Scene:
    """The room of Harbour Street with one session in each state."""

    cast: Cast
    sessions: dict[str, Running]

    def __getitem__(self, state: str) -> Running:
        return self.sessions[state]


def begin_at(minutes: float) -> datetime:
    """So many minutes ago, to the second."""
    return (clock.now() - timedelta(minutes=minutes)).replace(microsecond=0)


@contextmanager
def after(start: datetime, minutes: float) -> Iterator[None]:
    """The clock so many minutes after the start."""
    with clock_at(start + timedelta(minutes=minutes)):
        yield


def read_rows(run: Running, start: datetime, rows: Any) -> None:
    """Rows of the flowsheet, each at its minute."""
    for minute, sbp, dbp, hr, spo2, moaas, dissociation in rows:
        values = {"sbp": sbp, "dbp": dbp, "hr": hr, "spo2": spo2, "rr": 14, "moaas": moaas}
        with after(start, minute):
            run.act("read", values=values | {"dissociation": dissociation}, beyond=True)


def person(cast: Cast, number: int = 0) -> Any:
    """One of the people of this room, all of them fictional."""
    given, family = PEOPLE[number]
    return make_patient(cast.harbour, given, family, signs_in=False)


@transaction.atomic
def planned(cast: Cast, number: int = 0, **given: Any) -> Running:
    """A session of today of which nothing is known yet."""
    start = begin_at(0)
    with clock_at(start):
        return session_of(cast, patient=person(cast, number), planned_at=start, **given)


@transaction.atomic
def known(cast: Cast, number: int = 0, **given: Any) -> Running:
    """Everything before the start is known and met."""
    start = begin_at(1)
    with clock_at(start):
        run = session_of(cast, patient=person(cast, number), planned_at=start, **given)
        know_everything(run)
    return run


@transaction.atomic
def running(
    cast: Cast, number: int = 0, *, minutes: float = 33, rows: Any = CALM, **given: Any
) -> Running:
    """An infusion that was started so many minutes ago."""
    start = begin_at(minutes)
    with clock_at(start - timedelta(minutes=4)):
        run = session_of(cast, patient=person(cast, number), planned_at=start, **given)
        know_everything(run)
        run.act(
            "comfort", values={"touch": "no_touch", "music": "quiet", "companion": "her sister"}
        )
        run.act("make_ready")
    with clock_at(start):
        run.act("start")
    read_rows(run, start, rows)
    return run


def flagged(cast: Cast, number: int = 0) -> Running:
    """A pressure beyond the hold limit, and a saturation at one."""
    return running(cast, number, minutes=27, rows=RISING)


def stale(cast: Cast, number: int = 0) -> Running:
    """Nobody wrote anything down for a long time."""
    return running(cast, number, minutes=48, rows=CALM[:1])


@transaction.atomic
def paused(cast: Cast, number: int = 0) -> Running:
    """The infusion stands still."""
    run = running(cast, number, minutes=29, rows=CALM[:2])
    with after(run.view.started_at or clock.now(), 24):
        run.act("pause", reason="The person asked for a break.")
    return run


@transaction.atomic
def recovering(cast: Cast, number: int = 0, *, ready: bool = False) -> Running:
    """The infusion has ended; with ``ready`` all that leaving asks for is known and met."""
    run = running(cast, number, minutes=102)
    start = run.view.started_at or clock.now()
    with after(start, 40):
        run.act("read", values=GOOD)
        run.act("end_infusion")
    read_rows(run, start, ((55, 126, 80, 72, 98, 5, 1), (70, 122, 78, 70, 98, 5, 0)))
    if ready:
        with after(start, 101):
            run.act("read", values=GOOD)
            screen(run)
            run.act("check", values=AFTER)
    return run


@transaction.atomic
def finished(cast: Cast, number: int = 0) -> Running:
    """The person has gone home with somebody."""
    run = recovering(cast, number, ready=True)
    run.act("leave", door="discharge", values={"next_contact": "tomorrow at 9:30"})
    return run


def chairs(cast: Cast, number: int = 6) -> list[Chair]:
    """A room with so many chairs."""
    room = Room.objects.create(location=cast.harbour, name="Garden room")
    return [
        Chair.objects.create(room=room, name=str(place), position=place)
        for place in range(1, number + 1)
    ]


def sit(run: Running, chair: Chair) -> None:
    """The session has this chair today."""
    view = run.view
    booked = Appointment.objects.create(
        location=run.cast.harbour,
        session=run.uid,
        patient=run.patient.uid,
        chair=chair,
        nurse=run.cast.ben,
        starts_at=view.planned_at,
        ends_at=view.planned_at + timedelta(hours=2),
        at=view.planned_at,
        by=run.cast.ben,
        idempotency_key=key(),
    )
    AppointmentEvent.objects.create(
        appointment=booked,
        number=1,
        verb="book",
        status="booked",
        at=view.planned_at,
        by=run.cast.ben,
    )


STATES: dict[str, Any] = {
    "empty": planned,
    "running": running,
    "flagged": flagged,
    "stale": stale,
    "paused": paused,
    "finished": finished,
}


def whole_room(cast: Cast) -> Scene:
    """Six chairs, a session in each state."""
    made = {name: make(cast, number) for number, (name, make) in enumerate(STATES.items())}
    for run, chair in zip(made.values(), chairs(cast), strict=True):
        sit(run, chair)
    return Scene(cast, made)
