"""Booking a series: three clicks where nothing stands in the way, else words that say what."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from lightwell.access.guards import LOCATION_IN_SESSION
from lightwell.diary.actions import appointments, hours
from lightwell.diary.models import Appointment, Closure, StaffHours
from tests.support import courses
from tests.support.cast import SETUP, Cast
from tests.support.pages import queries, stamp, text
from tests.support.people import make_patient
from tests.support.places import TwoPlaces
from tests.support.series import Diary
from tests.support.signing_in import signed_in

pytestmark = pytest.mark.django_db


def at(name: str, *args: object) -> str:
    return reverse(f"clinic:{name}", args=args)


def boxes(name: str, day: date) -> dict[str, str]:
    parts = {"month": day.month, "day": day.day, "year": day.year}
    return {f"{name}_{part}": str(value) for part, value in parts.items()}


def send(browser: Client, url: str, **data: Any) -> Any:
    return browser.post(url, {"stamp": stamp(text(browser.get(url))), **data})


@pytest.fixture
def diary(cast: Cast) -> Diary:
    return Diary(cast)


def test_the_course_the_proposal_and_one_button(diary: Diary) -> None:
    ben, url = signed_in(diary.cast.ben), at("series-book", diary.maya.uid)
    assert url in text(ben.get(at("course", diary.maya.uid)))  # the first click
    page = text(ben.get(url))
    assert "6 of 6 sessions will be booked or moved. No wish was given." in page
    assert len(re.findall("<span>Ben Brook", page)) == 6
    answer = send(ben, url, book="yes")  # the second
    assert (answer.status_code, answer.url) == (302, at("course", diary.maya.uid))
    assert Appointment.objects.count() == 6
    assert "Every session has its place." in text(ben.get(url))


def test_wishes_are_typed_kept_and_said(diary: Diary) -> None:
    ben, url = signed_in(diary.cast.ben), at("series-book", diary.maya.uid)
    wishes = {"weekdays": ["1", "4"], "part": "at", "at": "09:30", "same_nurse": "on"}
    answer = send(ben, url, ask="yes", **wishes)
    page = text(answer)
    assert answer.status_code == 200
    assert "Every wish is kept." in page
    assert "Kept: the weekday, the time, the same nurse" in page
    assert not Appointment.objects.exists()
    booked = ben.post(url, {"stamp": stamp(text(answer)), "book": "yes", **wishes})
    assert booked.status_code == 302
    begins = {
        f"{one.starts_at.astimezone(courses.ZoneInfo('America/New_York')):%a %H:%M}"
        for one in Appointment.objects.all()
    }
    assert begins == {"Tue 09:30", "Fri 09:30"}


def test_a_wish_that_cannot_be_kept_is_named(diary: Diary) -> None:
    ben, url = signed_in(diary.cast.ben), at("series-book", diary.maya.uid)
    page = text(send(ben, url, ask="yes", weekdays=["6"], part="morning"))
    assert "6 of 12 wishes are kept." in page
    assert "Not kept:</strong> the weekday" in page


@pytest.mark.parametrize(
    ("wishes", "words"),
    [
        ({"part": "at"}, "Enter the time that suits"),
        ({"at": "09:30"}, "Choose “At one time”"),
        ({"part": "at", "at": "half past nine"}, "as 24-hour time"),
        ({"weekdays": ["8"]}, "Choose one of the answers shown"),
    ],
)
def test_a_wish_that_makes_no_sense_is_refused_and_stays_typed(
    diary: Diary, wishes: dict[str, Any], words: str
) -> None:
    ben, url = signed_in(diary.cast.ben), at("series-book", diary.maya.uid)
    answer = send(ben, url, book="yes", **wishes)
    assert (answer.status_code, words in text(answer)) == (422, True)
    assert not Appointment.objects.exists()
    if "at" in wishes:
        assert wishes["at"] in text(answer)


def test_what_came_between_is_said_and_the_new_proposal_can_be_booked(diary: Diary) -> None:
    ben, url = signed_in(diary.cast.ben), at("series-book", diary.maya.uid)
    before = stamp(text(ben.get(url)))
    diary.book(diary.another())
    answer = ben.post(url, {"stamp": before, "book": "yes"})
    assert answer.status_code == 422
    assert "Nothing was booked. Look at the list" in text(answer)
    assert "Maya" in text(answer)
    again = ben.post(url, {"stamp": stamp(text(answer)), "book": "yes"})
    assert again.status_code == 302
    assert Appointment.objects.count() == 12


def test_a_page_of_another_patient_books_nothing(diary: Diary) -> None:
    other = make_patient(diary.cast.harbour, "Ana", signs_in=False)
    courses.signed(diary.alice, other)
    ben = signed_in(diary.cast.ben)
    before = stamp(text(ben.get(at("series-book", other.uid))))
    answer = ben.post(at("series-book", diary.maya.uid), {"stamp": before, "book": "yes"})
    assert answer.status_code == 409
    assert not Appointment.objects.exists()


def test_why_there_is_no_place_is_said_in_words(diary: Diary) -> None:
    for row in StaffHours.objects.filter(part="prescriber"):
        hours.end_hours(by=SETUP, location=diary.cast.harbour, hours=row.pk)
    page = text(signed_in(diary.cast.ben).get(at("series-book", diary.maya.uid)))
    assert "Session 1 is the first without a place." in page
    assert "No prescriber has hours from" in page
    assert at("hours") in page


def test_a_missed_session_shows_what_moves(diary: Diary) -> None:
    made = sorted(diary.book(), key=lambda one: one.starts_at)
    appointments.cancel(by=diary.ben, appointment=made[0].uid, reason="Ill", key="")
    hours.close_days(
        by=SETUP,
        location=diary.cast.harbour,
        first_day=made[0].starts_at.date(),
        last_day=made[1].starts_at.date() - timedelta(days=1),
        reason="Repair",
    )
    page = text(signed_in(diary.cast.ben).get(at("series-book", diary.maya.uid)))
    assert "New" in page
    assert "Stays" in page
    if "Moves" in page:
        assert "Until now:" in page


def test_no_plan_no_page(cast: Cast) -> None:
    maya = make_patient(cast.harbour)
    assert signed_in(cast.ben).get(at("series-book", maya.uid)).status_code == 404


def test_the_page_asks_no_more_for_many_bookings_than_for_few(diary: Diary) -> None:
    ben, url = signed_in(diary.cast.ben), at("series-book", diary.maya.uid)
    few = queries(ben, url)
    diary.book(diary.another())
    assert queries(ben, url) <= few


# ------------------------------------------------------------------ hours and closed days


def test_the_director_adds_hours_and_ends_them(cast: Cast) -> None:
    alice, url = signed_in(cast.alice), at("hours")
    assert "No hours of a nurse and of a prescriber are known yet" in text(alice.get(url))
    told = {"who": f"nurse:{cast.ben.pk}", "weekday": "0", "starts": "08:00", "ends": "12:00"}
    refused = alice.post(url, told)
    assert (refused.status_code, "how many people this nurse" in text(refused)) == (422, True)
    assert alice.post(url, {**told, "at_once": "2"}).status_code == 302
    page = text(alice.get(url))
    assert "08:00–12:00" in page
    assert "nurse, 2 at once" in page
    row = StaffHours.objects.get()
    assert alice.post(at("hours-end", row.pk)).status_code == 302
    assert "08:00–12:00" not in text(alice.get(url))


def test_days_are_closed_and_what_is_booked_on_them_is_listed(diary: Diary) -> None:
    made = sorted(diary.book(), key=lambda one: one.starts_at)
    alice, day = signed_in(diary.cast.alice), made[2].starts_at.date()
    told = {**boxes("first_day", day), **boxes("last_day", day), "reason": "Public holiday"}
    assert alice.post(at("hours-close"), {**told, "reason": ""}).status_code == 422
    late = {**told, **boxes("last_day", day - timedelta(days=1))}
    assert "before the first" in text(alice.post(at("hours-close"), late))
    assert alice.post(at("hours-close"), told).status_code == 302
    page = text(alice.get(at("hours")))
    assert "Public holiday" in page
    assert "Still booked on these days." in page
    assert "RIVERA, Maya" in page
    closure = Closure.objects.get()
    assert alice.post(at("closure-end", closure.pk)).status_code == 302
    assert "No closed day ahead." in text(alice.get(at("hours")))


def test_others_read_the_hours_and_change_nothing(diary: Diary) -> None:
    frida = signed_in(diary.cast.frida)
    page = text(frida.get(at("hours")))
    assert "Ben Brook" in page
    assert "Add the hours" not in page
    told = {"who": f"nurse:{diary.cast.ben.pk}", "weekday": "0", "starts": "08:00", "ends": "12:00"}
    assert frida.post(at("hours"), told).status_code == 403
    assert frida.post(at("hours-close"), {}).status_code == 403


# ------------------------------------------------------------------ two locations


def test_the_locations_are_asked_for_where_there_is_a_choice(cast: Cast) -> None:
    places = TwoPlaces(cast, is_seen=False)
    ben, url = signed_in(cast.ben), at("series-book", places.maya.uid)
    assert "Locations to which the person can come" not in text(ben.get(url))
    places.is_seen_there()
    page = text(ben.get(url))
    assert "Locations to which the person can come" in page
    assert "There is no place for every session" in page
    both = {"at_places": [str(one) for one in places.both]}
    page = text(send(ben, url, ask="yes", **both))
    assert page.count("Chair 1, Light room, Hillside") == 3
    assert page.count("(Chicago time)") == 3
    assert page.count(" checked") == 2  # what was chosen stays chosen
    shown = {"stamp": stamp(page), "book": "yes"}
    assert ben.post(url, shown | both).status_code == 302
    course = text(ben.get(at("course", places.maya.uid)))
    assert course.count("Chair 1, Light room, Hillside") == 3
    assert course.count("(Chicago time)") == 3


def test_a_location_that_is_none_is_refused_beside_its_box(cast: Cast) -> None:
    places = TwoPlaces(cast)
    ben, url = signed_in(cast.ben), at("series-book", places.maya.uid)
    answer = send(ben, url, ask="yes", at_places=["999"])
    assert answer.status_code == 422
    assert "at_places" in text(answer)
    assert not Appointment.objects.exists()


def test_an_appointment_elsewhere_says_where_and_who_writes_it_down(cast: Cast) -> None:
    places = TwoPlaces(cast)
    there = places.book_both()[1]
    url = at("appointment", there.uid)
    page = text(signed_in(cast.ben).get(url))
    assert "Light room, Hillside" in page
    assert "Staff at Hillside write down who comes" in page
    assert "The person is here" not in page
    assert at("new-time", there.uid) in page
    nia = signed_in(places.nia)
    own = nia.session
    own[LOCATION_IN_SESSION] = cast.hillside.pk
    own.save()
    page = text(nia.get(url))
    assert "The person is here" in page
    assert "Harbour Street books and moves the sessions of this course: " in page
    assert at("new-time", there.uid) not in page
    assert nia.get(at("new-time", there.uid)).status_code == 403


def test_where_somebody_is_seen_is_written_down_once_with_its_reason(cast: Cast) -> None:
    maya = make_patient(cast.harbour)
    ben, url = signed_in(cast.ben), at("seen-at", maya.uid)
    assert url in text(ben.get(at("patient", maya.uid)))
    answer = send(ben, url, place=str(cast.hillside.pk), reason=" ")
    assert answer.status_code == 422
    assert "Enter why they are seen there" in text(answer)
    assert " checked" in text(answer)  # the location stays chosen
    given = {"place": str(cast.hillside.pk), "reason": "Works near there on Thursdays."}
    made = {"stamp": stamp(text(ben.get(url))), **given}
    assert ben.post(url, made).status_code == 302
    page = text(ben.post(url, made))  # pressed twice
    assert page.count("Works near there on Thursdays.") == 1
    assert "There is no other location that can be added from here." in page
    assert signed_in(cast.chioma).get(url).status_code == 200
