"""Messages out: no health words, written with their act, sent once, tried again, never lost."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone

from lightwell.access import jobs
from lightwell.access.actions import delivery, messages
from lightwell.access.actors import Actor, Role, system
from lightwell.access.errors import Denied, InvalidInput
from lightwell.access.models import AuditEvent, OutgoingMessage
from tests.support.cast import Cast, found_cast
from tests.support.jobs import run_jobs
from tests.support.smtp import MailServer

pytestmark = pytest.mark.django_db
Status = OutgoingMessage.Status


@pytest.fixture
def cast() -> Cast:
    return found_cast()


def write(**changes: Any) -> OutgoingMessage:
    words: dict[str, Any] = {
        "by": system("tests"),
        "to": "pat@example.com",
        "subject": "You have a check-in",
        "body": "Open this link: https://clinic.example/q/4vQPHQ-mood_treatment-0123456789",
        "purpose": "questionnaire",
        "location": None,
    }
    return messages.queue(**(words | changes))


def state(message: OutgoingMessage) -> OutgoingMessage:
    message.refresh_from_db()
    return message


def test_a_message_reaches_a_real_mail_server(cast: Cast, smtp_server: MailServer) -> None:
    message = write(location=cast.harbour)
    assert run_jobs() == 1
    (arrived,) = smtp_server.to("pat@example.com")
    assert arrived["Subject"] == "You have a check-in"
    assert str(arrived["From"]).startswith("The clinic <")
    text = arrived.get_content()
    assert "Harbour Street, 555-0100" in text
    assert "This mailbox is not watched." in text
    assert (state(message).status, message.body, message.attempts) == (Status.SENT, "", 1)


@pytest.mark.parametrize(
    "word", ["depression", "Ketamine", "PHQ-9", "suicide", "treatment", "moods", "Psychiatry"]
)
@pytest.mark.parametrize("place", ["subject", "body"])
def test_health_words_are_refused_by_name(cast: Cast, place: str, word: str) -> None:
    with pytest.raises(InvalidInput, match=word):
        write(**{place: f"About your {word}."})
    assert not OutgoingMessage.objects.exists()


def test_a_sender_with_health_words_is_refused(cast: Cast) -> None:
    type(cast.harbour.organisation).objects.update(short_name="Springfield Ketamine")
    with pytest.raises(InvalidInput, match=r"sender|text"):
        write()


@pytest.mark.parametrize("harmless", ["Dr. Moody", "Painter Street", "Therapeia Lane"])
def test_names_that_only_look_like_health_words_pass(cast: Cast, harmless: str) -> None:
    assert write(body=f"See you at {harmless}.").status == Status.QUEUED


def test_an_impossible_address_is_refused(cast: Cast) -> None:
    with pytest.raises(InvalidInput, match="not an e-mail address"):
        write(to="pat@")


def test_a_message_is_written_with_its_act_or_not_at_all(cast: Cast) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        write()
        raise RuntimeError("the act failed")
    assert not OutgoingMessage.objects.exists()
    assert run_jobs() == 0


def test_running_the_job_twice_sends_one_message(cast: Cast, smtp_server: MailServer) -> None:
    message = write()
    jobs.send_message.enqueue(message.pk)
    assert run_jobs() == 2
    assert len(smtp_server.messages) == 1


def test_a_broken_server_is_tried_five_times_and_then_a_person_is_asked(
    cast: Cast, smtp_server: MailServer
) -> None:
    smtp_server.refuse = True
    with time_machine.travel(timezone.now(), tick=False) as clock:
        message = write()
        run_jobs()
        assert state(message).last_error == "SMTPDataError 451"
        assert jobs.send_due_messages() == 0, "not before its time"
        for _ in range(10):
            clock.shift(timedelta(hours=3))
            jobs.send_due_messages()
            run_jobs()
    assert (state(message).status, message.attempts) == (Status.FAILED, delivery.MAX_ATTEMPTS)
    assert message.body, "what was not sent is not thrown away"


def test_a_try_that_died_in_the_middle_is_made_again(cast: Cast, smtp_server: MailServer) -> None:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        message = write()
        assert delivery.claim(message.pk) is not None
        assert delivery.claim(message.pk) is None, "a second worker finds it taken"
        run_jobs()
        assert not smtp_server.messages
        clock.shift(timedelta(minutes=2))
        assert jobs.send_due_messages() == 1
        run_jobs()
    assert len(smtp_server.messages) == 1


def test_an_administrator_sends_a_failed_message_again(cast: Cast, smtp_server: MailServer) -> None:
    message = write()
    run_jobs_before = OutgoingMessage.objects.update(status=Status.FAILED, attempts=5)
    assert run_jobs_before == 1
    with pytest.raises(Denied):
        messages.try_again(by=cast.actor(cast.frida), message_id=message.pk)
    admin = Actor(kind="staff", name="A", user_id=cast.frida.pk, roles={Role.ADMINISTRATOR})
    messages.try_again(by=admin, message_id=message.pk)
    messages.try_again(by=admin, message_id=message.pk)
    run_jobs()
    assert len(smtp_server.messages) == 1
    assert AuditEvent.objects.filter(action="message.try-again").count() == 1


def test_the_demo_never_sends(cast: Cast, smtp_server: MailServer, settings: Any) -> None:
    settings.MODE = "demo"
    message = write()
    assert run_jobs() == 0
    assert state(message).status == Status.KEPT
    assert not smtp_server.messages
