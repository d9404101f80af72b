"""Somebody has died: the diary offers them nothing, keeps nothing for them, and books nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest

from lightwell.access.errors import NotReady
from lightwell.diary.actions import appointments, bookings, waiting
from lightwell.diary.actions.waiting import CanCome
from lightwell.diary.models import Appointment, ChairTime, PatientTime, StaffTime, WaitingEvent
from lightwell.diary.queries import appointments as appointment_queries
from lightwell.diary.queries import waiting as queries
from lightwell.records.actions import deaths
from tests.support.cast import Cast
from tests.support.series import Diary, died

pytestmark = pytest.mark.django_db
CAN_COME = CanCome(notice_days=0, contact_by="call")
KIND = "This person has died, as the record says. Nothing is sent to them and nothing is booked."


@pytest.fixture
def diary(cast: Cast) -> Diary:
    return Diary(cast)


def waits_for(diary: Diary, number: int) -> None:
    waiting.join(
        by=diary.ben, patient=diary.maya.uid, number=number, when=CAN_COME, key=uuid4().hex
    )


def test_chair_person_and_staff_are_free_and_the_waiting_ends(diary: Diary) -> None:
    diary.book()
    waits_for(diary, 2)
    died(diary, diary.maya)
    for held in (ChairTime, PatientTime, StaffTime):
        assert not held._default_manager.exists()
    assert WaitingEvent.objects.latest("id").status == "ended"
    assert queries.open_ones(diary.ben) == []


def test_a_free_place_is_offered_to_the_living_alone(
    diary: Diary, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The list holds by itself, also for who was written down before the list ended with it."""
    diary.book()
    waits_for(diary, 2)
    course = diary.another()
    freed = max(diary.book(course), key=lambda one: one.starts_at)
    appointments.cancel(by=diary.ben, appointment=freed.uid, reason="Travels", key="")
    place = appointment_queries.get(diary.ben, freed.uid)
    assert [one.waiting.patient.pk for one in queries.fits(diary.ben, place)] == [diary.maya.pk]
    monkeypatch.setattr(deaths, "CLOSERS", [])
    died(diary, diary.maya)
    assert queries.fits(diary.ben, place) == []


def _books(diary: Diary, kept: Appointment) -> object:
    return bookings.give_place(
        by=diary.ben,
        course=diary.course.uid,
        number=1,
        starts_at=kept.starts_at + timedelta(days=7),
        chair=kept.chair_id,
        nurse=kept.nurse_id,
        key="again",
    )


def _waits(diary: Diary, _kept: Appointment) -> object:
    return waiting.join(
        by=diary.ben, patient=diary.maya.uid, number=None, when=CAN_COME, key="waits"
    )


def _proposes(diary: Diary, _kept: Appointment) -> object:
    return diary.proposed()


@pytest.mark.parametrize("act", [_books, _waits, _proposes])
def test_what_would_bring_them_here_is_refused_in_kind_words(
    diary: Diary, act: Callable[[Diary, Appointment], object]
) -> None:
    kept = min(diary.book(), key=lambda one: one.starts_at)
    died(diary, diary.maya)
    before = Appointment.objects.count()
    with pytest.raises(NotReady) as refused:
        act(diary, kept)
    assert refused.value.message.startswith(KIND)
    assert "take it back first" in refused.value.message
    assert Appointment.objects.count() == before
    assert not queries.open_ones(diary.ben)
