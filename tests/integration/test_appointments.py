"""A session has one place; two people cannot have one chair, whatever the clock does."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction

from lightwell.access import clock
from lightwell.access.errors import (
    Conflict,
    Denied,
    InvalidInput,
    LightwellError,
    NotFound,
    NotReady,
)
from lightwell.access.models import AuditEvent
from lightwell.diary import clocks
from lightwell.diary.actions import appointments, bookings, places
from lightwell.diary.models import Appointment, AppointmentEvent, Chair, ChairTime
from lightwell.diary.queries import appointments as queries
from lightwell.records.actions import courses as course_actions
from lightwell.records.models import Course, Patient, TreatmentSession
from lightwell.records.queries import courses
from tests.support.cast import SETUP, Cast
from tests.support.courses import a_weekday, begun, chairs, planned, signed
from tests.support.people import as_patient, make_patient
from tests.support.threads import at_once

pytestmark = pytest.mark.django_db
NEW_YORK = ZoneInfo("America/New_York")


class Clinic:
    """Harbour with two chairs, Maya with a signed plan, and an easy way to book."""

    def __init__(self, cast: Cast, count: int = 2) -> None:
        self.cast = cast
        self.alice, self.ben = cast.actor(cast.alice), cast.actor(cast.ben)
        self.chairs = chairs(cast.harbour, count)
        self.maya = make_patient(cast.harbour)
        self.course = signed(self.alice, self.maya)

    def book(self, number: int = 1, **changes: Any) -> Appointment:
        asked: dict[str, Any] = {
            "by": self.ben,
            "course": self.course.uid,
            "number": number,
            "starts_at": nine(a_weekday()),
            "chair": self.chairs[0].pk,
            "nurse": self.cast.ben.pk,
            "key": uuid4().hex,
        }
        return bookings.give_place(**(asked | changes))

    def another(self, given: str = "Ana") -> Course:
        return signed(self.alice, make_patient(self.cast.harbour, given, signs_in=False))

    def session(self, number: int = 1) -> Any:
        return courses.course(self.ben, self.course.uid).session(number)


def nine(day: date, hour: int = 9, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), tzinfo=NEW_YORK)


@pytest.fixture
def clinic(cast: Cast) -> Clinic:
    return Clinic(cast)


def test_a_session_is_booked_for_preparation_infusion_and_recovery(clinic: Clinic) -> None:
    made = clinic.book()
    assert made.ends_at - made.starts_at == timedelta(minutes=30 + 40 + 60)
    assert ChairTime.objects.filter(chair=made.chair).count() == 9
    assert clinic.session().planned_at == made.starts_at
    acts = list(AuditEvent.objects.values_list("action", flat=True))
    assert {"course.schedule-session", "appointment.book"} <= set(acts)
    found = queries.of_days(clinic.ben, clinic.cast.harbour, a_weekday())
    assert [(one.chair, one.nurse, one.status) for one in found] == [
        ("Chair 1", "Ben Brook", "booked")
    ]


def test_a_taken_chair_is_named_by_its_time_and_by_nobody(clinic: Clinic) -> None:
    clinic.book()
    other = clinic.another()
    with pytest.raises(Conflict, match="Chair 1 is taken from 09:00 to 11:10") as refused:
        clinic.book(course=other.uid, starts_at=nine(a_weekday(), 10))
    assert "Maya" not in str(refused.value)
    assert TreatmentSession.objects.filter(course=other).count() == 0  # nothing half-saved
    clinic.book(course=other.uid, starts_at=nine(a_weekday(), 10), chair=clinic.chairs[1].pk)
    third = clinic.another("Bea")
    with pytest.raises(Conflict):  # the last quarter is kept to its end
        clinic.book(course=third.uid, starts_at=nine(a_weekday(), 11))
    clinic.book(course=third.uid, starts_at=nine(a_weekday(), 11, 15))


def test_the_constraint_stands_behind_the_words(clinic: Clinic) -> None:
    made = clinic.book()
    with pytest.raises(IntegrityError), transaction.atomic():
        ChairTime.objects.create(chair=made.chair, quarter=made.starts_at, appointment=made)


@pytest.mark.django_db(transaction=True)
def test_two_people_book_one_chair_at_once_and_one_gets_it(cast: Cast) -> None:
    clinic = Clinic(cast)
    wanted = [clinic.course.uid, clinic.another().uid]

    def try_to_book(number: int) -> str:
        try:
            clinic.book(course=wanted[number])
        except LightwellError as refused:
            return type(refused).__name__
        return "booked"

    assert sorted(at_once(2, try_to_book)) == ["Conflict", "booked"]
    assert Appointment.objects.count() == 1
    assert ChairTime.objects.count() == 9


@pytest.mark.django_db(transaction=True)
def test_one_chair_taken_at_once_behind_the_lock_is_taken_once(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where neither writer saw the other, the constraint lets one of them through."""
    clinic = Clinic(cast)
    wanted = [clinic.course.uid, clinic.another().uid]
    monkeypatch.setattr(appointments, "_check_free", lambda *_: None)
    told = []

    def try_to_book(number: int) -> str:
        try:
            clinic.book(course=wanted[number])
        except Conflict as refused:
            told.append(refused.message)
            return "Conflict"
        return "booked"

    assert sorted(at_once(2, try_to_book)) == ["Conflict", "booked"]
    assert "Chair 1 is taken from 09:00" in told[0]


