"""Hours for Harbour Street, and a person with a signed plan whose series can be proposed."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from lightwell.access.models import User
from lightwell.diary.actions import bookings, hours
from lightwell.diary.actions import series as actions
from lightwell.diary.models import Appointment
from lightwell.diary.queries import series as queries
from lightwell.diary.queries.series import SeriesProposal
from lightwell.records.actions import deaths
from lightwell.records.models import Course, Patient
from lightwell.records.queries import courses as course_queries
from lightwell.scheduler import Preferences
from tests.support.cast import SETUP, Cast
from tests.support.courses import chairs, signed
from tests.support.people import make_patient

NEW_YORK = ZoneInfo("America/New_York")


def at(day: date, hour: int = 9, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), tzinfo=NEW_YORK)


def works(
    cast: Cast, person: User, part: str, *, days: int = 5, at_once: int | None = None, **to: Any
) -> None:
    """Monday to Friday from 8 to 17, unless other hours are given."""
    asked: dict[str, Any] = {"starts": time(8), "ends": time(17), "location": cast.harbour} | to
    for weekday in range(days):
        hours.add_hours(
            by=SETUP, person=person.pk, part=part, weekday=weekday, at_once=at_once, **asked
        )


class Diary:
    """Harbour with chairs and hours, Maya with a signed plan, and easy ways to ask and book."""

    def __init__(self, cast: Cast, *, count: int = 2, at_once: int = 2) -> None:
        self.cast = cast
        self.alice, self.ben = cast.actor(cast.alice), cast.actor(cast.ben)
        self.chairs = chairs(cast.harbour, count)
        works(cast, cast.ben, "nurse", at_once=at_once)
        works(cast, cast.alice, "prescriber")
        self.maya: Patient = make_patient(cast.harbour)
        self.course: Course = signed(self.alice, self.maya)

    def another(self, given: str = "Ana") -> Course:
        return signed(self.alice, make_patient(self.cast.harbour, given, signs_in=False))

    def proposed(
        self, course: Course | None = None, wishes: Preferences | None = None
    ) -> SeriesProposal:
        view = course_queries.course(self.ben, (course or self.course).uid)
        return queries.proposed(self.ben, view, wishes or Preferences())

    def give_one(self, starts_at: datetime, course: Course | None = None) -> Appointment:
        """The first session gets its place by hand: the first chair, with Ben."""
        return bookings.give_place(
            by=self.ben,
            course=(course or self.course).uid,
            number=1,
            starts_at=starts_at,
            chair=self.chairs[0].pk,
            nurse=self.cast.ben.pk,
            key=uuid4().hex,
        )

    def book(
        self, course: Course | None = None, wishes: Preferences | None = None, **changes: Any
    ) -> list[Appointment]:
        wishes = wishes or Preferences()
        asked: dict[str, Any] = {
            "by": self.ben,
            "course": (course or self.course).uid,
            "wishes": wishes,
            "key": uuid4().hex,
        } | changes
        if "fingerprint" not in asked:
            asked["fingerprint"] = self.proposed(course, wishes).fingerprint
        return actions.book_series(**asked)


def died(diary: Diary, patient: Patient) -> None:
    """Somebody told the clinic that this person has died."""
    deaths.record(
        by=diary.ben,
        patient=patient,
        died_on=None,
        source="His wife called.",
        base=0,
        key=uuid4().hex,
    )
