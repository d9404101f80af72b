"""Places for the sessions: a whole series at once, or one by one; kept, missed and moved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from lightwell.access import clock
from lightwell.access.errors import Conflict
from lightwell.diary.actions import appointments, bookings, series
from lightwell.diary.queries import places
from lightwell.diary.queries import series as series_queries
from lightwell.records.queries import courses
from lightwell.scheduler import Preferences
from lightwell.site.demo.stories import StoryError
from lightwell.site.demo.visits import PREPARING, Visit, times_of_today

if TYPE_CHECKING:
    from lightwell.diary.models import Appointment
    from lightwell.diary.queries.appointments import Booked
    from lightwell.site.demo.telling import Telling

Told = Mapping[str, Any]
FIRST_HOUR, LAST_HOUR = 8, 17  # of a place in a story


def book_series(telling: Telling, told: Told) -> None:
    """Every session gets its place at once; a story of the present says its places itself."""
    if telling.is_now:
        for one in told["now"]:
            _give(telling, one)
        return
    by = telling.by("nurse")
    wishes = Preferences(
        weekdays=frozenset(told.get("weekdays", ())),
        clock_from=time.fromisoformat(told["from"]),
        clock_until=time.fromisoformat(told["until"]),
    )
    view = courses.course(by, telling.course)
    found = series_queries.proposed(by, view, wishes)
    if not found.is_bookable:
        raise StoryError(f"{telling.story.id}: no places were found for the series.")
    made = series.book_series(
        by=by,
        course=telling.course,
        wishes=wishes,
        fingerprint=found.fingerprint,
        key=uuid4().hex,
    )
    numbers = {one.uid: one.number for one in courses.course(by, telling.course).sessions}
    for one in made:
        keep(telling, numbers[one.session], one)


def give_place(telling: Telling, told: Told) -> None:
    """One session gets its place, so many days on; another chair or hour where that is taken."""
    _give(telling, told)


def miss(telling: Telling, told: Told) -> None:
    """The person did not come."""
    visit = telling.visits[told["number"]]
    appointments.miss(by=telling.by("front_desk"), appointment=visit.appointment, key=uuid4().hex)


def leave_place(telling: Telling, told: Told) -> None:
    """The person goes home; what remains of the kept time is free."""
    visit = telling.visits[told["number"]]
    appointments.leave(by=telling.by("nurse"), appointment=visit.appointment, key=uuid4().hex)


def _give(telling: Telling, told: Told) -> None:
    if "minutes_ago" in told:
        start, place = times_of_today(telling.now, telling.clinic.zone, told["minutes_ago"])
        made = _book(telling, told["number"], place, told["chair"])
        keep(telling, told["number"], made, start)
        return
    for place, chair in _choices(telling, told):
        try:
            made = _book(telling, told["number"], place, chair)
        except Conflict:
            continue
        keep(telling, told["number"], made)
        return
    raise StoryError(
        "No chair is free on that day together with the nurse. Run: lightwell demo load --reset"
    )


def _choices(telling: Telling, told: Told) -> Iterator[tuple[datetime, int]]:
    """The hour that the story says on each chair, then later hours, then earlier ones."""
    day = clock.now().astimezone(telling.clinic.zone).date() + timedelta(days=told["in_days"])
    count = len(places.chairs(telling.clinic.location))
    first, hour = told.get("chair", 1), told["hour"]
    for one in (*range(hour, LAST_HOUR + 1), *range(FIRST_HOUR, hour)):
        for step in range(count):
            place = datetime.combine(day, time(one), tzinfo=telling.clinic.zone)
            yield place, (first - 1 + step) % count + 1


def _book(telling: Telling, number: int, place: datetime, chair: int) -> Appointment:
    return bookings.give_place(
        by=telling.by("nurse"),
        course=telling.course,
        number=number,
        starts_at=place,
        chair=places.chairs(telling.clinic.location)[chair - 1].pk,
        nurse=telling.clinic.nurse.pk,
        key=uuid4().hex,
    )


def keep(
    telling: Telling, number: int, made: Appointment | Booked, start: datetime | None = None
) -> None:
    """A session that is moved gets a visit anew: it has not begun."""
    telling.visits[number] = Visit(
        appointment=made.uid,
        session=made.session,
        start=(start or made.starts_at + PREPARING).astimezone(telling.clinic.zone),
    )


ACTS = {
    "book_series": book_series,
    "give_place": give_place,
    "miss": miss,
    "leave_place": leave_place,
}
