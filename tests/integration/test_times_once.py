"""Nobody is in two places at once: patient, nurse, therapist; by constraint, and in words."""

from __future__ import annotations

from datetime import timedelta
from importlib import import_module
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction

from lightwell.access import clock
from lightwell.access.actions import organisations
from lightwell.access.actors import Role
from lightwell.access.errors import Conflict, LightwellError
from lightwell.diary import keeping as actions
from lightwell.diary.actions import appointments, bookings, hours
from lightwell.diary.models import (
    Appointment,
    AppointmentTherapist,
    ChairTime,
    PatientTime,
    StaffHours,
    StaffTime,
)
from lightwell.records.models import TreatmentSession
from tests.support.cast import SETUP, Cast
from tests.support.courses import a_weekday, chairs, signed, today
from tests.support.people import make_patient
from tests.support.series import Diary, at
from tests.support.threads import at_once

pytestmark = pytest.mark.django_db


def book(diary: Diary, course: Any = None, **changes: Any) -> Appointment:
    asked: dict[str, Any] = {
        "by": diary.ben,
        "course": (course or diary.course).uid,
        "number": 1,
        "starts_at": at(a_weekday()),
        "chair": diary.chairs[0].pk,
        "nurse": diary.cast.ben.pk,
        "key": uuid4().hex,
    }
    return bookings.give_place(**(asked | changes))


def places_of(person: int) -> list[int]:
    return sorted(set(StaffTime.objects.filter(person=person).values_list("place", flat=True)))


class TestANurse:
    def test_has_as_many_places_as_the_clinic_says_and_no_more(self, cast: Cast) -> None:
        diary = Diary(cast, count=3, at_once=2)
        book(diary)
        book(diary, diary.another(), chair=diary.chairs[1].pk)
        assert places_of(cast.ben.pk) == [1, 2]
        third = diary.another("Bea")
        with pytest.raises(Conflict, match="Ben Brook looks after 2 at once here, and has 2 at"):
            book(diary, third, chair=diary.chairs[2].pk)
        assert not TreatmentSession.objects.filter(course=third).exists()  # nothing half-saved
        assert ChairTime.objects.count() == PatientTime.objects.count() == 18
        book(diary, third, chair=diary.chairs[2].pk, starts_at=at(a_weekday(), 11, 15))

    def test_gets_a_place_back_when_one_is_given_up(self, cast: Cast) -> None:
        diary = Diary(cast, count=2, at_once=1)
        first = book(diary)
        appointments.cancel(by=diary.ben, appointment=first.uid, reason="Ill", key="")
        assert not StaffTime.objects.exists()
        assert not PatientTime.objects.exists()
        book(diary, diary.another(), chair=diary.chairs[1].pk)

    def test_whose_number_fell_keeps_whom_they_have_and_gets_nobody_more(self, cast: Cast) -> None:
        diary = Diary(cast, count=3, at_once=2)
        book(diary)
        for row in StaffHours.objects.filter(part="nurse"):
            hours.end_hours(by=SETUP, location=cast.harbour, hours=row.pk)
            hours.add_hours(
                by=SETUP, location=cast.harbour, person=cast.ben.pk, part="nurse",
                weekday=row.weekday, starts=row.starts, ends=row.ends, at_once=1,
            )  # fmt: skip
        with pytest.raises(Conflict, match="looks after 1 at once here, and has 1"):
            book(diary, diary.another(), chair=diary.chairs[1].pk)

    def test_without_a_number_is_left_to_the_person_who_books(self, cast: Cast) -> None:
        diary = Diary(cast, count=2)
        for row in StaffHours.objects.filter(part="nurse"):
            hours.end_hours(by=SETUP, location=cast.harbour, hours=row.pk)
        book(diary)
        book(diary, diary.another(), chair=diary.chairs[1].pk)
        assert set(StaffTime.objects.values_list("of", flat=True)) == {None}
        assert places_of(cast.ben.pk) == [1, 2]

    def test_is_not_at_two_locations_at_once(self, cast: Cast) -> None:
        diary = Diary(cast)
        book(diary)
        organisations.give_role(by=SETUP, user=cast.ben, location=cast.hillside, role=Role.NURSE)
        chioma = cast.actor(cast.chioma)
        # It is still yesterday at Hillside for an hour after midnight at Harbour Street.
        ana = make_patient(cast.hillside, "Ana", signs_in=False)
        there = signed(chioma, ana, weighed_on=today() - timedelta(days=1))
        chair = chairs(cast.hillside, 1)[0]
        ask: dict[str, Any] = {"by": chioma, "course": there, "chair": chair.pk}
        with pytest.raises(Conflict, match="Ben Brook is at another location at"):
            book(diary, **ask)
        assert not TreatmentSession.objects.filter(course=there).exists()
        book(diary, **ask | {"starts_at": at(a_weekday(), 15)})

    def test_the_constraint_stands_behind_the_words(self, cast: Cast) -> None:
        diary = Diary(cast, at_once=1)
        made = book(diary)
        row = StaffTime.objects.order_by("quarter")[0]
        same = {"person": cast.ben, "is_beside": False, "appointment": made, "of": 1}
        with pytest.raises(IntegrityError), transaction.atomic():
            StaffTime.objects.create(**same, quarter=row.quarter, place=1)
        with pytest.raises(IntegrityError), transaction.atomic():
            StaffTime.objects.create(**same, quarter=row.quarter, place=2)


