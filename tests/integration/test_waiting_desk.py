"""The front desk asks who waits: its yes is kept at once, and waits for somebody who books."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Any

import pytest
from attrs import evolve

import lightwell.clinical as lw
from lightwell.access import clock
from lightwell.access.actors import Actor
from lightwell.access.errors import (
    Conflict,
    Denied,
    InvalidInput,
    LightwellError,
    NotFound,
    NotReady,
)
from lightwell.access.models import AuditEvent
from lightwell.diary.actions import appointments, bookings, hours
from lightwell.diary.actions import waiting as actions
from lightwell.diary.models import Appointment, WaitingEvent
from lightwell.diary.queries import appointments as appointment_queries
from lightwell.diary.queries import series
from lightwell.diary.queries import waiting as queries
from lightwell.records.models import TreatmentSession
from lightwell.records.queries import courses
from lightwell.scheduler import NoProposal
from tests.integration.test_waiting import Waits, can_come
from tests.support.cast import SETUP, Cast
from tests.support.courses import IV
from tests.support.people import key, make_patient
from tests.support.places import TwoPlaces
from tests.support.series import NEW_YORK
from tests.support.threads import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def waits(cast: Cast) -> Waits:
    return Waits(cast)


@pytest.fixture
def frida(cast: Cast) -> Actor:
    return cast.actor(cast.frida)


def verbs() -> list[str]:
    return list(WaitingEvent.objects.order_by("pk").values_list("verb", flat=True))


def test_the_desk_puts_somebody_on_the_list_and_sees_whom_a_place_fits(
    waits: Waits, frida: Actor
) -> None:
    found = queries.ahead(frida, waits.ana)
    assert [one.number for one in found] == [1, 2, 3, 4, 5, 6]
    row = waits.join(by=frida, when=can_come(weekdays=[0, 1, 2, 3, 4]))
    assert (row.by_id, row.course) == (frida.user_id, waits.course.uid)
    place = waits.give_up()
    assert [one.uid for one in queries.freed(frida)] == [place.uid]
    (one,) = queries.fits(frida, place)
    assert (one.waiting.uid, one.why_not) == (row.uid, "")


def test_a_yes_told_to_the_desk_books_nothing_until_a_nurse_confirms_it(
    waits: Waits, frida: Actor
) -> None:
    row = waits.join()
    place = waits.give_up()
    before, sessions = waits.now(), TreatmentSession.objects.count()
    event = waits.answer(row, place, "accept", by=frida, key="yes")
    assert (event.verb, event.status, event.starts_at) == ("agree", "agreed", place.starts_at)
    assert event.appointment is None
    assert waits.answer(row, place, "accept", by=frida, key="yes") == event
    assert waits.now().uid == before.uid, "they keep what they have"
    assert TreatmentSession.objects.count() == sessions
    (waiting,) = queries.open_ones(waits.ben)
    assert waiting.agreed is not None
    assert (waiting.agreed.by_name, waiting.agreed.starts_at) == ("Frida Falk", place.starts_at)
    assert queries.agreed_count(waits.ben) == 1
    with pytest.raises(Conflict, match="said yes already"):
        waits.answer(row, place, "accept", by=frida)
    made = waits.answer(row, place, "accept")
    assert (made.verb, made.status) == ("fill", "filled")
    assert waits.now().starts_at == place.starts_at
    assert queries.agreed_count(waits.ben) == 0
    found = AuditEvent.objects.filter(action__startswith="waiting.").order_by("pk")
    assert [(one.action, one.actor_user) for one in found] == [
        ("waiting.join", waits.ben.user_id),
        ("waiting.agree", frida.user_id),
        ("waiting.fill", waits.ben.user_id),
    ]


def test_a_no_and_nobody_there_are_kept_from_the_desk(waits: Waits, frida: Actor) -> None:
    row = waits.join(by=frida)
    place = waits.give_up()
    waits.answer(row, place, "no_answer", by=frida)
    waits.answer(row, place, "decline", by=frida)
    assert waits.why(place) == ["They declined this time."]
    assert verbs() == ["join", "no_answer", "decline"]
    event = actions.end(by=frida, waiting=row.uid, reason="They moved away", key="end")
    assert event.status == "ended"


def test_a_yes_of_the_desk_to_a_first_consultation_stands_at_once(
    waits: Waits, frida: Actor
) -> None:
    bea = make_patient(waits.diary.cast.harbour, "Bea", signs_in=False)
    row = waits.join(number=None, patient=bea, by=frida)
    assert queries.ahead(frida, bea) == []
    kept = Appointment.objects.count()
    event = waits.answer(row, waits.give_up(), "accept", by=frida)
    assert (event.status, event.appointment) == ("filled", None)
    assert Appointment.objects.count() == kept


def test_the_desk_is_told_that_a_place_does_not_fit_a_course_and_not_why(
    waits: Waits, frida: Actor
) -> None:
    row = waits.join(number=4)
    place = waits.give_up()
    (one,) = queries.fits(frida, place)
    assert one.why_not == queries.RULES
    assert waits.why(place) != [queries.RULES]
    with pytest.raises(Conflict, match="A nurse can say why"):
        waits.answer(row, place, "accept", by=frida)
    assert verbs() == ["join"]


def test_the_wishes_of_the_person_hold_for_the_desk_too(waits: Waits, frida: Actor) -> None:
    waits.join(by=frida, when=can_come(clock_from=time(20), clock_until=time(21)))
    (one,) = queries.fits(frida, waits.give_up())
    assert one.why_not == "They cannot come at this time of the day."


# -- a yes that waits --------------------------------------------------------------------------


def test_who_said_yes_is_offered_no_other_time_and_nobody_else_this_one(
    waits: Waits, frida: Actor
) -> None:
    row = waits.join()
    third = waits.diary.another("Bea")
    waits.diary.book(third)
    other = waits.join(patient=third.patient)
    place, second = waits.give_up(1), waits.give_up(0)
    waits.answer(row, place, "accept", by=frida)
    assert waits.why(place) == ["", queries.PROMISED]
    for by in (frida, waits.ben):
        with pytest.raises(Conflict, match="Somebody else said yes"):
            waits.answer(other, place, "accept", by=by)
        with pytest.raises(Conflict, match="yes to another time"):
            waits.answer(row, second, "decline", by=by)
    assert waits.why(second)[0] == queries.ELSEWHERE


def test_a_time_that_is_gone_before_it_was_confirmed_is_told_and_they_wait_on(
    waits: Waits, frida: Actor
) -> None:
    row = waits.join()
    place = waits.give_up()
    waits.answer(row, place, "accept", by=frida)
    hours.close_days(
        by=SETUP,
        location=waits.diary.cast.harbour,
        first_day=place.starts_at.date(),
        last_day=place.starts_at.date(),
        reason="Repair",
    )
    with pytest.raises(Conflict, match="not free any more"):
        waits.answer(row, place, "accept")
    assert queries.agreed_count(waits.ben) == 1, "until somebody told them"
    shown = queries.one(frida, row.uid).version
    with pytest.raises(Conflict, match="something else meanwhile"):
        actions.tell_not_given(by=frida, waiting=row.uid, base=shown - 1, key=key())
    event = actions.tell_not_given(by=frida, waiting=row.uid, base=shown, key="told")
    assert actions.tell_not_given(by=frida, waiting=row.uid, base=shown, key="told") == event
    assert (event.status, event.starts_at) == ("waiting", place.starts_at)
    assert queries.one(waits.ben, row.uid).agreed is None
    with pytest.raises(NotReady, match="No yes of this person waits"):
        actions.tell_not_given(by=frida, waiting=row.uid, base=shown, key=key())
    assert AuditEvent.objects.filter(action="waiting.told").count() == 1


def test_a_place_that_fits_no_more_is_not_confirmed(waits: Waits, frida: Actor) -> None:
    """What the desk was told holds no rule back: all of them are asked again."""
    row = waits.join()
    place = waits.give_up()
    waits.answer(row, place, "accept", by=frida)
    for one in queries.hours.rows(waits.diary.cast.harbour):
        hours.end_hours(by=SETUP, location=waits.diary.cast.harbour, hours=one.pk)
    with pytest.raises(Conflict, match="does not fit any more"):
        waits.answer(row, place, "accept")
    assert verbs() == ["join", "agree"]


def test_who_said_yes_and_then_no_waits_on(waits: Waits, frida: Actor) -> None:
    row = waits.join()
    place = waits.give_up()
    waits.answer(row, place, "accept", by=frida)
    assert waits.answer(row, place, "no_answer").status == "agreed"
    assert waits.answer(row, place, "decline", by=frida).status == "waiting"
    assert queries.agreed_count(waits.ben) == 0
    assert waits.why(place) == ["They declined this time."]


# -- what stays closed to the desk -------------------------------------------------------------


def test_the_desk_books_no_session_and_reads_no_course(waits: Waits, frida: Actor) -> None:
    row = waits.join()
    place = waits.give_up()
    waits.answer(row, place, "accept", by=frida)
    view = courses.course(waits.ben, waits.course.uid)
    said: dict[str, Any] = {
        "by": frida,
        "starts_at": place.starts_at,
        "chair": place.chair_id,
        "nurse": place.nurse_id,
        "key": key(),
    }
    with pytest.raises(Denied):
        bookings.give_place(course=waits.course.uid, number=2, **said)
    with pytest.raises(Denied):
        appointments.move(
            appointment=waits.now().uid, session_uid=waits.now().session, ends_at=place.ends_at,
            **said,
        )  # fmt: skip
    with pytest.raises(Denied):
        courses.course(frida, waits.course.uid)
    with pytest.raises(Denied):
        series.one_place(frida, view, 2, place.chair_id, place.starts_at)
    assert waits.now().starts_at > place.starts_at


def test_the_software_that_asks_for_the_desk_keeps_no_place(waits: Waits, frida: Actor) -> None:
    """It is nobody: whatever keeps a place or puts somebody on the list takes a person."""
    reader = queries._reader(frida)
    assert (reader.is_system, reader.user_id, reader.location_id) == (True, None, frida.location_id)
    assert queries._reader(waits.ben) is waits.ben
    place = waits.give_up()
    with pytest.raises(Denied, match="the system does not"):
        waits.join(by=reader)
    with pytest.raises(Denied, match="the system does not"):
        bookings.give_place(
            by=reader,
            course=waits.course.uid,
            number=2,
            starts_at=place.starts_at,
            chair=place.chair_id,
            nurse=place.nurse_id,
            key=key(),
        )
    assert waits.now().starts_at > place.starts_at


def test_a_desk_elsewhere_and_others_do_nothing(cast: Cast, waits: Waits, frida: Actor) -> None:
    row = waits.join()
    place = waits.give_up()
    waits.answer(row, place, "accept", by=frida)
    for who in (cast.dev, cast.tess):
        with pytest.raises((Denied, NotFound)):
            queries.agreed_count(cast.actor(who))
    chioma = cast.actor(cast.chioma)
    assert queries.agreed_count(chioma) == 0
    with pytest.raises(NotFound):
        actions.tell_not_given(by=chioma, waiting=row.uid, base=0, key=key())
    with pytest.raises(InvalidInput, match="Choose what"):
        waits.answer(row, place, "perhaps", by=frida)


@pytest.mark.django_db(transaction=True)
def test_two_desks_say_yes_for_two_people_at_once_and_one_is_told(cast: Cast) -> None:
    waits, frida = Waits(cast), cast.actor(cast.frida)
    third = waits.diary.another("Bea")
    waits.diary.book(third)
    rows = [waits.join(), waits.join(patient=third.patient)]
    place = waits.give_up()

    def say_yes(number: int) -> str:
        try:
            waits.answer(rows[number], place, "accept", by=frida)
        except LightwellError as refused:
            return type(refused).__name__
        return "kept"

    assert sorted(at_once(2, say_yes)) == ["Conflict", "kept"]
    assert WaitingEvent.objects.filter(status="agreed").count() == 1
    with clock.at(place.starts_at):
        assert queries.freed(frida) == []


# -- several locations, and first consultations ------------------------------------------------


def test_nobody_waits_at_a_location_that_does_not_move_their_sessions(cast: Cast) -> None:
    """A yes could not be kept there; and who waits for one thing waits for no second."""
    places = TwoPlaces(cast)
    made = places.book_both()
    chioma = cast.actor(cast.chioma)
    assert queries.ahead(chioma, places.maya) == []
    assert [one.number for one in queries.ahead(places.ben, places.maya)] == [1, 2, 3, 4, 5, 6]
    whom: dict[str, Any] = {"patient": places.maya.uid, "when": can_come()}
    with pytest.raises(NotReady, match="at another location"):
        actions.join(by=chioma, number=4, key=key(), **whom)
    row = actions.join(by=places.ben, number=4, key=key(), **whom)
    with pytest.raises(Conflict, match="waits already"):
        actions.join(by=chioma, number=None, key=key(), **whom)
    of_another = make_patient(cast.hillside, "Bo", signs_in=False)
    free = evolve(appointment_queries.get(places.ben, made[1].uid), patient=of_another)
    waits = queries.one(places.ben, row.uid)
    assert queries.fit(chioma, waits, free).why_not == queries.OTHERS_MOVE


def test_a_session_at_intervals_is_not_on_the_list(waits: Waits, frida: Actor) -> None:
    """And it closes no free place to others."""
    view = evolve(
        courses.course(waits.ben, waits.course.uid), phase=lw.find_programme(IV).phases[-1]
    )
    place = waits.give_up()
    answer = series.one_place(waits.ben, view, 2, place.chair_id, place.starts_at)
    assert isinstance(answer, NoProposal)
    assert "book them one by one" in answer.words


def test_a_first_consultation_from_the_list_is_seen_and_given_once(
    waits: Waits, frida: Actor
) -> None:
    rows = [
        waits.join(
            patient=make_patient(waits.diary.cast.harbour, name, signs_in=False), number=None
        )
        for name in ("Ida", "Uma")
    ]
    place = waits.give_up()
    assert waits.answer(rows[0], place, "accept", by=frida).status == "filled"
    (one,) = queries.consultations(frida)
    assert (one.patient.given_name, one.starts_at) == ("Ida", place.starts_at)
    day = place.starts_at.astimezone(NEW_YORK).date()
    assert [each.patient for each in queries.consultations(frida, day)] == [one.patient]
    assert queries.consultations(frida, day + timedelta(days=1)) == []
    with pytest.raises(Conflict, match="As many people as prescribers on site"):
        waits.answer(rows[1], place, "accept", by=frida)
