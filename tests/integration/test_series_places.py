"""One person's series over two locations: each session where it fits, and run by whom is there."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from lightwell.access import clock
from lightwell.access.actions import organisations
from lightwell.access.actors import Role
from lightwell.access.errors import Denied, InvalidInput, LightwellError, NotFound, NotReady
from lightwell.access.queries import people
from lightwell.diary.actions import appointments, hours
from lightwell.diary.actions import series as actions
from lightwell.diary.queries import appointments as appointment_queries
from lightwell.diary.queries import leaving, series, sites
from lightwell.diary.queries.series import SeriesProposal
from lightwell.records.actions import patients
from lightwell.records.actions import sessions as session_actions
from lightwell.records.models import Adoption, TreatmentSession
from lightwell.records.queries import courses, sessions
from lightwell.scheduler import NoProposal, Placed, Preferences, Proposal, Span
from tests.support.cast import SETUP, Cast, another_location
from tests.support.courses import IV, a_weekday
from tests.support.people import key
from tests.support.places import FRIDAY, MONDAY, THURSDAY, TwoPlaces
from tests.support.series import at, died
from tests.support.threads import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def places(cast: Cast) -> TwoPlaces:
    return TwoPlaces(cast)


def placed(found: SeriesProposal) -> tuple[Placed, ...]:
    assert isinstance(found.answer, Proposal)
    return found.answer.placed


# ------------------------------------------------------------------ proposed and booked


def test_each_session_is_where_its_day_is_staffed(places: TwoPlaces) -> None:
    found = places.found(places.both)
    assert [one.chair == places.there.pk for one in placed(found)] == [False, True] * 3
    assert [one.day.weekday() for one in placed(found)] == [MONDAY, THURSDAY] * 3
    chicago = ZoneInfo("America/Chicago")
    assert placed(found)[1].starts_at.astimezone(chicago).hour >= 8
    made = places.book_both()
    assert [one.location for one in made] == [places.cast.harbour, places.cast.hillside] * 3
    rows = TreatmentSession.objects.order_by("number")
    assert [one.location for one in rows] == [one.location for one in made]
    assert places.found(places.both).answer is None


def test_only_where_the_course_is_unless_somebody_says_otherwise(places: TwoPlaces) -> None:
    assert isinstance(places.found().answer, NoProposal)
    assert places.found().possible == (places.cast.harbour, places.cast.hillside)


def test_where_the_person_is_not_seen_is_no_choice(cast: Cast) -> None:
    places = TwoPlaces(cast, is_seen=False)
    assert places.found().possible == (cast.harbour,)
    with pytest.raises(InvalidInput, match="is not one of those to choose"):
        places.found(places.both)
    with pytest.raises(NotReady, match="Maya is not seen at Hillside"):
        places.give(places.course, 1, a_weekday(weekday=THURSDAY))
    assert not TreatmentSession.objects.exists()


def test_a_location_that_withdrew_the_version_is_no_choice_and_says_why(places: TwoPlaces) -> None:
    view = courses.course(places.ben, places.course.uid)
    chioma = places.cast.chioma
    Adoption.objects.create(
        location=places.cast.hillside,
        programme=IV,
        version=view.programme_version,
        content_hash=view.content_hash,
        number=1,
        act=Adoption.Act.WITHDRAWN_UNSAFE,
        reason="Two falls.",
        at=clock.now(),
        by_id=chioma.pk,
        by_name=chioma.name,
        idempotency_key=key(),
    )
    found = places.found()
    assert found.possible == (places.cast.harbour,)
    (why,) = found.not_at
    assert why.startswith("Hillside: Version")
    assert "Two falls." in why
    day = a_weekday(14, weekday=THURSDAY)
    (there,) = sites.of(view, [places.cast.hillside], places.moment(day, 8), day).sites
    assert there.is_elsewhere
    with pytest.raises(NotReady, match="Two falls"):
        places.give(places.course, 1, a_weekday(weekday=THURSDAY))


def test_a_nurse_who_has_somebody_at_one_location_looks_after_nobody_at_the_other(
    places: TwoPlaces,
) -> None:
    cast = places.cast
    organisations.give_role(by=SETUP, user=cast.ben, location=cast.hillside, role=Role.NURSE)
    places.works_there(cast.ben, "nurse", weekday=MONDAY, at_once=2)
    made = places.give_one(at(a_weekday(), 9))
    begins = clock.now()
    view = courses.course(places.ben, places.course.uid)
    found = sites.of(view, [cast.harbour, cast.hillside], begins, a_weekday(20))
    here, there = (
        next(one for one in site.nurses if one.id == cast.ben.pk) for site in found.sites
    )
    span = Span(made.starts_at, made.ends_at)
    assert (here.taken, here.away) == ((span,), ())
    assert (there.taken, there.away) == ((), (span,))


def test_the_course_is_booked_from_where_it_is(places: TwoPlaces) -> None:
    view = courses.course(places.nurse_there, places.course.uid)
    with pytest.raises(Denied, match="belongs to another location"):
        series.proposed(places.nurse_there, view, Preferences())


# ------------------------------------------------------------------ run where it is


def test_whoever_is_there_runs_the_session_and_nobody_elsewhere_does(places: TwoPlaces) -> None:
    made = places.book_both()[1]
    nia = places.nurse_there
    assert made.session not in {one.uid for one in sessions.board(places.ben)}
    with clock.at(made.starts_at):
        assert made.session in {one.uid for one in sessions.board(nia)}
        assert made.session not in {one.uid for one in sessions.board(places.ben)}
        assert sessions.session(nia, made.session).location == places.cast.hillside
        with pytest.raises(Denied, match="Staff at Hillside write this down"):
            appointments.arrive(by=places.ben, appointment=made.uid, key="")
        appointments.arrive(by=nia, appointment=made.uid, key="")
        version = {
            "session": made.session,
            "key": key(),
            "version": 0,
            "values": {"vital.sbp": 120},
        }
        with pytest.raises(NotFound):
            session_actions.read(by=places.ben, **version)
    day = made.starts_at.astimezone(ZoneInfo(places.cast.hillside.timezone)).date()
    assert [one.session for one in appointment_queries.of_days(nia, places.cast.hillside, day)] == [
        made.session
    ]


def test_staff_where_the_course_is_see_move_and_cancel_what_is_elsewhere(
    places: TwoPlaces,
) -> None:
    made = places.book_both()
    known = [one for one in appointment_queries.of_patient(places.ben, places.maya) if one.is_live]
    assert len(known) == 6
    view = courses.course(places.ben, places.course.uid)
    asked = leaving.of(places.ben, view, made[3].uid)
    found = places.found(leaving=asked)  # what is booked at Hillside may stay there
    moved = {one.number: one for one in placed(found)}[4]
    assert moved.starts_at != made[3].starts_at
    actions.book_series(
        by=places.ben,
        course=places.course.uid,
        wishes=Preferences(),
        fingerprint=found.fingerprint,
        key=key(),
        leaving=asked,
    )
    appointments.cancel(by=places.ben, appointment=made[1].uid, reason="Travels", key=key())
    assert appointment_queries.get(places.ben, made[1].uid).status == "cancelled"


def test_what_was_lost_elsewhere_is_told_where_it_is_moved(places: TwoPlaces) -> None:
    made = places.book_both()
    nia = places.nurse_there
    assert appointment_queries.lost_elsewhere(places.ben) == []
    appointments.cancel(by=nia, appointment=made[3].uid, reason="Has a cold", key=key())
    (one,) = appointment_queries.lost_elsewhere(places.ben)
    assert (one.uid, one.status) == (made[3].uid, "cancelled")
    assert appointment_queries.lost_elsewhere(nia) == []
    places.book_both()
    assert appointment_queries.lost_elsewhere(places.ben) == []


def test_a_third_location_cancels_nothing(places: TwoPlaces) -> None:
    made = places.book_both()
    third = another_location("lakeside", "Lakeside")
    organisations.give_role(by=SETUP, user=places.nia, location=third, role=Role.NURSE)
    patients.see_at(by=places.ben, patient=places.maya, location=third, reason="Moves there.")
    there = people.actor_for(places.nia, third)
    with pytest.raises(Denied, match="Staff at Hillside write this down"):
        appointments.cancel(by=there, appointment=made[1].uid, reason="Travels", key=key())


def test_only_the_other_location_keeps_the_clock_of_the_course(places: TwoPlaces) -> None:
    """Which day it is for order and distance is said where the course is, wherever they come."""
    places.works_there(places.nia, "nurse", weekday=MONDAY, at_once=1)
    places.works_there(places.cast.chioma, "prescriber", weekday=MONDAY)
    found = placed(places.found({places.cast.hillside.pk}))
    view = courses.course(places.ben, places.course.uid)
    assert {one.chair for one in found} == {places.there.pk}
    assert [one.day for one in found] == [view.day(one.starts_at) for one in found]


def test_a_session_that_changes_its_location_is_another_session(places: TwoPlaces) -> None:
    """The record says where it was planned; the chair at the other place is free again."""
    day = a_weekday(14, weekday=MONDAY)
    here = places.give_one(at(day, 9))
    moved = places.give(places.course, 1, day, 14)
    first, second = TreatmentSession.objects.order_by("id")
    assert (first.uid, first.location) == (here.session, places.cast.harbour)
    assert (second.uid, second.location) == (moved.session, places.cast.hillside)
    assert second.replaces == first
    assert appointment_queries.get(places.ben, here.uid).status == "moved"


def test_a_closed_day_at_one_location_opens_what_is_there_again(places: TwoPlaces) -> None:
    made = places.book_both()
    day = made[3].starts_at.astimezone(ZoneInfo(places.cast.hillside.timezone)).date()
    hours.close_days(
        by=SETUP, location=places.cast.hillside, first_day=day, last_day=day, reason="Holiday"
    )
    places.works_there(places.nia, "nurse", weekday=FRIDAY, at_once=1)
    places.works_there(places.cast.chioma, "prescriber", weekday=FRIDAY)
    found = places.found()
    assert [one.number for one in placed(found)] == [4, 5, 6]
    assert found.changes == [4]
    assert placed(found)[0].day == day + timedelta(days=1)


# ------------------------------------------------------------------ at the same moment


@pytest.mark.django_db(transaction=True)
def test_a_place_and_a_death_at_the_same_moment_leave_no_place(cast: Cast) -> None:
    """Whoever comes second sees what the first wrote."""
    places = TwoPlaces(cast)
    day = a_weekday(14, weekday=THURSDAY)

    def act(number: int) -> str:
        try:
            if number:
                died(places, places.maya)
            else:
                places.give(places.course, 1, day)
        except LightwellError as refused:
            return type(refused).__name__
        return "done"

    assert set(at_once(2, act)) <= {"done", "NotReady"}
    assert not [
        one for one in appointment_queries.of_patient(places.ben, places.maya) if one.is_live
    ]
