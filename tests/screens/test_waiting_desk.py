"""The front desk's way through the waiting list, and what a nurse confirms of it."""

from __future__ import annotations

import pytest
from django.urls import reverse

from lightwell.diary.actions import appointments
from lightwell.diary.models import WaitingPlace
from tests.screens.test_waiting import JOINS, at, send
from tests.support.cast import Cast
from tests.support.pages import stamp, text
from tests.support.people import make_patient
from tests.support.series import Diary
from tests.support.signing_in import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def diary(cast: Cast) -> Diary:
    return Diary(cast, count=1, at_once=1)


def test_from_the_list_of_people_to_the_waiting_list(diary: Diary) -> None:
    other = diary.another()
    diary.book(other)
    frida, ben = signed_in(diary.cast.frida), signed_in(diary.cast.ben)
    join = at("waiting-join", other.patient.uid)
    assert join in text(frida.get(at("patients")))
    assert join not in text(ben.get(at("patients")))
    page = text(frida.get(join))
    assert f"RIVERA, Ana, born 14-Jul-1984, MRN {other.patient.mrn}" in page
    assert '<option value="2">Session 2, now ' in page, "what can be chosen is shown"
    for clinical in ("Allergies", "Course and plan", "lw-banner"):
        assert clinical not in page
    assert send(frida, join, **JOINS).url == at("waiting")
    assert at("waiting") in text(frida.get(at("schedule")))
    page = text(frida.get(at("waiting")))
    assert "Session 2" in page
    assert at("course", other.patient.uid) not in page


def test_a_yes_told_to_the_desk_is_confirmed_by_a_nurse(diary: Diary) -> None:
    mayas = sorted(diary.book(), key=lambda one: one.starts_at)
    other = diary.another()
    diary.book(other)
    frida, ben = signed_in(diary.cast.frida), signed_in(diary.cast.ben)
    send(frida, at("waiting-join", other.patient.uid), **JOINS)
    appointments.cancel(by=diary.ben, appointment=mayas[1].uid, reason="Ill", key="")
    place = at("free-place", mayas[1].uid)
    assert place in text(frida.get(at("appointment", mayas[1].uid)))
    page = text(frida.get(place))
    assert "A nurse or a prescriber is asked to confirm it." in page
    assert "book it" not in page
    url = at("waiting-answer", WaitingPlace.objects.get().uid, mayas[1].uid)
    sent = {"stamp": stamp(page), "said": "accept"}
    assert frida.post(url, sent).url == at("waiting")
    assert frida.post(url, sent).status_code == 302  # a double tap
    page = text(frida.get(at("waiting")))
    assert "A nurse or a prescriber confirms it." in page
    assert "They said yes to it" not in page
    assert 'value="accept"' not in text(frida.get(place))
    assert "1 person said yes to an earlier time" in text(ben.get(at("today")))
    assert "said yes to an earlier time" not in text(frida.get(at("today")))
    page = text(ben.get(at("waiting")))
    assert "told Frida Falk" in page
    assert place in page
    page = text(ben.get(place))
    assert "Confirm, and book it" in page
    assert ben.post(url, {"stamp": stamp(page), "said": "accept"}).url == at("waiting")
    assert "Nobody waits." in text(ben.get(at("waiting")))
    assert "said yes to an earlier time" not in text(ben.get(at("today")))


def test_a_time_that_is_gone_is_told(diary: Diary) -> None:
    mayas = sorted(diary.book(), key=lambda one: one.starts_at)
    other, third = diary.another(), diary.another("Bea")
    diary.book(other)
    frida = signed_in(diary.cast.frida)
    send(frida, at("waiting-join", other.patient.uid), **JOINS)
    appointments.cancel(by=diary.ben, appointment=mayas[1].uid, reason="Ill", key="")
    row = WaitingPlace.objects.get()
    page = text(frida.get(at("free-place", mayas[1].uid)))
    url = at("waiting-answer", row.uid, mayas[1].uid)
    frida.post(url, {"stamp": stamp(page), "said": "accept"})
    diary.book(third)  # a nurse gives the time away before it is confirmed
    page = text(frida.get(at("waiting")))
    assert "Not free any more" in page
    assert "Tell them, and offer another time." in page
    told = at("waiting-told", row.uid)
    assert told in page
    assert frida.post(told, {}).status_code == 422
    assert frida.post(told, {"stamp": stamp(page)}).url == at("waiting")
    assert frida.post(told, {"stamp": stamp(page)}).status_code == 302  # a double tap
    page = text(frida.get(at("waiting")))
    assert "They said yes" not in page
    assert "RIVERA, Ana" in page


def test_from_an_appointment_and_off_the_list_again(diary: Diary) -> None:
    mayas = sorted(diary.book(), key=lambda one: one.starts_at)
    frida = signed_in(diary.cast.frida)
    join = at("waiting-join", diary.maya.uid)
    assert join in text(frida.get(at("appointment", mayas[1].uid)))
    send(frida, join, **JOINS)
    url = at("waiting-end", WaitingPlace.objects.get().uid)
    page = text(frida.get(url))
    assert "MARQUEZ" in page.upper() or diary.maya.mrn in page
    assert "Allergies" not in page
    assert send(frida, url, reason="Can come as planned").url == at("waiting")


def test_somebody_without_a_course_waits_for_a_first_consultation(cast: Cast, diary: Diary) -> None:
    bea = make_patient(cast.harbour, "Bea", "Berg", signs_in=False)
    frida = signed_in(cast.frida)
    page = text(frida.get(reverse("clinic:waiting-join", args=[bea.uid])))
    assert "A first consultation" in page
    assert "Session 1" not in page
    sent = JOINS | {"number": "first"}
    assert send(frida, at("waiting-join", bea.uid), **sent).url == at("waiting")
    assert "A first consultation" in text(frida.get(at("waiting")))
