"""A course that ends frees what is kept for it, by whichever page it is ended."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from lightwell.access import clock
from lightwell.access.errors import LightwellError, NotReady
from lightwell.access.models import AuditEvent, OutgoingMessage
from lightwell.diary import jobs
from lightwell.diary.actions import bookings
from lightwell.diary.models import (
    Appointment,
    AppointmentEvent,
    ChairTime,
    PatientTime,
    StaffTime,
    WaitingEvent,
    WaitingPlace,
)
from lightwell.diary.queries import reminders
from lightwell.records import course_ends
from lightwell.records.actions import reviews
from lightwell.records.models import Patient, ReviewDecision, SessionEntry, TreatmentSession
from lightwell.records.queries import reviews as review_queries
from tests.support.cast import Cast
from tests.support.courses import chairs
from tests.support.people import key
from tests.support.phases import Journey, after_a_series, day

pytestmark = pytest.mark.django_db


@pytest.fixture
def booked(cast: Cast) -> Journey:
    """In maintenance: session 2 has a place, an earlier one is waited for, and the gain is lost."""
    made = after_a_series(cast, "iv-series", "iv")
    with clock.at(day(22)):
        made.go_on("maintenance")
        made.plan()
    made.ran(1, day(28))
    made.answered(8, day(28))
    with clock.at(day(29)):
        made.sign_interval(14)
        bookings.give_place(
            by=made.by,
            course=made.view.uid,
            number=2,
            starts_at=day(43),
            chair=chairs(cast.harbour, 1)[0].pk,
            nurse=cast.ben.pk,
            key="place",
        )
        _waits_since_before(made, cast)
    made.answered(14, day(31))
    made.answered(15, day(34))
    return made


def _waits_since_before(made: Journey, cast: Cast) -> None:
    """On the list from a time in which sessions at intervals could be waited for."""
    row = WaitingPlace.objects.create(
        location=cast.harbour,
        patient=made.patient.uid,
        wants="session",
        course=made.view.uid,
        session_number=2,
        notice_days=0,
        contact_by="call",
        at=clock.now(),
        by=cast.ben,
        idempotency_key="waits",
    )
    WaitingEvent.objects.create(
        waiting=row, number=1, verb="join", status="waiting", at=row.at, by=cast.ben
    )


def stop_at_the_review(made: Journey, **changes: str) -> ReviewDecision:
    shown = review_queries.review(made.by, made.view.uid, 1)
    page = {"version": shown.version, "key": key()}
    return reviews.decide(
        by=made.by,
        course=made.view.uid,
        after_session=1,
        choice="stop",
        reasons="It does not hold.",
        about_goals="",
        **(page | changes),
    )


def end_under_what_comes_next(made: Journey) -> None:
    made.go_on("end", override_reason="She wishes to end it.")


@pytest.mark.parametrize("end", [stop_at_the_review, end_under_what_comes_next])
def test_a_course_that_ends_keeps_no_place(
    booked: Journey, end: Callable[[Journey], object]
) -> None:
    assert ChairTime.objects.exists()
    with clock.at(day(35)):
        end(booked)
        view = booked.view
    assert (view.status, view.sessions[-1].status) == ("stopped", "cancelled")
    step = AppointmentEvent.objects.latest("id")
    assert (step.status, bool(step.reason)) == ("cancelled", True)
    for held in (ChairTime, PatientTime, StaffTime):
        assert not held._default_manager.exists()
    left = WaitingEvent.objects.latest("id")
    assert (left.status, left.reason) == ("ended", step.reason)
    for act in ("appointment.cancel", "waiting.end"):
        assert AuditEvent.objects.filter(action=act).count() == 1


def test_no_reminder_goes_for_a_course_that_ended(booked: Journey) -> None:
    Patient.objects.filter(pk=booked.patient.pk).update(email="maya@mail.example")
    with clock.at(day(42) + timedelta(hours=1)):
        assert len(reminders.due(clock.now())) == 1
    with clock.at(day(35)):
        stop_at_the_review(booked)
    OutgoingMessage.objects.all().delete()
    with clock.at(day(42) + timedelta(hours=1)):
        jobs.run_due()
    assert not OutgoingMessage.objects.exists()


def test_a_session_that_has_begun_is_ended_first(booked: Journey) -> None:
    row = TreatmentSession.objects.get(number=2, planned_at=day(43))
    SessionEntry.objects.create(
        session=row,
        number=1,
        kind="start",
        status="running",
        at=day(35),
        recorded_at=day(35),
        by=booked.cast.ben,
        by_name=booked.cast.ben.name,
        idempotency_key=key(),
    )
    with clock.at(day(35)), pytest.raises(NotReady, match="Session 2 is under way"):
        stop_at_the_review(booked)
    assert not ReviewDecision.objects.exists()


def test_all_of_it_or_nothing(booked: Journey, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(**_given: object) -> None:
        raise LightwellError("The diary cannot be written.")

    monkeypatch.setattr(course_ends, "ENDERS", [*course_ends.ENDERS, fails])
    with clock.at(day(35)), pytest.raises(LightwellError):
        stop_at_the_review(booked)
    assert not ReviewDecision.objects.exists()
    assert booked.view.sessions[-1].status == "planned"
    assert Appointment.objects.get().events.latest("number").status == "booked"
    assert WaitingEvent.objects.latest("id").status == "waiting"


def test_the_same_page_twice_ends_it_once(booked: Journey) -> None:
    with clock.at(day(35)):
        page = {"version": review_queries.review(booked.by, booked.view.uid, 1).version}
        first = stop_at_the_review(booked, key="once", **page)
        assert stop_at_the_review(booked, key="once", **page) == first
    assert AppointmentEvent.objects.filter(status="cancelled").count() == 1
