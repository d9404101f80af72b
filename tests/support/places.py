"""One person who can come to two locations, each staffed on another day of the week."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from lightwell.access.actions import organisations
from lightwell.access.actors import Actor, Role
from lightwell.access.models import User
from lightwell.access.queries import people
from lightwell.diary.actions import bookings, hours
from lightwell.diary.actions import series as actions
from lightwell.diary.models import Appointment, StaffHours
from lightwell.diary.queries import series
from lightwell.diary.queries.series import SeriesProposal
from lightwell.records.actions import patients
from lightwell.records.models import Course
from lightwell.records.queries import courses
from lightwell.scheduler import Preferences
from tests.support.cast import SETUP, Cast
from tests.support.courses import chairs
from tests.support.people import key
from tests.support.series import Diary
from tests.support.sessions import second_nurse

MONDAY, THURSDAY, FRIDAY = 0, 3, 4


class TwoPlaces(Diary):
    """Harbour is staffed on Mondays and Hillside on Thursdays; the plan asks for both days."""

    def __init__(self, cast: Cast, *, is_seen: bool = True) -> None:
        super().__init__(cast)
        for row in StaffHours.objects.exclude(weekday=MONDAY):
            hours.end_hours(by=SETUP, location=cast.harbour, hours=row.pk)
        self.nia = second_nurse(cast)
        organisations.give_role(by=SETUP, user=self.nia, location=cast.hillside, role=Role.NURSE)
        self.there = chairs(cast.hillside, 1)[0]
        self.works_there(self.nia, "nurse", at_once=1)
        self.works_there(cast.chioma, "prescriber")
        if is_seen:
            self.is_seen_there()

    def is_seen_there(self) -> None:
        """Hillside wrote down that it sees Maya too."""
        patients.see_at(
            by=self.cast.actor(self.cast.chioma),
            patient=self.maya,
            location=self.cast.hillside,
            reason="Works there.",
        )

    def works_there(
        self, person: User, part: str, *, weekday: int = THURSDAY, at_once: int | None = None
    ) -> None:
        hours.add_hours(
            by=SETUP,
            location=self.cast.hillside,
            person=person.pk,
            part=part,
            weekday=weekday,
            starts=time(8),
            ends=time(17),
            at_once=at_once,
        )

    @property
    def nurse_there(self) -> Actor:
        return people.actor_for(self.nia, self.cast.hillside)

    def moment(self, day: date, hour: int) -> datetime:
        """A time on the wall at Hillside."""
        zone = ZoneInfo(self.cast.hillside.timezone)
        return datetime.combine(day, time(hour), tzinfo=zone)

    def give(self, course: Course, number: int, day: date, hour: int = 10) -> Appointment:
        """One session at Hillside, booked by hand from Harbour."""
        return bookings.give_place(
            by=self.ben,
            course=course.uid,
            number=number,
            starts_at=self.moment(day, hour),
            chair=self.there.pk,
            nurse=self.nia.pk,
            key=key(),
        )

    @property
    def both(self) -> set[int]:
        return {self.cast.harbour.pk, self.cast.hillside.pk}

    def found(self, at: Any = (), **asked: Any) -> SeriesProposal:
        view = courses.course(self.ben, self.course.uid)
        return series.proposed(self.ben, view, Preferences(), at=at, **asked)

    def book_both(self, **changes: Any) -> list[Appointment]:
        asked: dict[str, Any] = {
            "by": self.ben,
            "course": self.course.uid,
            "wishes": Preferences(),
            "fingerprint": self.found(self.both).fingerprint,
            "key": key(),
            "at": self.both,
        }
        return actions.book_series(**asked | changes)
