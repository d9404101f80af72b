"""The clinic's first page: risk on top, then requests and histories, each for those who may."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lightwell.clinic.presenters.today import age_words
from lightwell.records.actions import history as actions
from lightwell.records.models import Patient, RiskTask, RiskTaskEvent
from tests.support.cast import Cast, found_cast
from tests.support.pages import queries, text
from tests.support.people import as_patient, key, make_patient
from tests.support.signing_in import signed_in

pytestmark = pytest.mark.django_db
URL = reverse("clinic:today")


@pytest.fixture
def cast() -> Cast:
    return found_cast()


@pytest.fixture
def maya(cast: Cast) -> Patient:
    return make_patient(cast.harbour)


def tell(patient: Patient) -> None:
    actions.propose(
        by=as_patient(patient),
        patient=patient,
        subject="treatment",
        content={"kind": "drug", "drug": "sertraline"},
        key=key(),
    )


def raise_task(patient: Patient, *, minutes_ago: int) -> None:
    at = timezone.now() - timedelta(minutes=minutes_ago)
    task = RiskTask.objects.create(
        patient=patient,
        location=patient.home_location,
        cause=key(),
        trigger="phq9.item9",
        trigger_words="PHQ-9 item 9: Several days (1)",
        level="amber",
        raised_at=at,
        contact_by=at + timedelta(hours=1),
    )
    RiskTaskEvent.objects.create(
        task=task, number=1, kind="raised", status="new", at=at, by_name="x", level="amber"
    )


def test_a_quiet_day_says_so(cast: Cast) -> None:
    page = text(signed_in(cast.alice).get(URL))
    assert "No open risk task." in page
    assert "No history waits to be verified." in page


def test_risk_comes_first_with_count_and_oldest_age(cast: Cast, maya: Patient) -> None:
    raise_task(maya, minutes_ago=185)
    raise_task(maya, minutes_ago=5)
    tell(maya)
    page = text(signed_in(cast.ben).get(URL))
    assert "2 open risk tasks, oldest 3 h 05 min" in page
    assert "2 not taken" in page
    assert page.index("2 open risk tasks") < page.index("Histories to verify")


def test_histories_stand_with_three_identifiers(cast: Cast, maya: Patient) -> None:
    tell(maya)
    page = text(signed_in(cast.alice).get(URL))
    assert "RIVERA, Maya" in page
    assert "14-Jul-1984" in page
    assert maya.mrn in page
    assert 'aria-label="Patient"' not in page


def test_the_front_desk_sees_requests_and_nothing_clinical(cast: Cast, maya: Patient) -> None:
    raise_task(maya, minutes_ago=5)
    tell(maya)
    page = text(signed_in(cast.frida).get(URL))
    assert "New requests" in page
    assert "risk task" not in page
    assert "Histories" not in page
    assert "RIVERA" not in page


def test_the_auditor_sees_no_risk_strip(cast: Cast, maya: Patient) -> None:
    raise_task(maya, minutes_ago=5)
    assert "risk task" not in text(signed_in(cast.dev).get(URL))


def test_another_location_sees_its_own(cast: Cast, maya: Patient) -> None:
    tell(maya)
    raise_task(maya, minutes_ago=5)
    page = text(signed_in(cast.chioma).get(URL))
    assert "No open risk task." in page
    assert "RIVERA" not in page


def test_strangers_visitors_and_wrong_methods(cast: Cast, maya: Patient) -> None:
    for stranger in (cast.tess, cast.eve, maya.user):
        assert stranger is not None
        assert signed_in(stranger).get(URL).status_code == 404
    assert Client().get(URL).status_code == 302
    assert signed_in(cast.alice).post(URL).status_code == 405


def test_queries_do_not_grow_with_rows(cast: Cast) -> None:
    alice = signed_in(cast.alice)
    counts = []
    for start, stop in ((0, 3), (3, 30)):
        for number in range(start, stop):
            patient = make_patient(cast.harbour, f"Pat{number}", f"Tester{number}")
            tell(patient)
            raise_task(patient, minutes_ago=number)
        counts.append(queries(alice, URL))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(0, "0 min"), (59, "59 min"), (60, "1 h 00 min"), (185, "3 h 05 min"), (2880, "2 days")],
)
def test_an_age_in_words(minutes: int, words: str) -> None:
    assert age_words(timedelta(minutes=minutes)) == words


def test_the_day_is_the_clinics_own(cast: Cast) -> None:
    with time_machine.travel("2026-03-08T03:30:00Z", tick=False):
        assert "07-Mar-2026" in text(signed_in(cast.alice).get(URL))
