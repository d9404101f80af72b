"""An earlier time: somebody waits for it, another gives a place up, and it is taken in one act."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from lightwell.access import clock
from lightwell.diary.actions import waiting
from lightwell.diary.queries import appointments
from lightwell.site.demo.acts import asking, booking, deciding, onward, understanding
from lightwell.site.demo.stories import numbered, scenario
from lightwell.site.demo.telling import Telling

if TYPE_CHECKING:
    from collections.abc import Callable

Told = Mapping[str, Any]
FIRST = 1  # the session that somebody gives up before it
FRIDAY = 4
# What somebody beside the story goes through until their first place is kept.
BEFORE: Mapping[str, Callable[[Telling, Any], None]] = {
    **asking.ACTS,
    **understanding.ACTS,
    **deciding.ACTS,
}


def wait(telling: Telling, told: Told) -> None:
    """The nurse puts the person on the list for an earlier place of a session."""
    row = waiting.join(
        by=telling.by("nurse"),
        patient=telling.uid,
        number=told["number"],
        when=waiting.CanCome(notice_days=told["notice_days"], contact_by=told["contact_by"]),
        key=uuid4().hex,
    )
    telling.kept["waiting"] = row.uid


def give_up(telling: Telling, told: Told) -> None:
    """Somebody beside the story ends a course before its first dose: the kept place is free.

    It is of the last weekday before the person's own first session.
    """
    other = _beside(telling, told)
    day = weekday_before(telling.visits[FIRST].start.date())
    ahead = (day - other.last.astimezone(telling.clinic.zone).date()).days
    place = {"number": FIRST, "in_days": ahead, "hour": told["hour"], "chair": told["chair"]}
    with clock.at(other.last):
        booking.give_place(other, place)
    telling.kept["given_up"] = other.visits[FIRST].appointment
    said = {"reasons": told["reasons"], "wish": told["wish"]}
    onward.go_on(other, {"to": "end", "decided_by": "patient"} | said)


def take(telling: Telling, told: Told) -> None:
    """The nurse calls whom the place fits; they say yes and have it."""
    by = telling.by("nurse")
    event = waiting.answer(
        by=by,
        waiting=telling.kept["waiting"],
        place=telling.kept["given_up"],
        said="accept",
        key=uuid4().hex,
    )
    assert event.appointment is not None
    booking.keep(telling, told["number"], appointments.get(by, event.appointment))


def weekday_before(day: date) -> date:
    """The clinic is closed at the weekend."""
    before = day - timedelta(days=1)
    while before.weekday() > FRIDAY:
        before -= timedelta(days=1)
    return before


def _beside(telling: Telling, told: Told) -> Telling:
    """Another person of the same clinic, told up to a step of their own story by this moment."""
    story = scenario(told["story"])
    person = numbered(story.person(), telling.person.get("number", 1))
    other = Telling(story, person, telling.clinic, clock.now(), day=told["began_days_ago"])
    for _ in other.tell(story.up_to(told["to"]), BEFORE):
        pass
    return other


ACTS = {"wait": wait, "give_up": give_up, "take": take}
