"""Who waits longest is asked first; every hard rule is kept; a yes books in the same act."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Any
from uuid import uuid4

import pytest

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
from lightwell.diary.actions import appointments, hours
from lightwell.diary.actions import waiting as actions
from lightwell.diary.actions.waiting import CanCome
from lightwell.diary.models import Appointment, WaitingEvent, WaitingPlace
from lightwell.diary.queries import appointments as appointment_queries
from lightwell.diary.queries import waiting as queries
from lightwell.diary.queries.appointments import Booked
from lightwell.records.models import Patient
from tests.support.cast import SETUP, Cast
from tests.support.people import make_patient
from tests.support.series import Diary
from tests.support.threads import at_once

pytestmark = pytest.mark.django_db


def can_come(**changes: Any) -> CanCome:
    return CanCome(**({"notice_days": 0, "contact_by": "call"} | changes))


class Waits:
    """Maya and Ana with a booked series each; Maya gives her second place up."""

    def __init__(self, cast: Cast) -> None:
        self.diary = Diary(cast, count=1, at_once=1)
        self.ben = self.diary.ben
        self.mayas = sorted(self.diary.book(), key=lambda one: one.starts_at)
        self.course = self.diary.another()
        self.ana: Patient = self.course.patient
        self.anas = sorted(self.diary.book(self.course), key=lambda one: one.starts_at)

    def join(self, number: int | None = 2, patient: Patient | None = None, **changes: Any) -> Any:
        asked: dict[str, Any] = {
            "by": self.ben,
            "patient": (patient or self.ana).uid,
            "number": number,
            "when": can_come(),
            "key": uuid4().hex,
        }
        return actions.join(**asked | changes)

    def give_up(self, index: int = 1) -> Booked:
        """Maya cancels; the place that is free now."""
        appointments.cancel(
            by=self.ben, appointment=self.mayas[index].uid, reason="Travels", key=""
        )
        return appointment_queries.get(self.ben, self.mayas[index].uid)

    def answer(self, row: WaitingPlace, place: Booked, said: str, **changes: Any) -> WaitingEvent:
        asked: dict[str, Any] = {"by": self.ben, "waiting": row.uid, "place": place.uid}
        return actions.answer(**asked | {"said": said, "key": uuid4().hex} | changes)

    def why(self, place: Booked) -> list[str]:
        return [one.why_not for one in queries.fits(self.ben, place)]

    def now(self, number: int = 2) -> Any:
        found = [one for one in appointment_queries.of_patient(self.ben, self.ana) if one.is_live]
        return sorted(found, key=lambda one: one.starts_at)[number - 1]


@pytest.fixture
def waits(cast: Cast) -> Waits:
    return Waits(cast)


def test_a_yes_moves_the_session_in_one_act(waits: Waits) -> None:
    row = waits.join()
    place = waits.give_up()
    assert [one.uid for one in queries.freed(waits.ben)] == [place.uid]
    assert waits.why(place) == [""]
    before = waits.now()
    assert before.starts_at > place.starts_at
    event = waits.answer(row, place, "accept", key="yes")
    assert (event.status, event.starts_at) == ("filled", place.starts_at)
    assert waits.now().starts_at == place.starts_at
    assert event.appointment == waits.now().uid
    assert queries.freed(waits.ben)[0].starts_at == before.starts_at  # and so on down the list
    assert queries.open_ones(waits.ben) == []
    assert waits.answer(row, place, "accept", key="yes") == event
    assert AuditEvent.objects.filter(action="waiting.fill").count() == 1
    with pytest.raises(Conflict, match="does not wait any more"):
        waits.answer(row, place, "decline")


def test_who_has_waited_longest_is_asked_first(waits: Waits) -> None:
    bea = make_patient(waits.diary.cast.harbour, "Bea", signs_in=False)
    with clock.at(clock.now() - timedelta(days=1)):
        first = waits.join(number=None, patient=bea)
    second = waits.join()
    assert [one.uid for one in queries.open_ones(waits.ben)] == [first.uid, second.uid]
    place = waits.give_up()
    assert [one.waiting.uid for one in queries.fits(waits.ben, place)] == [first.uid, second.uid]


def test_a_no_is_kept_and_not_asked_again(waits: Waits) -> None:
    row = waits.join()
    place = waits.give_up()
    assert waits.answer(row, place, "no_answer").status == "waiting"
    assert waits.why(place) == [""]
    assert queries.one(waits.ben, row.uid).tried_at is not None
    waits.answer(row, place, "decline")
    assert waits.why(place) == ["They declined this time."]
    with pytest.raises(Conflict, match="does not fit any more: They declined"):
        waits.answer(row, place, "accept")
    verbs = WaitingEvent.objects.order_by("number").values_list("verb", flat=True)
    assert list(verbs) == ["join", "no_answer", "decline"]


@pytest.mark.parametrize(
    ("wish", "words"),
    [
        ({"weekdays": [6]}, "They cannot come on this weekday."),
        ({"clock_from": time(20), "clock_until": time(21)}, "at this time of the day."),
        ({"notice_days": 60}, "It is sooner than they can come."),
    ],
)
def test_what_the_person_said_is_kept(waits: Waits, wish: dict[str, Any], words: str) -> None:
    waits.join(when=can_come(**wish))
    assert words in waits.why(waits.give_up())[0]


def test_the_rules_of_the_programme_are_kept(waits: Waits) -> None:
    """Ana's fourth session cannot come before her third, however early the place."""
    row = waits.join(number=4)
    place = waits.give_up()
    (why,) = waits.why(place)
    assert "at least 2 days" in why or "not enough days" in why
    with pytest.raises(Conflict, match="Nothing was saved"):
        waits.answer(row, place, "accept")
    assert WaitingEvent.objects.count() == 1


