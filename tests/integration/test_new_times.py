"""One appointment finds a new time and what follows moves with it: all of it, or nothing."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Any
from uuid import uuid4

import pytest
import time_machine

from lightwell.access import clock
from lightwell.access.errors import Conflict, InvalidInput, LightwellError, NotReady
from lightwell.access.models import OutgoingMessage
from lightwell.access.wording import HEALTH_WORDS
from lightwell.diary.actions import appointments, hours
from lightwell.diary.actions.series import book_series
from lightwell.diary.models import Appointment, AppointmentEvent
from lightwell.diary.queries import leaving as leavings
from lightwell.diary.queries import series as queries
from lightwell.diary.queries.leaving import Leaving
from lightwell.diary.queries.series import SeriesProposal
from lightwell.records.queries import courses
from lightwell.scheduler import NoProposal, Preferences, Proposal, Rule
from tests.support.cast import Cast
from tests.support.series import NEW_YORK, Diary
from tests.support.threads import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def diary(cast: Cast) -> Diary:
    found = Diary(cast)
    found.maya.email = "maya.rivera@mail.example"
    found.maya.save(update_fields=["email"])
    return found


def booked(diary: Diary) -> list[Appointment]:
    return sorted(diary.book(), key=lambda one: one.starts_at)


def view_of(diary: Diary) -> Any:
    return courses.course(diary.ben, diary.course.uid)


def leaving(diary: Diary, one: Appointment, **changes: Any) -> Leaving:
    return leavings.of(diary.ben, view_of(diary), one.uid, **changes)


def proposed(diary: Diary, asked: Leaving) -> SeriesProposal:
    return queries.proposed(diary.ben, view_of(diary), Preferences(), asked)


def move(diary: Diary, asked: Leaving, found: SeriesProposal, **changes: Any) -> list[Appointment]:
    given: dict[str, Any] = {
        "by": diary.ben,
        "course": diary.course.uid,
        "wishes": Preferences(),
        "fingerprint": found.fingerprint,
        "key": uuid4().hex,
        "leaving": asked,
    }
    return book_series(**given | changes)


def days(diary: Diary) -> list[Any]:
    view = view_of(diary)
    return [view.day(view.session(number).planned_at) for number in range(1, 7)]


def test_a_session_leaves_its_place_and_the_others_stay_where_they_can(diary: Diary) -> None:
    made = booked(diary)
    asked = leaving(diary, made[2])
    assert asked.number == 3
    found = proposed(diary, asked)
    assert isinstance(found.answer, Proposal)
    assert [one.number for one in found.answer.placed] == [3, 4, 5, 6]
    assert found.changes == [3]
    (new,) = move(diary, asked, found)
    assert new.starts_at != made[2].starts_at
    assert made[2].events.latest("number").status == "moved"
    assert all((b - a).days >= 2 for a, b in pairwise(days(diary)))


def test_a_person_who_is_away_moves_the_whole_tail_in_one_act(diary: Diary) -> None:
    made = booked(diary)
    away = view_of(diary).day(made[3].starts_at) + timedelta(days=1)
    asked = leaving(diary, made[2], not_before=away)
    found = proposed(diary, asked)
    assert isinstance(found.answer, Proposal)
    assert min(one.day for one in found.answer.placed) >= away
    assert {3, 4} <= set(found.changes)
    assert len(move(diary, asked, found)) == len(found.changes)
    assert days(diary)[2] >= away
    assert days(diary)[:2] == [view_of(diary).day(one.starts_at) for one in made[:2]]
    assert all((b - a).days >= 2 for a, b in pairwise(days(diary)))


def test_nothing_fits_is_said_in_words_and_moves_nothing(diary: Diary) -> None:
    made = booked(diary)
    late = view_of(diary).day(made[0].starts_at) + timedelta(days=40)
    asked = leaving(diary, made[2], not_before=late)
    found = proposed(diary, asked)
    assert isinstance(found.answer, NoProposal)
    assert [one.rules for one in found.answer.reasons] == [(Rule.LENGTH,)]
    with pytest.raises(Conflict, match="Nothing was booked"):
        move(diary, asked, found)
    assert set(AppointmentEvent.objects.values_list("status", flat=True)) == {"booked"}


@pytest.mark.parametrize("how", ["missed", "cancelled"])
def test_a_missed_and_a_cancelled_session_find_a_new_time(diary: Diary, how: str) -> None:
    made = booked(diary)
    ahead = timedelta(hours=1) if how == "missed" else timedelta(hours=-20)
    with clock.at(made[1].starts_at + ahead):
        if how == "missed":
            appointments.miss(by=diary.ben, appointment=made[1].uid, key="")
        else:
            appointments.cancel(by=diary.ben, appointment=made[1].uid, reason="Ill", key="")
        asked = leaving(diary, made[1])
        found = proposed(diary, asked)
        assert 2 in found.changes
        move(diary, asked, found)
        assert queries.proposed(diary.ben, view_of(diary), Preferences()).answer is None
    assert all((b - a).days >= 2 for a, b in pairwise(days(diary)))


def test_a_page_of_an_appointment_that_moved_meanwhile_moves_nothing(diary: Diary) -> None:
    made = booked(diary)
    asked = leaving(diary, made[2])
    found = proposed(diary, asked)
    move(diary, asked, found)
    before = AppointmentEvent.objects.count()
    with pytest.raises(Conflict, match=r"moved meanwhile\. Nothing was booked"):
        move(diary, asked, found)
    with pytest.raises(Conflict, match="moved meanwhile"):
        leaving(diary, made[2])
    assert AppointmentEvent.objects.count() == before


def test_a_page_of_another_session_than_it_says_moves_nothing(diary: Diary) -> None:
    made = booked(diary)
    asked = leaving(diary, made[2])
    found = proposed(diary, asked)
    with pytest.raises(Conflict, match="moved meanwhile"):
        move(diary, Leaving(number=4, appointment=made[2].uid), found)
    other = Leaving(number=asked.number, appointment=uuid4())
    with pytest.raises(Conflict, match="moved meanwhile"):
        move(diary, other, found)


def test_the_same_page_sent_twice_moves_once(diary: Diary) -> None:
    asked = leaving(diary, booked(diary)[2])
    found = proposed(diary, asked)
    first = move(diary, asked, found, key="k" * 32)
    assert [one.pk for one in move(diary, asked, found, key="k" * 32)] == [one.pk for one in first]
    assert Appointment.objects.count() == 7


def test_what_has_come_and_days_too_far_away_are_refused(diary: Diary) -> None:
    made = booked(diary)
    asked = leaving(diary, made[1])
    with clock.at(made[1].starts_at), pytest.raises(NotReady, match="Note first"):
        proposed(diary, asked)
    far = view_of(diary).day(made[1].starts_at) + timedelta(days=leavings.FURTHEST_DAYS)
    with pytest.raises(InvalidInput, match="within 180 days"):
        proposed(diary, leaving(diary, made[1], not_before=far))


@pytest.mark.django_db(transaction=True)
def test_two_people_move_one_appointment_at_once_and_the_second_is_told(cast: Cast) -> None:
    diary = Diary(cast)
    made = booked(diary)
    asked = leaving(diary, made[2])
    found = proposed(diary, asked)
    who = [diary.ben, diary.alice]
    told = []

    def try_to_move(number: int) -> str:
        try:
            move(diary, asked, found, by=who[number])
        except LightwellError as refused:
            told.append(str(refused))
            return type(refused).__name__
        return "moved"

    assert sorted(at_once(2, try_to_move)) == ["Conflict", "moved"]
    assert told == [leavings.MOVED]
    assert Appointment.objects.count() == 7
    assert AppointmentEvent.objects.filter(status="moved").count() == 1
    assert all((b - a).days >= 2 for a, b in pairwise(days(diary)))


def test_the_person_is_told_that_times_have_changed_and_not_what_of(diary: Diary) -> None:
    made = booked(diary)
    assert not OutgoingMessage.objects.filter(purpose="appointment-moved").exists()
    asked = leaving(diary, made[2])
    move(diary, asked, proposed(diary, asked))
    (sent,) = OutgoingMessage.objects.filter(purpose="appointment-moved")
    assert sent.to == diary.maya.email
    assert sent.subject == "Your appointments have changed, The clinic"
    assert not HEALTH_WORDS.search(sent.subject + sent.body)
    assert "Rivera" not in sent.body


def test_a_closed_day_tells_each_person_once_and_no_proposal_uses_it(diary: Diary) -> None:
    made = booked(diary)
    day = view_of(diary).day(made[1].starts_at)
    for _ in range(2):
        hours.close_days(
            by=diary.alice,
            location=diary.cast.harbour,
            first_day=day,
            last_day=day,
            reason="Repair",
        )
    (sent,) = OutgoingMessage.objects.filter(purpose="appointment-closed")
    assert sent.to == diary.maya.email
    assert not HEALTH_WORDS.search(sent.subject + sent.body)
    asked = leaving(diary, made[1])
    found = proposed(diary, asked)
    assert isinstance(found.answer, Proposal)
    assert day not in {one.day for one in found.answer.placed}
    move(diary, asked, found)
    assert day not in days(diary)


@pytest.mark.parametrize(
    ("begins", "offsets"),
    [(date(2027, 2, 22), {-5, -4}), (date(2027, 10, 18), {-4, -5})],
    ids=["put forward on 14 March", "put back on 7 November"],
)
def test_a_wished_hour_stays_on_the_wall_when_the_clock_changes(
    cast: Cast, begins: date, offsets: set[int]
) -> None:
    """Nine o'clock is nine o'clock before and after; a session lasts as many real minutes."""
    with time_machine.travel(datetime.combine(begins, time(12), tzinfo=NEW_YORK)):
        diary = Diary(cast)
        nine = Preferences(clock_from=time(9), clock_until=time(9))
        made = diary.book(wishes=nine)
    walls = [one.starts_at.astimezone(NEW_YORK) for one in made]
    assert {one.time() for one in walls} == {time(9)}
    assert {one.utcoffset() for one in walls} == {timedelta(hours=one) for one in offsets}
    assert {one.ends_at - one.starts_at for one in made} == {timedelta(minutes=130)}
