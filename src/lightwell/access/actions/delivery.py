"""Sending what is queued: each try is claimed before it begins, so none is made twice."""

from __future__ import annotations

import smtplib
from datetime import timedelta
from email.utils import formataddr, parseaddr

import structlog
from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import timezone

from lightwell.access.models import OutgoingMessage
from lightwell.access.queries.messages import sender_name

MAX_ATTEMPTS = 5
# How long after each try the next one comes: short for a hiccup, long for an outage.
BACKOFF = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 120))

log = structlog.get_logger("lightwell.messages")


def deliver(message_id: int) -> None:
    """Try to send one message, unless it is sent, being sent, or not due yet."""
    message = claim(message_id)
    if message is None:
        return
    sender = formataddr((sender_name(), parseaddr(settings.DEFAULT_FROM_EMAIL)[1]))
    try:
        EmailMessage(message.subject, message.body, sender, [message.to]).send()
    except (OSError, smtplib.SMTPException, ValueError) as error:  # ValueError: a bad header
        fail(message, error)
    else:
        finish(message)


def claim(message_id: int) -> OutgoingMessage | None:
    """Take the next try of a message that is due; none when another worker has it.

    The time of the next try is written before this one begins: when a worker dies in the
    middle, the clock tries again later and nothing is lost.
    """
    now = timezone.now()
    due = OutgoingMessage.objects.filter(
        pk=message_id, status=OutgoingMessage.Status.QUEUED, due_at__lte=now
    )
    message = due.first()
    if message is None:
        return None
    message.due_at = now + BACKOFF[min(message.attempts, MAX_ATTEMPTS - 1)]
    taken = due.filter(attempts=message.attempts).update(
        attempts=message.attempts + 1, due_at=message.due_at
    )
    message.attempts += 1
    return message if taken else None


def finish(message: OutgoingMessage) -> None:
    """The message has left the house: its body goes, that it was sent stays."""
    message.status = OutgoingMessage.Status.SENT
    message.body = message.last_error = ""
    message.finished_at = timezone.now()
    message.save()


def fail(message: OutgoingMessage, error: Exception) -> None:
    """A try failed; after the last one the message waits for a person.

    The mail server's own words may repeat the address, so only the kind of failure is kept.
    """
    message.last_error = f"{type(error).__name__} {getattr(error, 'smtp_code', '')}".strip()
    if message.attempts >= MAX_ATTEMPTS:
        message.status = OutgoingMessage.Status.FAILED
        message.finished_at = timezone.now()
    message.save()
    log.warning("message not sent", message=message.pk, attempt=message.attempts)