def test_only_an_earlier_place_is_offered_and_nobody_gets_their_own_back(waits: Waits) -> None:
    waits.join(number=1)
    assert waits.why(waits.give_up(3)) == ["It is not earlier than what they have."]
    row = WaitingPlace.objects.get()
    actions.end(by=waits.ben, waiting=row.uid, reason="Found another way", key="end")
    waits.join(number=6, patient=waits.diary.maya)
    place = queries.freed(waits.ben)[0]
    assert waits.why(place) == ["They gave up this place themselves."]


def test_a_session_without_an_appointment_is_said(waits: Waits) -> None:
    waits.join()
    appointments.cancel(by=waits.ben, appointment=waits.anas[1].uid, reason="Ill", key="")
    assert "no appointment that could be earlier" in waits.why(waits.give_up())[0]


def test_a_place_that_was_taken_or_closed_since_is_offered_to_nobody(waits: Waits) -> None:
    row = waits.join()
    place = waits.give_up()
    hours.close_days(
        by=SETUP,
        location=waits.diary.cast.harbour,
        first_day=place.starts_at.date(),
        last_day=place.starts_at.date(),
        reason="Repair",
    )
    assert not queries.is_free(place)
    with pytest.raises(Conflict, match="not free any more"):
        waits.answer(row, place, "accept")
    assert queries.freed(waits.ben) == []
    with clock.at(place.starts_at):
        assert not queries.is_free(place)


