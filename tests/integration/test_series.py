"""A series is booked in one act or not at all; what is kept stays, and nobody is there twice."""

from __future__ import annotations

from datetime import date, time, timedelta
from itertools import pairwise
from typing import Any

import pytest
from attrs import evolve

import lightwell.clinical as lw
from lightwell.access import clock
from lightwell.access.actions import organisations
from lightwell.access.actors import Role
from lightwell.access.errors import Conflict, Denied, LightwellError, NotFound
from lightwell.access.models import AuditEvent
from lightwell.diary.actions import appointments, bookings, hours
from lightwell.diary.models import (
    Appointment,
    AppointmentTherapist,
    ChairTime,
    StaffHours,
)
from lightwell.diary.queries import appointments as appointment_queries
from lightwell.diary.queries import hours as hour_queries
from lightwell.diary.queries import series as series_queries
from lightwell.records.models import TreatmentSession
from lightwell.records.queries import courses
from lightwell.scheduler import NoProposal, Preferences, Proposal, Rule, Wish
from tests.support.cast import SETUP, Cast
from tests.support.courses import a_weekday, begun, chairs
from tests.support.people import as_patient, make_patient
from tests.support.series import Diary, at, works
from tests.support.threads import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def diary(cast: Cast) -> Diary:
    return Diary(cast)


def placed(found: series_queries.SeriesProposal) -> Proposal:
    assert isinstance(found.answer, Proposal)
    return found.answer


def refused(found: series_queries.SeriesProposal) -> NoProposal:
    assert isinstance(found.answer, NoProposal)
    return found.answer


def live(diary: Diary) -> list[appointment_queries.Booked]:
    return [one for one in appointment_queries.of_patient(diary.ben, diary.maya) if one.is_live]


# ------------------------------------------------------------------ the whole series


def test_all_six_sessions_are_proposed_on_the_days_of_the_plan_and_booked_at_once(
    diary: Diary,
) -> None:
    found = diary.proposed()
    assert [one.number for one in placed(found).placed] == [1, 2, 3, 4, 5, 6]
    view = courses.course(diary.ben, diary.course.uid)
    assert view.plan is not None
    planned = courses.planned_days(view.plan)
    assert [one.day for one in placed(found).placed] == list(planned.values())
    made = diary.book()
    assert len(made) == 6
    assert ChairTime.objects.count() == 6 * 9
    view = courses.course(diary.ben, diary.course.uid)
    assert [row.planned_at for row in view.sessions] == [
        one.starts_at for one in placed(found).placed
    ]
    acts = AuditEvent.objects.filter(action="appointment.series")
    assert [one.detail["count"] for one in acts] == [6]
    assert diary.proposed().answer is None


def test_wishes_are_kept_where_there_is_room_and_named_where_there_is_none(diary: Diary) -> None:
    half_past_nine = Preferences(
        weekdays=frozenset({1, 4}), clock_from=time(9, 30), clock_until=time(9, 30), same_nurse=True
    )
    answer = placed(diary.proposed(wishes=half_past_nine))
    assert answer.kept == answer.wished == 18
    assert {one.day.weekday() for one in answer.placed} == {1, 4}
    never = Preferences(weekdays=frozenset({6}))
    assert all(one.missed == {Wish.WEEKDAY} for one in placed(diary.proposed(wishes=never)).placed)


def test_the_same_page_sent_twice_books_once(diary: Diary) -> None:
    fingerprint = diary.proposed().fingerprint
    first = diary.book(fingerprint=fingerprint, key="a" * 32)
    again = diary.book(fingerprint=fingerprint, key="a" * 32)
    assert {one.pk for one in first} == {one.pk for one in again}
    assert Appointment.objects.count() == 6
    with pytest.raises(Conflict, match="already used for something else"):
        diary.book(diary.another(), key="a" * 32)


def test_a_place_that_was_taken_meanwhile_books_nothing_at_all(diary: Diary) -> None:
    fingerprint = diary.proposed().fingerprint
    diary.book(diary.another())
    before = Appointment.objects.count()
    with pytest.raises(Conflict, match=r"Nothing was booked\. Look at the list"):
        diary.book(fingerprint=fingerprint)
    assert Appointment.objects.count() == before
    assert not TreatmentSession.objects.filter(course=diary.course).exists()


def test_other_wishes_than_the_page_showed_book_nothing(diary: Diary) -> None:
    fingerprint = diary.proposed().fingerprint
    with pytest.raises(Conflict, match="or the wishes did"):
        diary.book(wishes=Preferences(weekdays=frozenset({2})), fingerprint=fingerprint)


@pytest.mark.django_db(transaction=True)
def test_two_people_book_the_last_places_at_once_and_one_gets_them(cast: Cast) -> None:
    diary = Diary(cast, count=1, at_once=1)
    wanted = [diary.course, diary.another()]
    prints = [diary.proposed(one).fingerprint for one in wanted]

    def try_to_book(number: int) -> str:
        try:
            diary.book(wanted[number], fingerprint=prints[number])
        except LightwellError as refused:
            return type(refused).__name__
        return "booked"

    assert sorted(at_once(2, try_to_book)) == ["Conflict", "booked"]
    assert Appointment.objects.count() == 6


