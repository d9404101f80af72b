"""What an e-mailed link opens, and what it does not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from lightwell.records.actions import questionnaires
from lightwell.records.models import Patient, QuestionnaireLink
from tests.support.cast import Cast
from tests.support.risk import NOON, patient_at, patient_with_account, staff_the_week
from tests.support.signing_in import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def sam(cast: Cast) -> Patient:
    staff_the_week(cast.harbour, cast.ben)
    return patient_at(cast.harbour)


@pytest.fixture
def path(cast: Cast, sam: Patient) -> str:
    return questionnaires.send_link(
        by=cast.actor(cast.frida), patient=sam, instrument="phq9", location=cast.harbour
    )


def test_a_link_opens_its_form_after_one_press(client: Client, path: str) -> None:
    page = client.get(path)
    assert (page.status_code, page["Referrer-Policy"]) == (200, "same-origin")
    assert "no-store" in page["Cache-Control"]
    assert "Open my form" in page.content.decode()
    opened = client.post(path)
    assert opened.status_code == 302
    form = client.get(opened["Location"])
    assert form.status_code == 200
    assert "no-store" in form["Cache-Control"]


def test_a_mail_scanner_that_fetches_a_link_uses_nothing(client: Client, path: str) -> None:
    scanner = Client()
    for _ in range(3):
        scanner.get(path)
        scanner.head(path)
    assert QuestionnaireLink.objects.get().consumed_at is None
    assert client.post(path).status_code == 302


def test_a_reused_or_forwarded_link_says_what_to_do(client: Client, path: str) -> None:
    client.post(path)
    for answer in (Client().get(path), Client().post(path)):
        assert answer.status_code == 410
        words = answer.content.decode()
        assert "used before" in words
        assert "555-0100" in words


def test_the_browser_that_opened_a_link_may_go_on(client: Client, path: str) -> None:
    form = client.post(path)["Location"]
    assert client.get(path)["Location"] == form
    assert client.get(form).status_code == 200


def test_an_expired_link_says_what_to_do(
    client: Client, path: str, at_noon: time_machine.Traveller
) -> None:
    at_noon.move_to(NOON + timedelta(hours=72))
    for answer in (client.get(path), client.post(path)):
        assert answer.status_code == 410
        assert "too old" in answer.content.decode()


def test_a_link_works_in_its_last_minute(
    client: Client, path: str, at_noon: time_machine.Traveller
) -> None:
    at_noon.move_to(NOON + timedelta(hours=71, minutes=59))
    assert client.post(path).status_code == 302


@pytest.mark.parametrize("cut", [slice(0, 20), slice(0, -1), slice(0, 3)])
def test_a_truncated_link_says_what_to_do(client: Client, path: str, cut: slice) -> None:
    for answer in (client.get(path[cut]), client.post(path[cut])):
        assert answer.status_code == 404
        assert "does not open" in answer.content.decode()


def test_a_garbled_link_says_what_to_do(client: Client) -> None:
    answer = client.get("/q/%00%ff☂")
    assert answer.status_code == 404
    assert "does not open" in answer.content.decode()


def test_a_form_is_nothing_for_another_browser(client: Client, path: str, sam: Patient) -> None:
    form = client.post(path)["Location"]
    for page in ("", "/sent", "/safety", "/help"):
        assert Client().get(form + page).status_code == 404
    for page in ("", "/draft", "/now"):
        assert Client().post(form + page).status_code == 404


def test_a_tampered_permission_opens_nothing(client: Client, path: str) -> None:
    form = client.post(path)["Location"]
    thief = Client()
    thief.cookies["opened-forms"] = form.split("/")[-1] + ":forged:forged"
    assert thief.get(form).status_code == 404


def test_no_page_of_a_link_says_who_it_is_for(client: Client, path: str, sam: Patient) -> None:
    form = client.post(path)["Location"]
    for address in (path, form):
        words = client.get(address, follow=True).content.decode()
        for secret in ("Sam", "Soto", sam.mrn, sam.email, "0123"):
            assert secret not in words


def test_staff_and_patients_who_are_signed_in_see_the_same_page(
    cast: Cast, path: str, sam: Patient
) -> None:
    actor = patient_with_account(cast, sam)
    assert actor.user_id is not None
    for user in (cast.ben, cast.eve):
        assert signed_in(user).get(path).status_code == 200


def test_wrong_methods_are_refused(client: Client, path: str) -> None:
    form = client.post(path)["Location"]
    assert client.delete(path).status_code == 405
    assert client.put(form).status_code == 405
    assert client.get(form + "/draft").status_code == 405
    assert client.get(form + "/now").status_code == 405
    assert client.post(form + "/sent").status_code == 405


def test_times_are_those_of_the_location_that_asked(client: Client, cast: Cast) -> None:
    staff_the_week(cast.hillside, cast.chioma)
    kim = patient_at(cast.hillside, email="kim@patients.example")
    path = questionnaires.send_link(
        by=cast.actor(cast.chioma), patient=kim, instrument="phq9", location=cast.hillside
    )
    form = client.post(path)["Location"]
    calm = {f"item_{number}": "0" for number in range(1, 11)}
    stamp = re.search(r'name="stamp" value="([^"]+)"', client.get(form).content.decode())
    assert stamp
    client.post(form, {"stamp": stamp[1], **calm})
    words = client.get(form + "/sent").content.decode()
    assert "We got them at 11:00 am" in words  # noon in New York
    assert "555-0160" in words
