"""What the front desk sends to a new patient: the first questionnaire and the portal."""

from __future__ import annotations

import pytest
from django.test import Client

from lightwell.access.models import OutgoingMessage
from lightwell.diary.models import ConsultationRequest
from lightwell.records.models import Assignment, PortalInvitation
from tests.support.cast import Cast
from tests.support.desk import IDENTITY, press, received, stamp_of, text, url
from tests.support.risk import staff_the_week
from tests.support.signing_in import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(cast: Cast) -> ConsultationRequest:
    return received(cast)


@pytest.fixture
def frida(cast: Cast) -> Client:
    return signed_in(cast.frida)


@pytest.fixture
def accepted(frida: Client, asked: ConsultationRequest) -> ConsultationRequest:
    press(frida, url("request-accept", asked.uid), **IDENTITY)
    OutgoingMessage.objects.all().delete()
    return asked


def test_nobody_on_the_roster_means_nothing_is_sent_and_says_what_to_do(
    frida: Client, accepted: ConsultationRequest
) -> None:
    page = url("request", accepted.uid)
    response = press(frida, url("request-send-form", accepted.uid), page)
    html = response.content.decode()
    assert response.status_code == 409
    assert "nobody is on the roster" in html
    assert "Add a reader to the roster" in html
    assert not Assignment.objects.exists()
    assert not OutgoingMessage.objects.exists()


def test_with_readers_the_link_goes_out_once(
    cast: Cast, frida: Client, accepted: ConsultationRequest
) -> None:
    staff_the_week(cast.harbour, cast.ben)
    page, address = url("request", accepted.uid), url("request-send-form", accepted.uid)
    stamp = stamp_of(frida, page)
    for _ in range(2):
        frida.post(address, {"stamp": stamp})
    message = OutgoingMessage.objects.get()
    assert message.subject == "You have a form from The clinic"
    assert "Sent, not opened" in text(frida, page)


def test_inviting_twice_by_accident_sends_one_message(
    frida: Client, accepted: ConsultationRequest
) -> None:
    page, address = url("request", accepted.uid), url("request-invite", accepted.uid)
    stamp = stamp_of(frida, page)
    for _ in range(2):
        assert frida.post(address, {"stamp": stamp}).status_code == 302
    assert PortalInvitation.objects.count() == OutgoingMessage.objects.count() == 1
    assert "Send the invitation again" in text(frida, page)


def test_no_address_no_invitation(frida: Client, asked: ConsultationRequest) -> None:
    press(frida, url("request-accept", asked.uid), **(IDENTITY | {"email": ""}))
    page = url("request", asked.uid)
    response = press(frida, url("request-invite", asked.uid), page)
    assert response.status_code == 422
    assert "Add an e-mail address first" in response.content.decode()


def test_a_button_without_its_stamp_does_nothing(
    frida: Client, accepted: ConsultationRequest
) -> None:
    for name in ("request-invite", "request-send-form"):
        assert frida.post(url(name, accepted.uid)).status_code == 422
    assert not OutgoingMessage.objects.exists()


def test_a_waiting_request_has_nobody_to_send_to(frida: Client, asked: ConsultationRequest) -> None:
    for name in ("request-invite", "request-send-form"):
        assert (
            press(frida, url(name, asked.uid), url("request-accept", asked.uid)).status_code == 409
        )