class TestAPatient:
    def test_is_in_one_place_by_constraint(self, cast: Cast) -> None:
        made = book(Diary(cast))
        with pytest.raises(IntegrityError), transaction.atomic():
            PatientTime.objects.create(
                patient=made.patient, quarter=made.starts_at, appointment=made
            )

    def test_taken_twice_behind_the_words_is_refused_in_words(self, cast: Cast) -> None:
        diary = Diary(cast)
        made = book(diary)
        again = Appointment.objects.get(pk=made.pk)
        again.pk, again.uid, again.idempotency_key = None, uuid4(), "again"
        again.chair, again.starts_at = diary.chairs[1], made.starts_at + timedelta(hours=1)
        again._state.adding = True
        again.save()
        with (
            pytest.raises(Conflict, match="already has an appointment at that time"),
            transaction.atomic(),
        ):
            actions.take(again)
        assert ChairTime.objects.count() == 9


class TestATherapist:
    def test_who_stays_is_with_nobody_else(self, cast: Cast) -> None:
        diary = Diary(cast, count=3, at_once=3)
        book(diary, therapist=cast.alice.pk)
        assert AppointmentTherapist.objects.get().therapist == cast.alice
        other = diary.another()
        with pytest.raises(Conflict, match="Alice Anders is with another person at"):
            book(diary, other, chair=diary.chairs[1].pk, therapist=cast.alice.pk)
        with pytest.raises(Conflict, match="Alice Anders is with another person at"):
            actions._give_staff(
                Appointment.objects.get(), cast.alice, [at(a_weekday())], None
            )  # nor the nurse of one
        book(diary, other, chair=diary.chairs[1].pk)


@pytest.mark.django_db(transaction=True)
def test_two_people_book_the_last_place_of_a_nurse_at_once_and_one_gets_it(cast: Cast) -> None:
    diary = Diary(cast, count=2, at_once=1)
    assert race(diary) == ["Conflict", "booked"]
    assert StaffTime.objects.count() == 9


@pytest.mark.django_db(transaction=True)
def test_the_last_place_of_a_nurse_taken_at_once_behind_the_lock_is_taken_once(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where neither writer waits for the other, the constraint lets one of them through."""
    diary = Diary(cast, count=2, at_once=1)
    monkeypatch.setattr(appointments, "hold_locations", lambda _: [cast.harbour])
    assert race(diary) == ["Conflict", "booked"]
    assert StaffTime.objects.count() == ChairTime.objects.count() == 9


def race(diary: Diary) -> list[str]:
    wanted = [diary.course, diary.another()]

    def try_to_book(number: int) -> str:
        try:
            book(diary, wanted[number], chair=diary.chairs[number].pk)
        except LightwellError as refused:
            return type(refused).__name__
        return "booked"

    return sorted(at_once(2, try_to_book))


def test_what_was_booked_before_the_rule_takes_its_time_too(cast: Cast) -> None:
    diary = Diary(cast, count=2)
    first = book(diary, therapist=cast.alice.pk)
    second = book(diary, diary.another(), chair=diary.chairs[1].pk)
    PatientTime.objects.all().delete()
    StaffTime.objects.all().delete()
    module = import_module("lightwell.diary.migrations.0006_times_kept")
    module.keep(apps, None)
    assert PatientTime.objects.count() == ChairTime.objects.count() == 18
    assert places_of(cast.ben.pk) == [1, 2]
    assert StaffTime.objects.filter(person=cast.alice, is_beside=True).count() == 9
    with pytest.raises(Conflict):
        book(diary, diary.another("Bea"), chair=diary.chairs[0].pk)
    assert {first.patient, second.patient} == set(
        PatientTime.objects.values_list("patient", flat=True)
    )


def test_what_is_over_gives_the_rest_of_its_time_back(cast: Cast) -> None:
    diary = Diary(cast)
    made = book(diary)
    with clock.at(made.starts_at + timedelta(minutes=30)):
        appointments.arrive(by=diary.ben, appointment=made.uid, key="")
        appointments.leave(by=diary.ben, appointment=made.uid, key="")
    assert not PatientTime.objects.exists()
    assert not StaffTime.objects.exists()