def test_a_page_sent_twice_books_once(clinic: Clinic) -> None:
    first = clinic.book(key="b1")
    assert clinic.book(key="b1") == first
    with pytest.raises(Conflict, match="something else"):
        clinic.book(key="b1", by=clinic.alice)


def test_one_session_and_one_person_have_one_place(clinic: Clinic) -> None:
    made = clinic.book()
    place = {
        "patient_uid": clinic.maya.uid,
        "chair": clinic.chairs[1].pk,
        "nurse": clinic.cast.ben.pk,
        "starts_at": made.starts_at,
        "ends_at": made.ends_at,
    }
    with pytest.raises(Conflict, match="already has an appointment"):
        appointments.book(by=clinic.ben, session_uid=made.session, key="k", **place)
    later = course_actions.schedule_session(
        by=clinic.ben,
        course=clinic.course.uid,
        number=2,
        planned_at=nine(a_weekday() + timedelta(days=3)),
        key="s2",
    )
    with pytest.raises(Conflict, match="This person already has an appointment at that time"):
        appointments.book(by=clinic.ben, session_uid=later.uid, key="k", **place)
    with pytest.raises(Conflict, match="another patient"):
        appointments.book(
            by=clinic.ben, session_uid=later.uid, key="k", **{**place, "patient_uid": uuid4()}
        )


@pytest.mark.parametrize(
    ("changes", "error", "told"),
    [
        ({"number": 7}, NotReady, "6 sessions"),
        ({"number": 0}, NotFound, "6 sessions"),
        ({"starts_at": nine(date(2026, 1, 5))}, InvalidInput, "has passed"),
        ({"starts_at": nine(a_weekday(), 9, 10)}, InvalidInput, "quarter of an hour"),
        ({"chair": 0}, InvalidInput, "Choose a chair"),
        ({"nurse": 0}, InvalidInput, "Choose a nurse"),
        ({"course": uuid4()}, NotFound, "no such course"),
    ],
)
def test_a_booking_that_cannot_be_is_refused(
    clinic: Clinic, changes: dict[str, Any], error: type[LightwellError], told: str
) -> None:
    with pytest.raises(error, match=told):
        clinic.book(**changes)
    assert not TreatmentSession.objects.exists()


