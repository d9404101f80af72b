"""A calendar entry says when and where, and not one word about health."""

from __future__ import annotations

from datetime import UTC

import pytest
from django.urls import reverse
from icalendar import Calendar

from lightwell.access.wording import HEALTH_WORDS
from lightwell.diary.actions import appointments
from lightwell.diary.models import Appointment
from tests.support.cast import Cast
from tests.support.pages import text
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
