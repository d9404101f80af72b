"""A secret address for one's own calendar: told once, revocable, and one entry for each visit."""

from __future__ import annotations

from datetime import timedelta

import pytest

from lightwell.access import clock
from lightwell.access.errors import Denied, NotFound
from lightwell.access.identifiers import digest
from lightwell.access.models import AuditEvent
from lightwell.diary.actions import appointments, bookings, calendars
from lightwell.diary.models import CalendarAddress
from lightwell.diary.queries import feed
from tests.support.cast import Cast
from tests.support.people import as_patient, make_patient
from tests.support.series import Diary
from tests.support.threads import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def diary(cast: Cast) -> Diary:
    return Diary(cast)


def test_only_the_digest_is_kept_and_the_secret_is_told_once(diary: Diary) -> None:
    maya = as_patient(diary.maya)
    secret = calendars.make_address(by=maya, key="page")
    assert secret is not None
    row = CalendarAddress.objects.get()
    assert row.digest == digest(secret)
    assert secret not in str(row.__dict__)
    assert calendars.make_address(by=maya, key="page") is None
    assert CalendarAddress.objects.count() == 1
    assert feed.of_token(secret) == []


def test_a_new_address_ends_the_old_and_ending_twice_is_ending_once(diary: Diary) -> None:
    maya = as_patient(diary.maya)
    old = calendars.make_address(by=maya, key="one")
    new = calendars.make_address(by=maya, key="two")
    assert old is not None
    assert new is not None
    with pytest.raises(NotFound):
        feed.of_token(old)
    assert feed.of_token(new) == []
    for _ in range(2):
        calendars.end_address(by=maya)
    with pytest.raises(NotFound):
        feed.of_token(new)
    assert feed.address(maya) is None
    acts = [one.action for one in AuditEvent.objects.filter(action__startswith="calendar.")]
    assert acts == ["calendar.make", "calendar.end", "calendar.make", "calendar.end"]


def test_nobody_else_makes_one_and_nobody_sees_anothers(diary: Diary) -> None:
    with pytest.raises(Denied):
        calendars.make_address(by=diary.ben, key="page")
    with pytest.raises(Denied):
        calendars.end_address(by=diary.ben)
    ana = as_patient(make_patient(diary.cast.harbour, "Ana"))
    diary.book()
    secret = calendars.make_address(by=ana, key="page")
    assert secret is not None
    assert feed.of_token(secret) == []
    with pytest.raises(NotFound):
        feed.of_token("x" * 43)


@pytest.mark.django_db(transaction=True)
def test_two_pages_at_once_leave_one_address(cast: Cast) -> None:
    maya = as_patient(Diary(cast).maya)
    made = at_once(2, lambda n: calendars.make_address(by=maya, key=f"page {n}"))
    assert len(set(made)) == 2
    assert CalendarAddress.objects.filter(end__isnull=True).count() == 1


def test_a_visit_keeps_its_name_when_it_moves_and_counts_its_changes(diary: Diary) -> None:
    made = sorted(diary.book(), key=lambda one: one.starts_at)
    before = {one.uid: one for one in feed.entries(diary.maya.uid)}
    assert len(before) == 6
    assert {one.sequence for one in before.values()} == {0}
    third = next(one for one in before.values() if one.starts_at == made[2].starts_at)
    for later in (timedelta(hours=1), timedelta(days=1)):  # the same day, and another day
        bookings.give_place(
            by=diary.ben,
            course=diary.course.uid,
            number=3,
            starts_at=made[2].starts_at + later,
            chair=made[2].chair_id,
            nurse=made[2].nurse_id,
            key=str(later),
        )
        after = {one.uid: one for one in feed.entries(diary.maya.uid)}
        assert after.keys() == before.keys()
        assert after[third.uid].starts_at == made[2].starts_at + later
    assert after[third.uid].sequence == 4
    assert not after[third.uid].is_cancelled


def test_a_cancelled_visit_stays_as_cancelled_and_comes_back_as_the_same(diary: Diary) -> None:
    made = min(diary.book(), key=lambda one: one.starts_at)
    appointments.cancel(by=diary.ben, appointment=made.uid, reason="Ill", key="")
    first = feed.entries(diary.maya.uid)[0]
    assert (first.is_cancelled, first.sequence) == (True, 1)
    assert len(feed.of_user(as_patient(diary.maya))) == 5  # a file of what is ahead
    diary.book()
    again = next(one for one in feed.entries(diary.maya.uid) if one.uid == first.uid)
    assert (again.is_cancelled, again.sequence) == (False, 2)


def test_what_is_long_over_leaves_the_calendar(diary: Diary) -> None:
    made = min(diary.book(), key=lambda one: one.starts_at)
    with clock.at(made.ends_at + timedelta(days=feed.KEPT_DAYS, minutes=1)):
        assert made.starts_at not in {one.starts_at for one in feed.entries(diary.maya.uid)}
    with clock.at(made.ends_at + timedelta(days=feed.KEPT_DAYS, minutes=-1)):
        assert made.starts_at in {one.starts_at for one in feed.entries(diary.maya.uid)}
