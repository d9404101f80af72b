"""The waiting list: joining, the free place with whom it fits, and what they said."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from lightwell.diary.actions import appointments
from lightwell.diary.models import Appointment, WaitingEvent, WaitingPlace
from tests.support.cast import Cast
from tests.support.pages import stamp, text
from tests.support.series import Diary
from tests.support.signing_in import signed_in

pytestmark = pytest.mark.django_db
JOINS = {"number": "2", "notice_days": "0", "contact_by": "call"}


def at(name: str, *args: object) -> str:
    return reverse(f"clinic:{name}", args=args)


@pytest.fixture
def diary(cast: Cast) -> Diary:
    return Diary(cast, count=1, at_once=1)


def send(browser: Any, url: str, **data: Any) -> Any:
    return browser.post(url, {"stamp": stamp(text(browser.get(url))), **data})


def test_from_the_course_to_the_list_and_to_an_earlier_time(diary: Diary) -> None:
    mayas = sorted(diary.book(), key=lambda one: one.starts_at)
    other = diary.another()
    diary.book(other)
    ben, join = signed_in(diary.cast.ben), at("waiting-join", other.patient.uid)
    assert join in text(ben.get(at("course", other.patient.uid)))
    answer = send(ben, join, **JOINS, weekdays=["0", "1", "2", "3", "4"])
    assert (answer.status_code, answer.url) == (302, at("waiting"))
    page = text(ben.get(at("waiting")))
    assert "RIVERA, Ana" in page
    assert "Session 2" in page
    assert "Who has waited longest is asked first." in page
    assert "No place was given up." in page
    appointments.cancel(by=diary.ben, appointment=mayas[1].uid, reason="Ill", key="")
    place = at("free-place", mayas[1].uid)
    assert place in text(ben.get(at("waiting")))
    page = text(ben.get(place))
    assert "1. RIVERA, Ana" in page
    assert "Moves session 2 to this time." in page
    row = WaitingPlace.objects.get()
    url = at("waiting-answer", row.uid, mayas[1].uid)
    assert ben.post(url, {"stamp": stamp(page), "said": "no_answer"}).url == place
    page = text(ben.get(place))
    assert "Not reached on" in page
    sent = {"stamp": stamp(page), "said": "accept"}
    assert ben.post(url, sent).url == at("waiting")
    assert ben.post(url, sent).status_code == 302  # a double tap
    assert Appointment.objects.filter(starts_at=mayas[1].starts_at).count() == 2
    assert "This place is not free any more." in text(ben.get(place))
    assert "Nobody waits." in text(ben.get(at("waiting")))


def test_whom_a_place_does_not_fit_is_said_with_the_reason(diary: Diary) -> None:
    mayas = sorted(diary.book(), key=lambda one: one.starts_at)
    ben = signed_in(diary.cast.ben)
    send(ben, at("waiting-join", diary.maya.uid), **(JOINS | {"number": "3"}))
    appointments.cancel(by=diary.ben, appointment=mayas[1].uid, reason="Ill", key="")
    page = text(ben.get(at("free-place", mayas[1].uid)))
    assert "It fits nobody who waits." in page
    assert "They gave up this place themselves." in page


def test_what_is_wrong_is_told_and_what_was_typed_stays(diary: Diary) -> None:
    diary.book()
    ben, url = signed_in(diary.cast.ben), at("waiting-join", diary.maya.uid)
    answer = send(ben, url, **JOINS, clock_from="14:00", clock_until="09:00")
    assert answer.status_code == 422
    assert "Give the earliest and the latest time, in order." in text(answer)
    assert 'value="14:00"' in text(answer)
    for missing in ("number", "notice_days", "contact_by"):
        without = {name: value for name, value in JOINS.items() if name != missing}
        assert send(ben, url, **without).status_code == 422
    assert not WaitingPlace.objects.exists()
    page = text(ben.get(at("waiting-join", diary.another().patient.uid)))
    assert ben.post(url, {**JOINS, "stamp": stamp(page)}).status_code == 409


def test_an_answer_without_words_or_from_another_page_saves_nothing(diary: Diary) -> None:
    mayas = sorted(diary.book(), key=lambda one: one.starts_at)
    other = diary.another()
    diary.book(other)
    ben = signed_in(diary.cast.ben)
    send(ben, at("waiting-join", other.patient.uid), **JOINS)
    appointments.cancel(by=diary.ben, appointment=mayas[1].uid, reason="Ill", key="")
    url = at("waiting-answer", WaitingPlace.objects.get().uid, mayas[1].uid)
    page = text(ben.get(at("free-place", mayas[1].uid)))
    assert ben.post(url, {"stamp": stamp(page)}).status_code == 422
    assert ben.post(url, {"said": "accept"}).status_code == 422
    foreign = text(ben.get(at("waiting-join", diary.maya.uid)))
    assert ben.post(url, {"stamp": stamp(foreign), "said": "accept"}).status_code == 409
    assert WaitingEvent.objects.count() == 1


def test_ending_takes_a_reason(diary: Diary) -> None:
    diary.book()
    ben = signed_in(diary.cast.ben)
    send(ben, at("waiting-join", diary.maya.uid), **JOINS)
    url = at("waiting-end", WaitingPlace.objects.get().uid)
    assert url in text(ben.get(at("waiting")))
    assert send(ben, url, reason="").status_code == 422
    assert send(ben, url, reason="Can come as planned").url == at("waiting")
    assert "Nobody waits." in text(ben.get(at("waiting")))
