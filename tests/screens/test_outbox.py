"""The page of messages: the demonstration shows them whole, a clinic shows how they fared."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from lightwell.access.actions import messages, organisations
from lightwell.access.actors import Role
from lightwell.access.models import Organisation, OutgoingMessage
from tests.support.cast import SETUP, Cast
from tests.support.signing_in import signed_in

pytestmark = pytest.mark.django_db
PAGE = reverse("clinic:outbox")


@pytest.fixture
def message(cast: Cast) -> OutgoingMessage:
    return messages.queue(
        by=SETUP,
        to="pat@example.com",
        subject="You have a check-in",
        body="Open http://127.0.0.1:8000/q/abc",
        purpose="questionnaire",
        location=cast.harbour,
    )


def shown(client: Client) -> str:
    return client.get(PAGE).content.decode()


@pytest.fixture
def live(cast: Cast, message: OutgoingMessage) -> Client:
    """A real clinic's administrator, with the second factor that a real clinic asks for."""
    from tests.support.signing_in import give_app

    organisations.give_role(
        by=SETUP, user=cast.frida, location=cast.harbour, role=Role.ADMINISTRATOR
    )
    Organisation.objects.update(is_demo=False)
    for user in (cast.frida, cast.ben):
        give_app(user)
    return signed_in(cast.frida)


def test_the_demo_shows_the_whole_message_with_a_link_to_follow(
    cast: Cast, message: OutgoingMessage
) -> None:
    page = shown(signed_in(cast.ben))
    assert 'href="http://127.0.0.1:8000/q/abc"' in page
    assert "nothing is sent" in page


def test_a_clinics_administrator_sees_how_it_fared_and_not_what_it_says(live: Client) -> None:
    page = shown(live)
    assert "You have a check-in" in page
    assert "Waiting to be sent" in page
    assert "/q/abc" not in page


def test_colleagues_of_a_clinic_do_not_see_the_list(live: Client, cast: Cast) -> None:
    assert signed_in(cast.ben).get(PAGE).status_code == 403


def test_strangers_and_nobody_see_nothing(cast: Cast, client: Client) -> None:
    assert signed_in(cast.eve).get(PAGE).status_code == 404
    assert client.get(PAGE).status_code == 302


def test_a_failed_message_is_red_and_is_sent_again_by_the_administrator(live: Client) -> None:
    failed = OutgoingMessage.objects.get()
    OutgoingMessage.objects.update(status="failed", attempts=5, last_error="SMTPDataError 451")
    page = shown(live)
    assert "lw-message--failed" in page
    assert "5 tries, the last one: SMTPDataError 451" in page
    again = reverse("clinic:outbox-try-again", args=[failed.pk])
    assert live.get(again).status_code == 405
    assert live.post(again).url == PAGE
    failed.refresh_from_db()
    assert failed.status == "queued"


def test_a_colleague_without_the_role_sends_nothing_again(
    cast: Cast, message: OutgoingMessage
) -> None:
    again = reverse("clinic:outbox-try-again", args=[message.pk])
    assert signed_in(cast.ben).post(again).status_code == 403
    assert signed_in(cast.eve).post(again).status_code == 404


def test_another_locations_messages_are_not_shown(live: Client, cast: Cast) -> None:
    OutgoingMessage.objects.update(location=cast.hillside)
    assert "No messages yet." in shown(live)


def test_the_number_of_queries_does_not_grow_with_messages(
    cast: Cast, message: OutgoingMessage
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = signed_in(cast.ben)
    with CaptureQueriesContext(connection) as few:
        client.get(PAGE)
    for number in range(15):
        messages.queue(
            by=SETUP,
            to=f"pat{number}@example.com",
            subject="You have a check-in",
            body="Hello",
            purpose="questionnaire",
            location=cast.harbour,
        )
    with CaptureQueriesContext(connection) as many:
        client.get(PAGE)
    assert len(many) == len(few)


def test_an_impossible_page_number_is_the_last_or_first_page(
    cast: Cast, message: OutgoingMessage
) -> None:
    assert signed_in(cast.ben).get(PAGE, {"page": "x"}).status_code == 200
