"""Odd addresses, odd letters and pages that refresh themselves: never a fault, never unseen."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from lightwell.access import drafts
from lightwell.access.models import FormDraft, RecordView
from lightwell.clinic.presenters.requests import what_was_asked
from lightwell.diary.models import ConsultationRequest
from lightwell.records.actions.patients import invite_to_portal
from lightwell.records.models import Patient
from lightwell.records.queries import summary
from tests.support.cast import Cast
from tests.support.people import make_patient
from tests.support.risk import NOON, patient_at, staff_the_week, task_of
from tests.support.signing_in import signed_in

pytestmark = pytest.mark.django_db
INBOX = reverse("clinic:risk")


@pytest.fixture
def at_noon() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def sam(cast: Cast) -> Patient:
    staff_the_week(cast.harbour, cast.ben)
    return patient_at(cast.harbour)


def test_a_task_that_arrives_on_an_open_inbox_is_a_look_too(
    cast: Cast, sam: Patient, at_noon: time_machine.Traveller
) -> None:
    ben = signed_in(cast.ben)
    ben.get(INBOX)
    assert not RecordView.objects.exists()
    task_of(cast, sam)
    for _ in range(10):
        at_noon.shift(timedelta(seconds=75))
        ben.get(INBOX, headers={"HX-Request": "true"})
    assert RecordView.objects.filter(patient=sam.uid, page="risk inbox").count() == 1


@pytest.mark.parametrize(
    "asked",
    [
        "subject=%00",
        "subject=nothing",
        "day=9999-12-31",
        "day=0001-01-01",
        "person=%00",
        "person=" + "9" * 40,
        "patient=x",
        "page=99999999999999999999",
    ],
)
def test_no_address_of_the_trail_is_a_fault(cast: Cast, asked: str) -> None:
    for page in ("clinic:audit", "clinic:audit-csv"):
        assert signed_in(cast.dev).get(f"{reverse(page)}?{asked}").status_code in {200, 404}


def test_what_was_typed_is_kept_without_a_letter_that_no_database_keeps(cast: Cast) -> None:
    token = drafts.sign(cast.ben.pk, "/clinic/")
    kept = Client().post(reverse("draft"), {drafts.FIELD: token, "note": "a\0b"})
    assert kept.status_code == 204
    assert FormDraft.objects.get().fields == {"note": ["ab"]}


def test_families_whose_letters_a_database_takes_for_the_same_have_a_page(cast: Cast) -> None:
    for family in ("Isik", "Isık", "ISIK"):
        make_patient(cast.harbour, "Ada", family, signs_in=False)
    counts = summary.namesakes(cast.actor(cast.ben), ["Isik"])
    assert counts["isik"] >= 2


def test_a_code_that_nobody_knows_is_no_fault() -> None:
    asked = ConsultationRequest(
        given_name="Ada",
        family_name="Zed",
        phone="212-555-0101",
        best_times=["brunch"],
        may_leave_message="perhaps",
        may_text="",
        payment="shells",
    )
    said = {row.key: row.value for row in what_was_asked(asked)}
    assert (said["Best times"], said["Payment"]) == ("Not recorded", "Not given")


@pytest.mark.parametrize("clock", ["08:00+1", "08:0Z", "25:00", "8", "08:00:00", "٠٨:٠٠"])
def test_a_clock_that_is_none_is_refused(cast: Cast, clock: str) -> None:
    told = {"weekday": "0", "starts": clock, "ends": "17:00", "reader": cast.ben.pk, "phone": ""}
    answer = signed_in(cast.alice).post(reverse("clinic:roster"), told)
    assert answer.status_code in {302, 422}


def test_the_longest_names_open_an_account_too(cast: Cast, sam: Patient) -> None:
    sam.given_name, sam.family_name = "G" * 100, "F" * 100
    sam.save(update_fields=["given_name", "family_name"])
    invited = invite_to_portal(by=cast.actor(cast.frida), patient=sam)
    assert invited.patient.user is not None
