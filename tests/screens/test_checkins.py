"""The patient's list of forms, and the staff page that sends them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from lightwell.access.models import User
from lightwell.records.actions import questionnaires
from lightwell.records.models import Assignment, Patient
from tests.support.cast import Cast
from tests.support.risk import NOON, answers, patient_at, patient_with_account, staff_the_week
from tests.support.signing_in import signed_in

pytestmark = pytest.mark.django_db
PAGE = "/my/check-ins"


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def sam(cast: Cast) -> Patient:
    staff_the_week(cast.harbour, cast.ben)
    patient = patient_at(cast.harbour)
    patient_with_account(cast, patient)
    return patient


def account(patient: Patient) -> User:
    assert patient.user is not None
    return patient.user


def asked(cast: Cast, sam: Patient) -> Assignment:
    return questionnaires.assign_in_portal(
        by=cast.actor(cast.ben), patient=sam, instrument="phq9", location=cast.harbour
    )


# -- the patient's list ----------


def test_the_list_says_what_is_due_begun_and_sent(
    cast: Cast, sam: Patient, at_noon: time_machine.Traveller
) -> None:
    patient = signed_in(account(sam))
    assert "Nothing to answer today." in patient.get(PAGE).content.decode()
    form = asked(cast, sam)
    words = patient.get(PAGE).content.decode()
    assert f"{PAGE}/{form.uid}" in words
    assert "Open until Friday, March 6, 2026 at noon" in words
    by = cast.actor(cast.ben)
    questionnaires.save_draft(by=by, assignment=form.uid, answers=answers(None))
    assert "You began this. Saved at noon." in patient.get(PAGE).content.decode()
    questionnaires.submit(by=by, assignment=form.uid, answers=answers(0), key="k")
    assert "sent Tuesday, March 3, 2026 at noon" in patient.get(PAGE).content.decode()


def test_a_form_that_was_not_sent_in_time_is_no_reproach(
    cast: Cast, sam: Patient, at_noon: time_machine.Traveller
) -> None:
    form = asked(cast, sam)
    at_noon.move_to(NOON + timedelta(hours=72))
    patient = signed_in(account(sam))
    assert "not sent. No problem." in patient.get(PAGE).content.decode()
    over = patient.get(f"{PAGE}/{form.uid}")
    assert over.status_code == 410
    assert "The time for this form is over" in over.content.decode()


def test_who_may_open_the_list(cast: Cast, sam: Patient) -> None:
    for user in (cast.ben, cast.alice, cast.dev, cast.eve):
        assert signed_in(user).get(PAGE).status_code == 404
    assert Client().get(PAGE).status_code == 302
    assert signed_in(account(sam)).post(PAGE).status_code == 405


# -- staff send a form ----------


def send(client: Client, address: str, **said: str) -> tuple[int, str]:
    stamp = re.search(r'name="stamp" value="([^"]+)"', client.get(address).content.decode())
    assert stamp
    answer = client.post(address, {"stamp": stamp[1], **said})
    return answer.status_code, answer.content.decode()


def test_staff_send_a_form_and_see_what_became_of_it(cast: Cast, sam: Patient) -> None:
    ben, address = signed_in(cast.ben), f"/clinic/patients/{sam.uid}/questionnaires"
    assert send(ben, address, instrument="phq9", way="link")[0] == 302
    assert send(ben, address, instrument="phq9", way="portal")[0] == 302
    assert Assignment.objects.count() == 2
    words = ben.get(address).content.decode()
    assert "Sent, not opened" in words
    assert "by portal" in words


def test_only_what_a_patient_answers_alone_is_offered(cast: Cast, sam: Patient) -> None:
    ben, address = signed_in(cast.ben), f"/clinic/patients/{sam.uid}/questionnaires"
    form = ben.get(address).context["form"]
    offered = [value for value, _ in form.fields["instrument"].choices]
    assert offered == ["bladder", "gad7", "gds15", "pc_ptsd5", "pcl5", "phq2", "phq9"]
    for refused in ("madrs", "cssrs_since_last_visit", "now_scale"):
        assert send(ben, address, instrument=refused, way="link")[0] == 422
    assert not Assignment.objects.exists()


def test_a_form_without_a_suicide_item_is_answered_and_ends_with_thanks(
    cast: Cast, sam: Patient
) -> None:
    form = questionnaires.assign_in_portal(
        by=cast.actor(cast.ben), patient=sam, instrument="gad7", location=cast.harbour
    )
    patient, address = signed_in(account(sam)), f"{PAGE}/{form.uid}"
    words = patient.get(address).content.decode()
    assert "Feeling nervous, anxious, or on edge" in words
    assert "does not by itself mean" not in words
    given = {f"item_{number}": "3" for number in range(1, 8)}
    status, _ = send(patient, address, **given)
    assert status == 302
    end = patient.get(f"{address}/sent").content.decode()
    assert "in danger" not in end
    assert form.response.total == 21


def test_one_press_sends_one_form(cast: Cast, sam: Patient) -> None:
    ben, address = signed_in(cast.ben), f"/clinic/patients/{sam.uid}/questionnaires"
    stamp = re.search(r'name="stamp" value="([^"]+)"', ben.get(address).content.decode())
    assert stamp
    for _ in range(2):
        said = {"stamp": stamp[1], "instrument": "phq9", "way": "link"}
        assert ben.post(address, said).status_code == 302
    assert Assignment.objects.count() == 1


def test_a_gap_in_the_roster_is_said_on_the_page(cast: Cast) -> None:
    kim = patient_at(cast.harbour, email="kim@patients.example")
    address = f"/clinic/patients/{kim.uid}/questionnaires"
    status, words = send(signed_in(cast.ben), address, instrument="phq9", way="link")
    assert status == 422
    assert "Not covered: Tuesday 03-Mar-2026" in words
    status, words = send(signed_in(cast.ben), address, instrument="", way="portal")
    assert status == 422
    assert "Choose a questionnaire" in words


def test_who_may_send(cast: Cast, sam: Patient) -> None:
    address = f"/clinic/patients/{sam.uid}/questionnaires"
    assert signed_in(cast.alice).get(address).status_code == 200
    assert signed_in(cast.dev).get(address).status_code == 403
    assert signed_in(cast.chioma).get(address).status_code == 404
    assert signed_in(cast.eve).get(address).status_code == 404
    assert Client().get(address).status_code == 302
    assert signed_in(cast.ben).get(address.replace(str(sam.uid), str(uuid4()))).status_code == 404
    assert signed_in(cast.ben).delete(address).status_code == 405