def test_a_nurse_never_has_more_people_than_the_clinic_says(cast: Cast) -> None:
    diary = Diary(cast, count=4, at_once=1)
    diary.book()
    diary.book(diary.another())
    spans = [(one.starts_at, one.ends_at) for one in Appointment.objects.all()]
    assert len(spans) == 12
    for number, (begins, ends) in enumerate(spans):
        others = spans[:number] + spans[number + 1 :]
        assert not any(begins < last and first < ends for first, last in others)


def test_the_fewest_of_a_nurses_numbers_count(diary: Diary) -> None:
    works(diary.cast, diary.cast.ben, "nurse", days=1, at_once=1, starts=time(7), ends=time(8))
    rows = hour_queries.rows(diary.cast.harbour)
    assert hour_queries.at_once(rows) == {diary.cast.ben.pk: 1}


# ------------------------------------------------------------------ the tail


def test_a_missed_session_gets_a_new_place_and_the_later_ones_stay_where_they_can(
    diary: Diary,
) -> None:
    made = diary.book()
    second = sorted(made, key=lambda one: one.starts_at)[1]
    with clock.at(second.starts_at + timedelta(hours=1)):
        appointments.miss(by=diary.ben, appointment=second.uid, key="")
        found = diary.proposed()
        assert [one.number for one in placed(found).placed] == [2, 3, 4, 5, 6]
        changed = found.changes
        assert 2 in changed
        assert len(changed) < 5
        again = diary.book()
        assert len(again) == len(changed)
        assert diary.proposed().answer is None
    days = [row.planned_at.date() for row in live_sessions(diary)]
    assert all((b - a).days >= 2 for a, b in pairwise(days))
    assert TreatmentSession.objects.filter(course=diary.course, replaces__isnull=False).count() >= 1


def live_sessions(diary: Diary) -> list[Any]:
    view = courses.course(diary.ben, diary.course.uid)
    return [row for number in range(1, 7) if (row := view.session(number))]


def test_a_session_moved_far_moves_those_after_it_in_an_order_that_holds(diary: Diary) -> None:
    """Session 1 is missed and the nurse is away until late: every later session has to move."""
    made = sorted(diary.book(), key=lambda one: one.starts_at)
    with clock.at(made[0].starts_at + timedelta(hours=1)):
        appointments.miss(by=diary.ben, appointment=made[0].uid, key="")
        hours.close_days(
            by=diary.alice,
            location=diary.cast.harbour,
            first_day=made[0].starts_at.date() + timedelta(days=1),
            last_day=made[0].starts_at.date() + timedelta(days=6),
            reason="Repair",
        )
        found = diary.proposed()
        assert [one.number for one in placed(found).placed] == [1, 2, 3, 4, 5, 6]
        assert len(diary.book()) == len(found.changes)
        rows = live_sessions(diary)
        assert [row.number for row in rows] == [1, 2, 3, 4, 5, 6]
        assert [row.planned_at for row in rows] == [one.starts_at for one in placed(found).placed]


def test_what_lies_on_a_day_that_was_closed_is_placed_again_and_the_earlier_stays(
    diary: Diary,
) -> None:
    made = sorted(diary.book(), key=lambda one: one.starts_at)
    day = made[3].starts_at.date()
    closure = hours.close_days(
        by=diary.alice, location=diary.cast.harbour, first_day=day, last_day=day, reason="Holiday"
    )
    still = hour_queries.booked_on(diary.ben, diary.cast.harbour, [closure])
    assert [one.uid for one in still[closure.pk]] == [made[3].uid]
    found = diary.proposed()
    assert [one.number for one in placed(found).placed] == [4, 5, 6]
    diary.book()
    assert not any(one.starts_at.date() == day for one in live(diary))
    assert {made[0].uid, made[1].uid, made[2].uid} <= {one.uid for one in live(diary)}


def test_a_session_that_has_begun_or_whose_person_is_here_does_not_move(diary: Diary) -> None:
    first = bookings.give_place(
        by=diary.ben,
        course=diary.course.uid,
        number=1,
        starts_at=at(a_weekday()),
        chair=diary.chairs[0].pk,
        nurse=diary.cast.ben.pk,
        key="first",
    )
    assert [one.number for one in placed(diary.proposed()).placed] == [2, 3, 4, 5, 6]
    with clock.at(first.starts_at):
        appointments.arrive(by=diary.ben, appointment=first.uid, key="")
        assert [one.number for one in placed(diary.proposed()).placed] == [2, 3, 4, 5, 6]