def test_who_books_and_from_what(clinic: Clinic) -> None:
    with pytest.raises(Denied):
        clinic.book(by=clinic.cast.actor(clinic.cast.frida))
    with pytest.raises(NotFound):
        clinic.book(by=clinic.cast.actor(clinic.cast.chioma))
    unsigned = begun(clinic.alice, make_patient(clinic.cast.harbour, "Ana", signs_in=False))
    planned(clinic.alice, unsigned)
    with pytest.raises(NotReady, match="Sign the plan first"):
        clinic.book(course=unsigned.uid)


def test_sessions_keep_their_order_and_distance(clinic: Clinic) -> None:
    day = a_weekday()
    clinic.book(2, starts_at=nine(day))
    with pytest.raises(InvalidInput, match="at least 2 days between them"):
        clinic.book(3, starts_at=nine(day + timedelta(days=1)))
    with pytest.raises(InvalidInput, match="Sessions keep their order"):
        clinic.book(1, starts_at=nine(day + timedelta(days=2)))
    clinic.book(3, starts_at=nine(day + timedelta(days=2)))


def test_moving_on_the_day_keeps_the_session(clinic: Clinic) -> None:
    first = clinic.book()
    second = clinic.book(starts_at=nine(a_weekday(), 13), chair=clinic.chairs[1].pk)
    assert second.session == first.session
    assert set(ChairTime.objects.values_list("appointment", flat=True)) == {second.pk}
    assert queries.get(clinic.ben, first.uid).status == "moved"


def test_moving_to_another_day_gives_the_session_another(clinic: Clinic) -> None:
    first = clinic.book()
    second = clinic.book(starts_at=nine(a_weekday(weekday=1)))
    assert second.session != first.session
    old = TreatmentSession.objects.get(uid=first.session)
    assert old.replaced_by.uid == second.session
    assert [entry.kind for entry in old.entries.all()] == ["cancel"]
    assert clinic.session().uid == second.session
    with pytest.raises(Conflict, match="already replaced"):
        course_actions.replace_session(
            by=clinic.ben, session=first.session, planned_at=nine(a_weekday(weekday=2)), key="k"
        )


def test_a_move_to_a_taken_chair_changes_nothing(clinic: Clinic) -> None:
    first = clinic.book()
    clinic.book(course=clinic.another().uid, chair=clinic.chairs[1].pk)
    with pytest.raises(Conflict):
        clinic.book(chair=clinic.chairs[1].pk)
    assert queries.get(clinic.ben, first.uid).status == "booked"
    assert ChairTime.objects.filter(appointment=first).count() == 9


def test_cancelled_frees_the_chair_and_is_booked_again(clinic: Clinic) -> None:
    made = clinic.book()
    with pytest.raises(InvalidInput, match="Say why"):
        appointments.cancel(by=clinic.ben, appointment=made.uid, reason=" ", key="")
    appointments.cancel(by=clinic.ben, appointment=made.uid, reason="Ill", key="")
    assert not ChairTime.objects.exists()
    assert not queries.of_days(clinic.ben, clinic.cast.harbour, a_weekday())
    with pytest.raises(Conflict, match="is cancelled"):
        appointments.arrive(by=clinic.ben, appointment=made.uid, key="")
    again = clinic.book()
    assert again.session == made.session


def test_arrived_then_left(clinic: Clinic) -> None:
    made = clinic.book()
    desk = clinic.cast.actor(clinic.cast.frida)
    first = appointments.arrive(by=desk, appointment=made.uid, key="")
    assert appointments.arrive(by=desk, appointment=made.uid, key="") == first  # pressed twice
    appointments.leave(by=clinic.ben, appointment=made.uid, key="")
    steps = AppointmentEvent.objects.filter(appointment=made).values_list("status", flat=True)
    assert list(steps) == ["booked", "arrived", "over"]
    assert not ChairTime.objects.exists()


