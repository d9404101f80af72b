"""What a third reading found about doses at home and a death: each of these once let harm pass."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from lightwell.access import clock
from lightwell.access.errors import Conflict, InvalidInput, NotReady
from lightwell.diary.actions import appointments
from lightwell.diary.models import PatientTime, StaffTime
from lightwell.records import jobs
from lightwell.records.actions import check_ins, deaths, home_reports, supply_returns
from lightwell.records.actions import consents as consent_actions
from lightwell.records.actions import facts as fact_actions
from lightwell.records.models import CheckInTry, Consent, RecordedFact, Response, RiskTask, Supply
from tests.support.cast import Cast
from tests.support.courses import chairs
from tests.support.home import (
    NEXT,
    REASONS,
    WELL,
    called,
    counted,
    gate,
    ordered,
    out,
    promised,
    ready,
    registered,
)
from tests.support.people import as_patient, key
from tests.support.sessions import NINE, clock_at, session_of

pytestmark = pytest.mark.django_db
FIRST = NEXT + timedelta(days=1)


def died(cast: Cast, patient: Any) -> None:
    deaths.record(
        by=cast.actor(cast.ben),
        patient=patient,
        died_on=None,
        source="A call.",
        base=patient.deaths.count(),
        key=key(),
    )


def lives(cast: Cast, patient: Any) -> None:
    deaths.take_back(
        by=cast.actor(cast.ben),
        patient=patient,
        reason="She is here.",
        base=patient.deaths.count(),
        key=key(),
    )


def test_nothing_goes_home_while_a_risk_task_is_open(cast: Cast) -> None:
    home = ready(cast)
    with clock_at(NEXT):
        home.step("sign", reasons=REASONS)
        entry = counted(home)
        check_ins.raise_task(
            by=home.run.nurse,
            row=Supply.objects.get(uid=home.uid),
            sign="worried",
            cause="told:1",
            at=clock.now(),
        )
        assert gate(home)["risk_task"] == "not_met"
        with pytest.raises(NotReady, match="risk task is open"):
            home.step("hand_over", by=home.run.second, counted=entry.uid)


def test_nothing_goes_home_without_a_consent_that_stands(cast: Cast) -> None:
    home = ready(cast)
    with clock_at(NEXT):
        consent_actions.withdraw(
            by=home.run.prescriber,
            consent=Consent.objects.get(patient=home.patient).uid,
            reason="I want to stop.",
            patient=home.patient,
            key=key(),
        )
        assert gate(home)["consent"] == "not_met"
        with pytest.raises(NotReady, match="consent"):
            home.step("sign", reasons=REASONS)


def test_nothing_goes_home_once_a_pregnancy_is_recorded(cast: Cast) -> None:
    home = ready(cast)
    with clock_at(NEXT):
        _recorded(home, {"conditions.pregnant": "yes"})
        assert gate(home)["decision"] == "not_met"


def test_checks_that_hold_a_session_hold_a_supply(cast: Cast) -> None:
    home = ready(cast)
    done = RecordedFact.objects.filter(patient=home.patient, name="checks.bladder").latest("id")
    late = NEXT + timedelta(days=31)
    assert late.date() - done.observed_on > timedelta(days=30)
    with clock_at(late):
        assert gate(home)["checks"] == "not_met"
    with clock_at(NEXT):
        _recorded(home, {"checks.bladder": None})
        assert gate(home)["checks"] == "unknown"


def _recorded(home: Any, facts: dict[str, Any]) -> None:
    fact_actions.record(
        by=home.run.prescriber,
        patient=home.patient,
        facts=facts,
        observed_on=NEXT.date(),
        source="clinician",
        key=key(),
        base=RecordedFact.objects.filter(patient=home.patient).latest("id").pk,
    )


def test_a_call_that_is_over_before_the_handing_over_is_no_call(cast: Cast) -> None:
    home = ready(cast)
    with clock_at(NEXT):
        home.step("sign", reasons=REASONS)
    noon = FIRST + timedelta(hours=4)  # the call was promised for eleven o'clock of this day
    with clock_at(noon):
        entry = counted(home)
        registered(home, noon.date())
        assert gate(home)["check_ins"] == "not_met"
        with pytest.raises(NotReady, match="Schedule the check-ins"):
            home.step("hand_over", by=home.run.second, counted=entry.uid)


def test_a_retry_with_other_answers_about_suicide_is_not_taken_for_kept(cast: Cast) -> None:
    home = out(cast)
    with clock_at(FIRST):
        called(home, key="c1")
        with pytest.raises(Conflict, match="already used"):
            called(home, key="c1", screener=[1, 1, 1, 1, 1, 1])
    assert Response.objects.filter(idempotency_key="c1:screener").count() == 1


@pytest.mark.parametrize(
    "said", [{"screener": [1, 1, 1, 1, 1, 1]}, {"answers": WELL}, {"units_left": 2}]
)
def test_what_was_said_is_not_dropped_beside_not_reached(cast: Cast, said: dict[str, Any]) -> None:
    home = out(cast)
    with clock_at(FIRST):
        with pytest.raises(InvalidInput) as refused:
            called(home, was_reached=False, **said)
        assert refused.value.field == "was_reached"
        assert not CheckInTry.objects.exists()
        called(home, was_reached=False)
    assert home.view.check_ins[0].tries[0].units_left is None


def test_a_worry_told_after_a_death_in_error_still_escalates(cast: Cast) -> None:
    home = out(cast)
    with clock_at(FIRST):
        died(cast, home.patient)
    with clock_at(FIRST + timedelta(minutes=5)):
        home_reports.worry(
            by=as_patient(home.patient), supply=home.uid, words="I am afraid.", key=key()
        )
        task = RiskTask.objects.get()
    with clock_at(task.contact_by):
        jobs.run_due(clock.now())
    assert [one.step for one in task.events.all()] == [None, "amber_lead"]


def test_units_at_home_after_a_death_in_error_hold_the_next_supply(cast: Cast) -> None:
    home = out(cast)
    with clock_at(FIRST):
        died(cast, home.patient)
        lives(cast, home.patient)
        second = ordered(home.run, first=FIRST.date() + timedelta(days=6))
        promised(second)
        assert gate(second)["counted"] == "not_met"
        page: dict[str, Any] = {"by": home.run.prescriber, "supply": home.uid}
        supply_returns.finish(**page, reason="She lost the bag.", base=home.view.version, key=key())
        assert gate(second)["counted"] == "met"


def test_a_death_gives_up_the_time_of_the_staff_too(cast: Cast) -> None:
    run = session_of(cast, planned_at=NINE)
    with clock_at(NINE - timedelta(days=1)):
        appointments.book(
            by=run.prescriber,
            session_uid=run.uid,
            patient_uid=run.patient.uid,
            chair=chairs(cast.harbour, 1)[0].pk,
            nurse=cast.ben.pk,
            starts_at=NINE,
            ends_at=NINE + timedelta(hours=2),
            key=key(),
        )
        assert StaffTime.objects.exists()
        died(cast, run.patient)
    assert not StaffTime.objects.exists()
    assert not PatientTime.objects.exists()
