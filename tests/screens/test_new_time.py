"""A new time for one appointment: before and after in a table, one button, and words when stale."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from lightwell.diary.actions import appointments, hours
from lightwell.diary.models import Appointment, AppointmentEvent
from lightwell.records.queries import courses
from tests.support.cast import Cast
from tests.support.pages import stamp, text
from tests.support.series import Diary
from tests.support.signing_in import signed_in

pytestmark = pytest.mark.django_db


def at(name: str, *args: object) -> str:
    return reverse(f"clinic:{name}", args=args)


def boxes(name: str, day: date) -> dict[str, str]:
    parts = {"month": day.month, "day": day.day, "year": day.year}
    return {f"{name}_{part}": str(value) for part, value in parts.items()}


def day_of(diary: Diary, one: Appointment) -> date:
    return courses.course(diary.ben, diary.course.uid).day(one.starts_at)


@pytest.fixture
def diary(cast: Cast) -> Diary:
    return Diary(cast)


@pytest.fixture
def made(diary: Diary) -> list[Appointment]:
    return sorted(diary.book(), key=lambda one: one.starts_at)


class Counted:
    """A browser that counts what a person opens and presses."""

    def __init__(self, client: Client) -> None:
        self.client, self.clicks = client, 0

    def open(self, url: str, page: str) -> str:
        assert f'href="{url}"' in page
        self.clicks += 1
        return text(self.client.get(url))

    def press(self, url: str, page: str, **data: Any) -> Any:
        self.clicks += 1
        return self.client.post(url, {"stamp": stamp(page), **data})


def test_from_the_course_to_a_booked_series_in_three_clicks(diary: Diary) -> None:
    """Without a conflict: the course, the proposal, the button. Each is one click."""
    ben = Counted(signed_in(diary.cast.ben))
    today = text(ben.client.get(at("patient", diary.maya.uid)))
    course = ben.open(at("course", diary.maya.uid), today)
    series = ben.open(at("series-book", diary.maya.uid), course)
    answer = ben.press(at("series-book", diary.maya.uid), series, book="yes")
    assert (answer.status_code, answer.url) == (302, at("course", diary.maya.uid))
    assert ben.clicks == 3
    assert Appointment.objects.count() == 6


def test_before_and_after_and_one_button(diary: Diary, made: list[Appointment]) -> None:
    ben, url = signed_in(diary.cast.ben), at("new-time", made[2].uid)
    assert url in text(ben.get(at("appointment", made[2].uid)))
    away = day_of(diary, made[3]) + timedelta(days=1)
    page = text(ben.get(url))
    assert len(re.findall('data-label="Before"', page)) == 4
    assert page.count("<span>The same</span>") == 3
    page = text(ben.post(url, {"stamp": stamp(page), "ask": "yes", **boxes("not_before", away)}))
    assert "Book 3 sessions" in page or "Book 4 sessions" in page or "Book 2 sessions" in page
    assert Appointment.objects.count() == 6
    sent = {"stamp": stamp(page), "book": "yes", **boxes("not_before", away)}
    answer = ben.post(url, sent)
    assert (answer.status_code, answer.url) == (302, at("course", diary.maya.uid))
    moved = AppointmentEvent.objects.filter(status="moved").count()
    assert moved >= 2
    assert Appointment.objects.count() == 6 + moved
    assert ben.post(url, sent).status_code == 302  # a double tap is one act
    assert AppointmentEvent.objects.filter(status="moved").count() == moved
    stale = ben.get(url)
    assert stale.status_code == 409
    assert "moved meanwhile. Nothing was booked or moved by you" in text(stale)


def test_a_page_that_somebody_overtook_is_a_conflict_in_words(
    diary: Diary, made: list[Appointment]
) -> None:
    url = at("new-time", made[2].uid)
    ben, alice = signed_in(diary.cast.ben), signed_in(diary.cast.alice)
    pages = [text(one.get(url)) for one in (ben, alice)]
    first = ben.post(url, {"stamp": stamp(pages[0]), "book": "yes"})
    assert first.status_code == 302
    before = AppointmentEvent.objects.count()
    second = alice.post(url, {"stamp": stamp(pages[1]), "book": "yes"})
    assert second.status_code == 409
    assert "moved meanwhile" in text(second)
    assert AppointmentEvent.objects.count() == before


def test_a_diary_that_changed_shows_the_new_proposal_and_moves_nothing(
    diary: Diary, made: list[Appointment]
) -> None:
    ben, url = signed_in(diary.cast.ben), at("new-time", made[2].uid)
    page = text(ben.get(url))
    hours.close_days(
        by=diary.alice,
        location=diary.cast.harbour,
        first_day=day_of(diary, made[2]),
        last_day=day_of(diary, made[2]),
        reason="Repair",
    )
    answer = ben.post(url, {"stamp": stamp(page), "book": "yes"})
    assert answer.status_code == 422
    assert "Nothing was booked" in text(answer)
    assert not AppointmentEvent.objects.filter(status="moved").exists()
    again = ben.post(url, {"stamp": stamp(text(answer)), "book": "yes"})
    assert again.status_code == 302


def test_what_cannot_be_is_told_and_what_was_typed_stays(
    diary: Diary, made: list[Appointment]
) -> None:
    ben, url = signed_in(diary.cast.ben), at("new-time", made[2].uid)
    page = text(ben.get(url))
    far = day_of(diary, made[0]) + timedelta(days=200)
    for typed, words in (
        (boxes("not_before", far), "within 180 days"),
        (boxes("not_before", date(2020, 1, 1)), "or later"),
    ):
        answer = ben.post(url, {"stamp": stamp(page), "book": "yes", **typed})
        assert answer.status_code == 422
        assert words in text(answer)
        assert f'value="{typed["not_before_year"]}"' in text(answer)
    late = day_of(diary, made[0]) + timedelta(days=40)
    answer = ben.post(url, {"stamp": stamp(page), "ask": "yes", **boxes("not_before", late)})
    assert "There is no place for every session" in text(answer)
    assert "days that the programme gives the series" in text(answer)
    assert not AppointmentEvent.objects.filter(status="moved").exists()


def test_a_closed_day_lists_who_is_booked_with_a_way_to_a_new_time_and_tells_the_person(
    diary: Diary, made: list[Appointment]
) -> None:
    day = day_of(diary, made[1])
    hours.close_days(
        by=diary.alice, location=diary.cast.harbour, first_day=day, last_day=day, reason="Repair"
    )
    ben, url = signed_in(diary.cast.ben), at("new-time", made[1].uid)
    assert url in text(ben.get(at("hours")))
    frida = text(signed_in(diary.cast.frida).get(at("hours")))
    assert url not in frida
    assert "RIVERA, Maya" in frida
    assert diary.maya.user is not None
    maya = text(signed_in(diary.maya.user).get(reverse("portal:visits")))
    assert maya.count("Do not come on this day. We are closed.") == 1
    page = text(ben.get(url))
    assert ben.post(url, {"stamp": stamp(page), "book": "yes"}).status_code == 302
    assert url not in text(ben.get(at("hours")))


def test_a_cancelled_appointment_leads_to_a_new_time_and_to_who_waits(
    diary: Diary, made: list[Appointment]
) -> None:
    appointments.cancel(by=diary.ben, appointment=made[1].uid, reason="Ill", key="")
    page = text(signed_in(diary.cast.ben).get(at("appointment", made[1].uid)))
    assert at("new-time", made[1].uid) in page
    assert at("free-place", made[1].uid) in page
    desk = text(signed_in(diary.cast.frida).get(at("appointment", made[1].uid)))
    assert at("new-time", made[1].uid) not in desk
    assert at("free-place", made[1].uid) in desk  # the front desk calls those who wait
