"""A calendar entry says when and where, and not one word about health."""

from __future__ import annotations

import re
from datetime import UTC
from typing import Any

import pytest
from allauth.core import ratelimit
from django.test import Client, RequestFactory
from django.urls import reverse
from icalendar import Calendar

from lightwell.access.identifiers import digest
from lightwell.access.models import AuditEvent
from lightwell.access.wording import HEALTH_WORDS
from lightwell.diary.actions import appointments
from lightwell.diary.models import Appointment, CalendarAddress
from tests.support.cast import Cast
from tests.support.pages import stamp, text
from tests.support.series import Diary
from tests.support.signing_in import signed_in

pytestmark = pytest.mark.django_db


def test_the_coming_visits_as_a_calendar_with_neutral_titles(cast: Cast) -> None:
    diary = Diary(cast)
    made = sorted(diary.book(), key=lambda one: one.starts_at)
    appointments.cancel(by=diary.ben, appointment=made[-1].uid, reason="Ill", key="")
    assert diary.maya.user is not None
    maya = signed_in(diary.maya.user)
    url = reverse("portal:visits-calendar")
    assert url in text(maya.get(reverse("portal:visits")))
    answer = maya.get(url)
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    events = list(Calendar.from_ical(answer.content).walk("VEVENT"))
    assert [one.decoded("dtstart") for one in events] == [
        one.starts_at.astimezone(UTC) for one in made[:-1]
    ]
    assert {str(one["summary"]) for one in events} == {"Appointment, The clinic"}
    assert {str(one["location"]) for one in events} == {"1 Example Street, Springfield"}
    assert len({str(one["uid"]) for one in events}) == 5
    written = answer.content.decode()
    assert not HEALTH_WORDS.search(written)
    assert not any(word in written for word in ("Rivera", "Ben", "Chair", "session"))
    assert "TZID=America/New_York" in written
    assert "BEGIN:VTIMEZONE" in written


def test_without_a_visit_the_calendar_is_empty_and_not_offered(cast: Cast) -> None:
    diary = Diary(cast)
    assert diary.maya.user is not None
    maya = signed_in(diary.maya.user)
    url = reverse("portal:visits-calendar")
    assert url not in text(maya.get(reverse("portal:visits")))
    assert list(Calendar.from_ical(maya.get(url).content).walk("VEVENT")) == []
    assert not Appointment.objects.exists()


def address_of(maya: Client) -> str:
    """Press the button and take the address off the page."""
    url = reverse("portal:calendar-address")
    page = text(maya.post(url, {"stamp": stamp(text(maya.get(url)))}))
    found = re.search(r"<code>[^<]*(/calendar/[^<]+\.ics)</code>", page)
    assert found
    return found.group(1)


@pytest.fixture
def diary(cast: Cast) -> Diary:
    return Diary(cast)


@pytest.fixture
def maya(diary: Diary) -> Client:
    assert diary.maya.user is not None
    return signed_in(diary.maya.user)


def events_at(url: str) -> dict[str, Any]:
    answer = Client().get(url)
    assert answer.status_code == 200
    return {str(one["uid"]): one for one in Calendar.from_ical(answer.content).walk("VEVENT")}


def test_a_secret_address_is_shown_once_and_read_without_signing_in(
    diary: Diary, maya: Client
) -> None:
    made = diary.book()
    url = address_of(maya)
    page = text(maya.get(reverse("portal:calendar-address")))
    assert url not in page
    assert "You have an address since" in page
    answer = Client().get(url)
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    assert answer["Referrer-Policy"] == "no-referrer"
    assert "no-store" in answer["Cache-Control"]
    events = events_at(url)
    assert len(events) == len(made)
    assert {str(one["summary"]) for one in events.values()} == {"Appointment, The clinic"}
    assert not HEALTH_WORDS.search(answer.content.decode())
    assert not any(word in answer.content.decode() for word in ("Rivera", "Ben", "Chair"))
    looks = AuditEvent.objects.count()
    events_at(url)
    assert AuditEvent.objects.count() == looks


def test_a_moved_and_a_cancelled_visit_keep_their_names(diary: Diary, maya: Client) -> None:
    made = sorted(diary.book(), key=lambda one: one.starts_at)
    url = address_of(maya)
    before = events_at(url)
    appointments.cancel(by=diary.ben, appointment=made[0].uid, reason="Ill", key="")
    after = events_at(url)
    assert after.keys() == before.keys()
    (first,) = [one for one in after.values() if str(one["status"]) == "CANCELLED"]
    assert int(first["sequence"]) == 1
    diary.book()
    again = events_at(url)
    assert again.keys() == before.keys()
    assert int(again[str(first["uid"])]["sequence"]) == 2
    assert {str(one["status"]) for one in again.values()} == {"CONFIRMED"}


def test_a_new_address_turns_the_old_one_off_and_off_is_off(diary: Diary, maya: Client) -> None:
    old, new = address_of(maya), address_of(maya)
    assert Client().get(old).status_code == 404
    assert events_at(new) == {}
    maya.post(reverse("portal:calendar-end"))
    assert Client().get(new).status_code == 404
    assert "You have no address now." in text(maya.get(reverse("portal:calendar-address")))


def test_the_button_pressed_twice_makes_one_address(diary: Diary, maya: Client) -> None:
    url = reverse("portal:calendar-address")
    sent = {"stamp": stamp(text(maya.get(url)))}
    maya.post(url, sent)
    page = text(maya.post(url, sent))
    assert "We cannot show it again." in page
    assert "<code>" not in page
    assert CalendarAddress.objects.count() == 1


def test_too_many_looks_are_asked_to_wait(diary: Diary, maya: Client) -> None:
    url = address_of(maya)
    about = digest(url.removeprefix("/calendar/").removesuffix(".ics"))
    looks = [
        ratelimit.consume(RequestFactory().post(url), action="calendar", key=about)
        for _ in range(60)
    ]
    assert all(looks)
    late = Client().get(url)
    assert late.status_code == 429
    assert late["Retry-After"] == "3600"
    assert late["X-Robots-Tag"] == "noindex, nofollow"


def test_reminders_are_turned_off_and_on_from_the_visits(diary: Diary, maya: Client) -> None:
    visits, url = reverse("portal:visits"), reverse("portal:reminders")
    assert url not in text(maya.get(visits))  # without an address there is nothing to turn off
    diary.maya.email = "maya.rivera@mail.example"
    diary.maya.save(update_fields=["email"])
    assert "We email you the day before each visit." in text(maya.get(visits))
    assert maya.post(url).status_code == 422
    maya.post(url, {"wanted": "no"})
    assert "We send you no email before a visit." in text(maya.get(visits))
    maya.post(url, {"wanted": "yes"})
    assert "Stop these emails" in text(maya.get(visits))
