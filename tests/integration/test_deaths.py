"""Somebody has died: one fact that ends recalls, calls, reminders, messages and appointments."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from lightwell.access import clock
from lightwell.access.actions import messages
from lightwell.access.errors import Conflict, Denied, InvalidInput, NotFound, NotReady
from lightwell.access.models import OutgoingMessage
from lightwell.diary.actions import appointments
from lightwell.diary.actions import deaths as diary_deaths
from lightwell.diary.models import ChairTime
from lightwell.diary.queries import appointments as booked
from lightwell.records import jobs
from lightwell.records.actions import check_ins, deaths, patients, questionnaires
from lightwell.records.actions import risk as risk_actions
from lightwell.records.models import Death, Patient, RiskTask
from lightwell.records.queries import courses, follow_ups, supplies
from lightwell.records.queries import deaths as queries
from lightwell.records.queries import risk as risk_queries
from tests.support.after import left, on_day
from tests.support.cast import SETUP, Cast
from tests.support.courses import chairs
from tests.support.home import NEXT, called, ordered, out
from tests.support.people import key, make_patient
from tests.support.sessions import NINE, clock_at, session_of

pytestmark = pytest.mark.django_db
TOLD = "Her sister told Ben by telephone."


def died(cast: Cast, patient: Patient, **changes: Any) -> Death:
    whole: dict[str, Any] = {
        "by": cast.actor(cast.ben),
        "patient": patient,
        "died_on": date(2026, 3, 5),
        "source": TOLD,
        "base": patient.deaths.count(),
        "key": key(),
    }
    return deaths.record(**(whole | changes))


def test_is_written_down_once_with_who_told_it(cast: Cast) -> None:
    patient = make_patient(cast.harbour)
    assert not queries.is_dead(patient)
    row = died(cast, patient, key="d1", base=0)
    assert died(cast, patient, key="d1", base=0) == row
    with pytest.raises(Conflict, match="already used"):
        died(cast, patient, key="d1", died_on=None)
    with pytest.raises(Conflict, match="Somebody else wrote here"):
        died(cast, patient, base=0)
    with pytest.raises(Conflict, match="written down already"):
        died(cast, patient)
    assert queries.is_dead(patient)
    found = queries.entries(cast.actor(cast.alice), patient)
    assert [(one.source, one.by_name) for one in found] == [(TOLD, "Ben Brook")]
    assert queries.among([patient.uid]) == {patient.uid}


def test_a_day_or_a_source_that_cannot_be_is_named_with_its_box(cast: Cast) -> None:
    patient = make_patient(cast.harbour)
    for wrong, field in (
        ({"source": " "}, "source"),
        ({"died_on": clock.now().date() + timedelta(days=2)}, "died_on"),
        ({"died_on": date(1980, 1, 1)}, "died_on"),
    ):
        with pytest.raises(InvalidInput) as refused:
            died(cast, patient, **wrong)
        assert refused.value.field == field
    assert died(cast, patient, died_on=None).died_on is None


def test_who_is_told_may_write_it_down_and_strangers_learn_nothing(cast: Cast) -> None:
    patient = make_patient(cast.harbour)
    for person in (cast.dev, cast.eve, cast.tess):
        with pytest.raises(Denied):
            died(cast, patient, by=cast.actor(person))
    with pytest.raises(NotFound):
        died(cast, patient, by=cast.actor(cast.chioma))
    died(cast, patient, by=cast.actor(cast.frida))


def test_what_was_not_so_is_taken_back_with_a_reason(cast: Cast) -> None:
    patient = make_patient(cast.harbour)
    back: dict[str, Any] = {"by": cast.actor(cast.alice), "patient": patient, "key": "b1"}
    with pytest.raises(Conflict, match="Nothing is written down"):
        deaths.take_back(reason="She is here.", base=0, **back)
    died(cast, patient)
    with pytest.raises(InvalidInput, match="person lives"):
        deaths.take_back(reason="", base=1, **back)
    row = deaths.take_back(reason="She is here.", base=1, **back)
    assert deaths.take_back(reason="She is here.", base=1, **back) == row
    assert not queries.is_dead(patient)
    assert [one.act for one in patient.deaths.all()] == ["recorded", "taken_back"]


def test_closes_the_supply_its_recall_and_its_calls(cast: Cast) -> None:
    home = out(cast)
    day = NEXT + timedelta(days=2)
    with clock_at(day):
        check_ins.recall_missed(day)
        assert home.view.status == "recalled"
        died(cast, home.patient)
        assert home.view.status == "closed"
        assert supplies.due(home.run.nurse) == []
        assert supplies.here(home.run.nurse) == []
        with pytest.raises(NotReady, match="has died"):
            called(home)
        with pytest.raises(NotReady, match="has died"):
            ordered(home.run, first=day.date())


def test_the_clock_calls_nothing_back_and_reminds_nobody(cast: Cast) -> None:
    home = out(cast)
    day = NEXT + timedelta(days=2)
    with clock_at(day):
        died(cast, home.patient)
        jobs.run_due(day)
        assert not RiskTask.objects.exists()


def test_a_task_that_is_open_is_escalated_no_further(cast: Cast) -> None:
    home = out(cast)
    day = NEXT + timedelta(days=2)
    with clock_at(day):
        check_ins.recall_missed(day)
        died(cast, home.patient)
    task = RiskTask.objects.get()
    with clock_at(task.contact_by + timedelta(days=1)):
        jobs.run_due(clock.now())
    assert [one.kind for one in task.events.all()] == ["raised", "escalated"]
    assert task.events.latest("number").step == "death_1", "that it ends is told, and no more"


def inbox_messages() -> int:
    return OutgoingMessage.objects.filter(purpose="inbox").count()


@pytest.mark.parametrize(("is_taken", "kind"), [(False, "escalated"), (True, "not_reached")])
def test_whoever_reads_is_told_once_that_an_open_task_is_escalated_no_further(
    cast: Cast, is_taken: bool, kind: str
) -> None:
    """A death that is written down by mistake must not make a person at risk go silent."""
    home = out(cast)
    day = NEXT + timedelta(days=2)
    with clock_at(day):
        check_ins.recall_missed(day)
        task = RiskTask.objects.get()
        if is_taken:
            risk_actions.take(by=cast.actor(cast.alice), task=task.uid, key="take")
        before = inbox_messages()
        row = died(cast, home.patient, key="death")
        last = task.events.latest("number")
        assert (last.kind, last.step, last.result) == (kind, "death_1", "")
        assert inbox_messages() > before
        told = inbox_messages()
        assert died(cast, home.patient, key="death").pk == row.pk
        jobs.run_due(task.contact_by + timedelta(days=1))
        assert inbox_messages() == told, "once"
        (shown,) = risk_queries.open_tasks(cast.actor(cast.alice))
        assert shown.death_at == row.at
        assert "escalated no further: reader told" in shown.lines[-1].words


def test_a_task_goes_on_when_the_death_is_taken_back(cast: Cast) -> None:
    home = out(cast)
    day = NEXT + timedelta(days=2)
    with clock_at(day):
        check_ins.recall_missed(day)
        died(cast, home.patient)
        deaths.take_back(
            by=cast.actor(cast.ben), patient=home.patient, reason="She called.", base=1, key="back"
        )
    task = RiskTask.objects.get()
    told = task.events.count()
    with clock_at(task.contact_by + timedelta(days=1)):
        jobs.run_due(clock.now())
        assert task.events.count() > told
        (shown,) = risk_queries.open_tasks(cast.actor(cast.alice))
        assert shown.death_at is None


def test_a_task_whose_person_was_reached_is_not_told_again(cast: Cast) -> None:
    home = out(cast)
    day = NEXT + timedelta(days=2)
    with clock_at(day):
        check_ins.recall_missed(day)
        task = RiskTask.objects.get()
        alice = cast.actor(cast.alice)
        risk_actions.take(by=alice, task=task.uid, key="take")
        risk_actions.log_attempt(
            by=alice, task=task.uid, channel="phone", result="spoken", note="", key="a"
        )
        died(cast, home.patient)
    assert [one.kind for one in task.events.all()][-1] == "spoken"


def test_gives_up_the_places_that_lie_ahead(cast: Cast) -> None:
    run = session_of(cast, planned_at=NINE)
    place = chairs(cast.harbour, 1)[0]
    booking: dict[str, Any] = {
        "by": run.prescriber,
        "session_uid": run.uid,
        "patient_uid": run.patient.uid,
        "chair": place.pk,
        "nurse": cast.ben.pk,
        "starts_at": NINE,
        "ends_at": NINE + timedelta(hours=2),
    }
    with clock_at(NINE - timedelta(days=1)):
        made = appointments.book(key="a1", **booking)
        died(cast, run.patient, died_on=date(2026, 3, 3))
        last = made.events.latest("number")
        assert (last.status, last.reason) == ("cancelled", "The person has died.")
        assert not ChairTime.objects.exists()
        assert booked.coming(run.prescriber, run.patient) == []
        with pytest.raises(NotReady, match="has died"):
            appointments.book(key="a2", **booking)
        diary_deaths.give_up_places(by=run.prescriber, patient=run.patient)
        assert made.events.count() == 2, "given up once"


def test_nobody_is_asked_after_and_no_review_is_due(cast: Cast) -> None:
    run = left(cast)
    with on_day(1):
        assert follow_ups.due(run.nurse)
        assert courses.running(run.prescriber)
        died(cast, run.patient)
        assert follow_ups.due(run.nurse) == []
        assert courses.running(run.prescriber) == []


def test_somebody_who_left_against_advice_and_died_is_not_called_back(cast: Cast) -> None:
    run = left(cast, door="leave_against_advice")
    with on_day(1):
        died(cast, run.patient)
        assert follow_ups.due(run.nurse) == []


def test_no_message_goes_to_the_person(cast: Cast, settings: Any) -> None:
    settings.MODE = "live"
    patient = make_patient(cast.harbour)
    assert patient.user is not None
    waiting = messages.queue(
        by=SETUP,
        to=patient.user.email,
        subject="A note",
        body="Please call us.",
        purpose="note",
        location=cast.harbour,
    )
    OutgoingMessage.objects.filter(pk=waiting.pk).update(status="queued")
    died(cast, patient)
    waiting.refresh_from_db()
    assert (waiting.status, waiting.last_error) == ("kept", "held back")
    by = cast.actor(cast.frida)
    with pytest.raises(NotReady, match="has died"):
        patients.invite_to_portal(by=by, patient=patient)
    patient.email = "maya@mail.example"
    patient.save()
    with pytest.raises(NotReady, match="has died"):
        questionnaires.send_link(by=by, patient=patient, instrument="phq9", location=cast.harbour)
    assert OutgoingMessage.objects.count() == 1