def test_missed_and_replaced(clinic: Clinic) -> None:
    made = clinic.book()
    with pytest.raises(InvalidInput, match="lies ahead"):
        appointments.miss(by=clinic.ben, appointment=made.uid, key="")
    with clock.at(made.starts_at + timedelta(hours=1)):
        appointments.miss(by=clinic.ben, appointment=made.uid, key="")
        again = clinic.book(starts_at=nine(a_weekday(), 13))
    assert again.session != made.session
    assert TreatmentSession.objects.get(uid=made.session).entries.get().reason == "Missed"


def test_staff_elsewhere_find_no_appointment(clinic: Clinic) -> None:
    made = clinic.book()
    with pytest.raises(NotFound):
        queries.get(clinic.cast.actor(clinic.cast.chioma), made.uid)
    with pytest.raises(Denied):
        appointments.arrive(by=clinic.cast.actor(clinic.cast.dev), appointment=made.uid, key="")
    assert [one.uid for one in queries.coming(as_patient(clinic.maya), clinic.maya)] == [made.uid]


# ------------------------------------------------------------------ the clock on the wall


def test_a_session_across_the_end_of_summer_time_is_as_long_as_it_is(cast: Cast) -> None:
    """On 1 November 2026 New York's clock goes from 01:59 back to 01:00."""
    with clock.at(datetime(2026, 10, 20, 12, tzinfo=UTC)):
        clinic = Clinic(cast)
        starts = clocks.moment(date(2026, 11, 1), time(0, 30), "America/New_York")
        made = clinic.book(starts_at=starts)
        assert made.ends_at - made.starts_at == timedelta(minutes=130)
        assert made.ends_at.astimezone(NEW_YORK).strftime("%H:%M %Z") == "01:40 EST"
        assert ChairTime.objects.count() == 9
        other = clinic.another()
        again = clocks.moment(date(2026, 11, 1), time(2, 0), "America/New_York")
        clinic.book(course=other.uid, starts_at=again)
        assert len(queries.of_days(clinic.ben, cast.harbour, date(2026, 11, 1))) == 2
        assert not queries.of_days(clinic.ben, cast.harbour, date(2026, 11, 2))


@pytest.mark.parametrize(
    ("day", "clock_time", "told"),
    [
        (date(2026, 11, 1), time(1, 30), "comes twice"),
        (date(2026, 3, 8), time(2, 30), "there is no 02:30"),
    ],
)
def test_a_time_that_is_not_one_moment_is_refused(day: date, clock_time: time, told: str) -> None:
    with pytest.raises(InvalidInput, match=told):
        clocks.moment(day, clock_time, "America/New_York")
    assert clocks.moment(day, time(9), "America/New_York").tzinfo is UTC


# ------------------------------------------------------------------ rooms and chairs


def test_rooms_and_chairs_are_named_once(cast: Cast) -> None:
    chief = cast.actor(cast.alice)
    room = places.add_room(by=chief, location=cast.harbour, name=" Light  room ")
    assert room.name == "Light room"
    with pytest.raises(InvalidInput, match="already a room named Light room"):
        places.add_room(by=chief, location=cast.harbour, name="Light room")
    with pytest.raises(InvalidInput, match="Enter the name"):
        places.add_room(by=chief, location=cast.harbour, name=" ")
    chair = places.add_chair(by=chief, location=cast.harbour, room=room.pk, name="Chair 1")
    with pytest.raises(InvalidInput, match="already has a chair"):
        places.add_chair(by=chief, location=cast.harbour, room=room.pk, name="Chair 1")
    assert chair.position == 1
    with pytest.raises(NotFound):
        places.add_chair(by=SETUP, location=cast.hillside, room=room.pk, name="Chair 2")
    with pytest.raises(Denied):
        places.add_room(by=cast.actor(cast.ben), location=cast.harbour, name="Garden")
    assert Chair.objects.count() == 1


def test_a_patient_reads_only_their_own(clinic: Clinic) -> None:
    clinic.book()
    other: Patient = make_patient(clinic.cast.harbour, "Ana")
    assert queries.coming(as_patient(other), other) == []
