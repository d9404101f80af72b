"""Signing in: staff by password and second factor, patients by e-mailed code, one-use links."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lightwell.access.actions import sign_in
from lightwell.access.actions.accounts import open_for_patient
from lightwell.access.errors import Conflict
from lightwell.access.models import Organisation, OutgoingMessage, User
from tests.support.cast import PASSWORD, SETUP, Cast, found_cast
from tests.support.jobs import run_jobs
from tests.support.signing_in import app_code, give_app, signed_in
from tests.support.smtp import MailServer

pytestmark = pytest.mark.django_db

LOGIN = reverse("account_login")
ASK = reverse("account_request_login_code")
CONFIRM = reverse("account_confirm_login_code")
SECOND = reverse("mfa_authenticate")


@pytest.fixture
def cast() -> Cast:
    return found_cast()


@pytest.fixture
def live(cast: Cast) -> Cast:
    """The same clinic, not a demonstration."""
    Organisation.objects.update(is_demo=False)
    return cast


@pytest.fixture
def pat(cast: Cast) -> User:
    return open_for_patient(by=cast.actor(cast.frida), email="Pat@Example.com", name="Pat Rowan")


def enter(client: Client, email: str, password: str = PASSWORD, **more: str) -> Any:
    return client.post(LOGIN, {"login": email, "password": password} | more)


# -- staff ------------------------------------------------------------------------------------


def test_staff_sign_in_with_their_password(cast: Cast, client: Client) -> None:
    answer = enter(client, "ben@staff.example")
    assert answer.status_code == 302
    assert client.session["_auth_user_id"] == str(cast.ben.pk)


@pytest.mark.parametrize("email", ["ben@staff.example", "nobody@staff.example"])
def test_a_wrong_password_and_an_unknown_address_look_the_same(
    cast: Cast, client: Client, email: str
) -> None:
    page = enter(client, email, "wrong").content.decode()
    assert "The email address or the password is not right" in page
    assert 'value="wrong"' not in page


def test_after_five_wrong_passwords_even_the_right_one_waits(cast: Cast, client: Client) -> None:
    for _ in range(5):
        enter(client, "ben@staff.example", "wrong")
    page = enter(client, "ben@staff.example").content.decode()
    assert "Too many tries. Wait five minutes" in page


@pytest.mark.django_db(transaction=True)
def test_outside_the_demo_staff_first_set_up_a_second_factor(live: Cast, client: Client) -> None:
    enter(client, "ben@staff.example")
    for page in ("home_after_sign_in", "mfa_index"):
        assert client.get(reverse(page)).url == reverse("mfa_activate_totp")
    answer = client.get(reverse("mfa_activate_totp"))
    assert answer.status_code == 200, answer.url
    page = answer.content.decode()
    assert "<svg" in page
    assert "data:" not in page
    secret = re.search(r"<code>(\w+)</code>", page)[1]
    answer = client.post(reverse("mfa_activate_totp"), {"code": app_code(secret)})
    assert answer.url == reverse("mfa_view_recovery_codes")
    assert "Each works once" in client.get(answer.url).content.decode()


def test_in_the_demo_no_second_factor_is_demanded(cast: Cast) -> None:
    assert signed_in(cast.ben).get(reverse("mfa_index")).status_code == 200


def test_a_code_of_the_app_completes_the_sign_in(live: Cast, client: Client) -> None:
    secret = give_app(live.ben)
    assert enter(client, "ben@staff.example").url == SECOND
    assert "_auth_user_id" not in client.session
    client.post(SECOND, {"code": app_code(secret)})
    assert client.session["_auth_user_id"] == str(live.ben.pk)


def test_ten_wrong_codes_lock_the_attempt_and_no_running_session(
    live: Cast, client: Client
) -> None:
    secret = give_app(live.ben)
    running = signed_in(live.ben)
    enter(client, "ben@staff.example")
    for _ in range(10):
        assert "This code is not right" in client.post(SECOND, {"code": "000000"}).content.decode()
    locked = client.post(SECOND, {"code": app_code(secret)})
    assert locked.status_code == 429
    assert "This sign-in is locked" in locked.content.decode()
    assert client.get(SECOND).url == LOGIN, "the attempt is over"
    enter(client, "ben@staff.example")
    assert client.post(SECOND, {"code": app_code(secret)}).status_code == 429
    assert running.get(reverse("mfa_index")).status_code == 200, "the session goes on"
    again = running.post(reverse("mfa_reauthenticate"), {"code": app_code(secret)})
    assert again.status_code == 302, "and may confirm itself"
    with time_machine.travel(timezone.now() + timedelta(minutes=16)):
        enter(client, "ben@staff.example")
        assert client.post(SECOND, {"code": app_code(secret)}).status_code == 302


def test_staff_are_not_mailed_sign_in_codes(cast: Cast, client: Client) -> None:
    client.post(ASK, {"email": "ben@staff.example"})
    assert not OutgoingMessage.objects.exists()


def test_a_forgotten_password_is_replaced_by_an_emailed_code(cast: Cast, client: Client) -> None:
    client.post(reverse("account_reset_password"), {"email": "ben@staff.example"})
    code = re.search(r"[A-Z]{4}-[A-Z]{4}", OutgoingMessage.objects.get().body)[0]
    client.post(reverse("account_confirm_password_reset_code"), {"code": code})
    new = {"password1": "four quiet words here", "password2": "four quiet words here"}
    client.post(reverse("account_complete_password_reset"), new)
    assert enter(Client(), "ben@staff.example", "four quiet words here").status_code == 302


def test_nobody_signs_up(cast: Cast, client: Client) -> None:
    assert client.get("/account/signup/").status_code == 404


# -- patients ---------------------------------------------------------------------------------


def test_a_patient_signs_in_with_an_emailed_code(
    pat: User, client: Client, smtp_server: MailServer
) -> None:
    assert client.post(ASK, {"email": "pat@example.com"}).url == CONFIRM
    run_jobs()
    (mail,) = smtp_server.to("pat@example.com")
    assert mail["Subject"] == "Your sign-in code"
    code = re.search(r"[A-Z]{4}-[A-Z]{4}", mail.get_content())[0]
    wrong = client.post(CONFIRM, {"code": "BBBB-BBBB"})
    assert "This code is not right" in wrong.content.decode()
    client.post(CONFIRM, {"code": f" {code.lower().replace('-', '')} "})
    assert client.session["_auth_user_id"] == str(pat.pk)


def test_after_signing_in_a_patient_is_where_they_wanted_to_be(pat: User, client: Client) -> None:
    wanted = "/my/treatments"
    answer = client.post(ASK, {"email": "pat@example.com", "next": wanted})
    code = re.search(r"[A-Z]{4}-[A-Z]{4}", OutgoingMessage.objects.get().body)[0]
    assert client.post(answer.url, {"code": code, "next": wanted}).url == wanted


def test_a_code_is_tried_five_times_and_lives_ten_minutes(pat: User, client: Client) -> None:
    client.post(ASK, {"email": "pat@example.com"})
    for _ in range(5):
        answer = client.post(CONFIRM, {"code": "BBBB-BBBB"})
    assert answer.url == ASK
    with time_machine.travel(timezone.now() + timedelta(minutes=2)) as clock:
        client.post(ASK, {"email": "pat@example.com"})
        code = re.search(r"[A-Z]{4}-[A-Z]{4}", OutgoingMessage.objects.first().body)[0]
        clock.shift(timedelta(minutes=11))
        client.post(CONFIRM, {"code": code})
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("email", ["pat@example.com", "stranger@example.com"])
def test_one_mail_a_minute_and_strangers_learn_nothing(
    pat: User, client: Client, email: str
) -> None:
    first = client.post(ASK, {"email": email})
    page = client.get(first.url).content.decode()
    assert "has an account here" in page
    again = Client().post(ASK, {"email": email})
    assert "Wait one minute" in again.content.decode()
    assert OutgoingMessage.objects.count() == (email == "pat@example.com")


@pytest.mark.parametrize("taken", ["pat@example.COM", "BEN@staff.example"])
def test_an_address_signs_in_one_person(pat: User, cast: Cast, taken: str) -> None:
    assert not pat.has_usable_password()
    with pytest.raises(Conflict, match="signs another person in"):
        open_for_patient(by=cast.actor(cast.frida), email=taken, name="Somebody Else")


# -- links ------------------------------------------------------------------------------------


def test_a_link_signs_in_once_and_only_by_its_button(cast: Cast) -> None:
    token = sign_in.make_link(by=SETUP, user=cast.ben, lasts=timedelta(hours=1))
    address = reverse("sign_in_link", args=[token])
    scanner = Client()
    for _ in range(3):
        assert "Sign in as Ben Brook" in scanner.get(address).content.decode()
    assert "_auth_user_id" not in scanner.session
    person = Client()
    assert person.post(address).url == reverse("home_after_sign_in")
    assert person.session["_auth_user_id"] == str(cast.ben.pk)
    assert Client().post(address).status_code == 404
    assert "does not work any more" in Client().get(address).content.decode()


def test_links_end_with_their_server(cast: Cast, client: Client) -> None:
    token = sign_in.make_link(by=SETUP, user=cast.ben, lasts=timedelta(hours=1))
    assert sign_in.close_links(by=SETUP) == 1
    assert client.post(reverse("sign_in_link", args=[token])).status_code == 404
    assert client.get(reverse("sign_in_link", args=[token[:-3]])).status_code == 404