def test_sessions_beyond_the_series_wait_for_the_signed_decision(
    diary: Diary, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = courses.course(diary.ben, diary.course.uid)
    assert view.plan is not None
    days = [*view.plan.content["sessions"]]
    more = [{"number": 7, "on": "2030-01-07"}, {"number": 8, "on": "2030-01-10"}]
    plan = evolve(view.plan, content={**view.plan.content, "sessions": [*days, *more]})
    longer = evolve(view, plans=(plan,))
    found = series_queries.proposed(diary.ben, longer, Preferences())
    assert found.held_back == (7, 8)
    assert len(placed(found).placed) == 6
    decided = [evolve_choice(series_queries.SIGNED_ON)]
    monkeypatch.setattr(series_queries.reviews, "decisions", lambda *_: decided)
    assert series_queries._numbers(longer) == ([1, 2, 3, 4, 5, 6, 7, 8], ())
    assert series_queries._rules(longer, 8).within_days == series_queries.NO_END_DAYS


def evolve_choice(choice: str) -> Any:
    class Decided:
        def __init__(self) -> None:
            self.choice = choice

    return Decided()


# ------------------------------------------------------------------ why not


def test_without_hours_it_is_said_who_is_missing(cast: Cast) -> None:
    diary = Diary(cast)
    for row in StaffHours.objects.all():
        hours.end_hours(by=diary.alice, location=cast.harbour, hours=row.pk)
    reasons = refused(diary.proposed()).reasons
    assert [one.rules for one in reasons] == [(Rule.NURSE, Rule.PRESCRIBER)]
    with pytest.raises(Conflict):
        diary.book()


def test_a_nurse_who_left_has_no_hours(diary: Diary) -> None:
    diary.cast.ben.memberships.update(ended_at=clock.now())
    assert [one.part for one in hour_queries.rows(diary.cast.harbour)] == ["prescriber"] * 5


def test_a_programme_with_a_therapist_needs_one_there(
    diary: Diary, monkeypatch: pytest.MonkeyPatch
) -> None:
    kap = lw.find_programme("kap")
    assert any(one.kind == series_queries.STAYS_WITH for one in kap.care.components)
    view = courses.course(diary.ben, diary.course.uid)
    care = evolve(view.programme.care, components=kap.care.components)
    with_therapist = evolve(view, programme=evolve(view.programme, care=care))
    found = series_queries.proposed(diary.ben, with_therapist, Preferences())
    assert [one.rules for one in refused(found).reasons] == [(Rule.THERAPIST,)]
    works(diary.cast, therapist(diary.cast), "therapist", starts=time(12), ends=time(15))
    found = series_queries.proposed(diary.ben, with_therapist, Preferences())
    assert all(
        one.starts_at.astimezone(at(date(2026, 1, 1)).tzinfo).hour == 12
        for one in placed(found).placed
    )
    with monkeypatch.context() as patched:
        real = series_queries._rules
        patched.setattr(
            series_queries, "_rules", lambda *asked: evolve(real(*asked), needs_therapist=True)
        )
        made = diary.book()
        assert AppointmentTherapist.objects.count() == len(made) == 6
        other = diary.proposed(diary.another())
        taken = {(one.starts_at, one.ends_at) for one in made}
        answer = other.answer
        if isinstance(answer, Proposal):
            assert not any(
                one.starts_at < ends and begins < one.ends_at
                for one in answer.placed
                for begins, ends in taken
            )


def therapist(cast: Cast) -> Any:
    user = organisations.add_staff(
        by=SETUP, email="tara@staff.example", name="Tara Teal", title="therapist"
    )
    organisations.give_role(by=SETUP, user=user, location=cast.harbour, role=Role.THERAPIST)
    return user


def test_a_nurse_at_two_locations_is_not_in_both_at_once(diary: Diary) -> None:
    """Ben also works at Hillside: what he has there is not offered at Harbour Street."""
    first = placed(diary.proposed()).placed[0]
    there = chairs(diary.cast.hillside, 1)[0]
    for number in range(2):
        Appointment.objects.create(
            location=diary.cast.hillside,
            session=diary.course.uid,
            patient=diary.course.uid,
            chair=there,
            nurse=diary.cast.ben,
            starts_at=at(first.day, 6),
            ends_at=at(first.day, 18),
            at=clock.now(),
            by=diary.cast.ben,
            idempotency_key=f"there-{number}",
        ).events.create(number=1, verb="book", status="booked", at=clock.now())
    assert placed(diary.proposed()).placed[0].day != first.day


def test_who_may_ask_and_book(diary: Diary, cast: Cast) -> None:
    view = courses.course(diary.ben, diary.course.uid)
    for actor in (cast.actor(cast.frida), as_patient(diary.maya), cast.actor(cast.dev)):
        with pytest.raises(Denied):
            series_queries.proposed(actor, view, Preferences())
        with pytest.raises(Denied):
            diary.book(by=actor, fingerprint="")
    with pytest.raises(NotFound):
        diary.book(by=cast.actor(cast.chioma), fingerprint="")


def test_without_a_signed_plan_there_is_nothing_to_book(diary: Diary) -> None:
    course = begun(diary.alice, make_patient(diary.cast.harbour, "Bea", signs_in=False))
    with pytest.raises(LightwellError, match="Sign the plan first"):
        diary.proposed(course)