def test_a_first_consultation_takes_a_prescriber_on_site_and_no_chair(waits: Waits) -> None:
    bea = make_patient(waits.diary.cast.harbour, "Bea", signs_in=False)
    row = waits.join(number=None, patient=bea)
    place = waits.give_up()
    kept = Appointment.objects.count()
    event = waits.answer(row, place, "accept")
    assert (event.status, event.appointment) == ("filled", None)
    assert Appointment.objects.count() == kept
    again = waits.join(number=None, patient=bea)
    rows = [one for one in queries.hours.rows(waits.diary.cast.harbour) if one.part != "nurse"]
    for one in rows:
        hours.end_hours(by=SETUP, location=waits.diary.cast.harbour, hours=one.pk)
    assert waits.why(place) == ["No prescriber is on site then."]
    assert again.wants == "consultation"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"when": can_come(notice_days=61)}, "0 to 60"),
        ({"when": can_come(notice_days=-1)}, "0 to 60"),
        ({"when": can_come(weekdays=[7])}, "days of the week"),
        ({"when": can_come(clock_from=time(9))}, "in order"),
        ({"when": can_come(clock_from=time(9), clock_until=time(8))}, "in order"),
        ({"when": can_come(contact_by="pigeon")}, "how they may be reached"),
    ],
)
def test_impossible_wishes_are_refused(waits: Waits, changes: Any, words: str) -> None:
    with pytest.raises(InvalidInput, match=words):
        waits.join(**changes)
    assert not WaitingPlace.objects.exists()


def test_who_asked_for_no_texts_is_not_put_down_for_texts(waits: Waits) -> None:
    waits.ana.may_text = "no"
    waits.ana.save(update_fields=["may_text"])
    with pytest.raises(InvalidInput, match="no text messages"):
        waits.join(when=can_come(contact_by="either"))


def test_a_person_waits_once_and_for_what_is_booked(waits: Waits) -> None:
    row = waits.join(key="page")
    assert waits.join(key="page") == row
    with pytest.raises(Conflict, match="already used"):
        waits.join(number=3, key="page")
    with pytest.raises(Conflict, match="waits already"):
        waits.join(number=3)
    for number in (7, 9):
        with pytest.raises(NotReady, match="no appointment yet"):
            waits.join(number=number, patient=waits.diary.maya)


def test_ending_takes_a_reason_and_is_once(waits: Waits) -> None:
    row = waits.join()
    with pytest.raises(InvalidInput, match="Say why"):
        actions.end(by=waits.ben, waiting=row.uid, reason=" ", key="end")
    event = actions.end(by=waits.ben, waiting=row.uid, reason="Moved away", key="end")
    assert actions.end(by=waits.ben, waiting=row.uid, reason="Moved away", key="end") == event
    assert queries.open_ones(waits.ben) == []


def test_strangers_see_and_do_nothing(waits: Waits) -> None:
    row = waits.join()
    place = waits.give_up()
    chioma = waits.diary.cast.actor(waits.diary.cast.chioma)
    assert queries.open_ones(chioma) == []
    with pytest.raises(NotFound):
        queries.one(chioma, row.uid)
    with pytest.raises(NotFound):
        queries.patient_of(chioma, row.uid)
    with pytest.raises(NotFound):
        waits.answer(row, place, "accept", by=chioma)
    with pytest.raises(NotFound):
        queries.one(waits.ben, uuid4())
    with pytest.raises(Denied):
        queries.open_ones(waits.diary.cast.actor(waits.diary.cast.dev))
    with pytest.raises(InvalidInput, match="Choose what"):
        waits.answer(row, place, "perhaps")
    other = waits.join(number=3, patient=waits.diary.maya)
    waits.answer(row, place, "no_answer", key="page")
    with pytest.raises(Conflict, match="already used"):
        waits.answer(other, place, "no_answer", key="page")


@pytest.mark.django_db(transaction=True)
def test_two_people_say_yes_to_one_place_at_once_and_one_gets_it(cast: Cast) -> None:
    waits = Waits(cast)
    third = waits.diary.another("Bea")
    waits.diary.book(third)
    rows = [waits.join(), waits.join(patient=third.patient)]
    place = waits.give_up()

    def say_yes(number: int) -> str:
        try:
            waits.answer(rows[number], place, "accept")
        except LightwellError as refused:
            return type(refused).__name__
        return "booked"

    assert sorted(at_once(2, say_yes)) == ["Conflict", "booked"]
    assert WaitingEvent.objects.filter(status="filled").count() == 1
    assert (
        Appointment.objects.filter(starts_at=place.starts_at).count() == 2
    )  # the one that was given up, and the one that has it
