"""Messages out: written with the act that needs them, sent after it, without health words."""

from __future__ import annotations

import re

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone

from lightwell.access import audit, clock, jobs
from lightwell.access.actors import Actor, Role
from lightwell.access.errors import Denied, InvalidInput
from lightwell.access.models import Location, OutgoingMessage
from lightwell.access.queries.messages import footer, outbox, sender_name

# A message may be read by whoever holds the telephone. Whole words only, so that a Dr. Moody
# and a Painter Street can write to their patients.
HEALTH_WORDS = re.compile(
    r"\b(depress\w*|antidepress\w*|(es)?ketamine?|spravato|phq(-?9)?|c-?ssrs|gad(-?7)?|suicid\w*"
    r"|self-harm|treatments?|moods?|therap(y|ies|ists?)|psychotherap\w*|psychiatr\w*|psycholog\w*"
    r"|mental|anxiety|anxious|infusions?|medicines?|medications?|drugs?|doses?|diagnos\w*"
    r"|symptoms?|disorders?|illness(es)?|trd|ptsd|trauma|tms|ect)\b",
    re.IGNORECASE,
)
# The random part of a link is no word, whatever letters it happens to hold.
RANDOM = re.compile(r"[A-Za-z0-9_-]{20,}")


@transaction.atomic
def queue(
    *, by: Actor, to: str, subject: str, body: str, purpose: str, location: Location | None
) -> OutgoingMessage:
    """Write a message in the caller's transaction; it leaves when that transaction is done.

    The clinic's short name, its telephone and "This mailbox is not watched" are added below
    the body. Raises ``InvalidInput`` for an impossible address and for health words in the
    subject, the text or the sender's name. In the demo it is kept for the outbox page instead.
    """
    try:
        validate_email(to)
    except ValidationError:
        raise InvalidInput(f"{to} is not an e-mail address.", field="email") from None
    text = f"{body.rstrip()}\n\n{footer(location)}\n"
    for place, words in (("subject", subject), ("text", text), ("sender", sender_name())):
        refuse_health_words(place, words)
    message = _write(to, subject, text, purpose, location)
    audit.record(
        by=by,
        action="message.queue",
        subject=("message", message.pk),
        location=location,
        detail={"purpose": purpose},
    )
    if message.status == OutgoingMessage.Status.QUEUED:
        jobs.send_message.enqueue(message.pk)
    return message


def refuse_health_words(place: str, words: str) -> None:
    """Raise ``InvalidInput`` that names the first health word, if there is one."""
    found = HEALTH_WORDS.search(RANDOM.sub("", words))
    if found:
        raise InvalidInput(
            f"The {place} of a message says “{found.group()}”. "
            "Messages out carry no health words: anyone may see them.",
            field=place,
        )


def _write(
    to: str, subject: str, text: str, purpose: str, location: Location | None
) -> OutgoingMessage:
    now = clock.now()
    kept = settings.MODE == "demo"
    return OutgoingMessage.objects.create(
        to=to,
        subject=subject,
        body=text,
        purpose=purpose,
        location=location,
        created_at=now,
        due_at=now,
        status=OutgoingMessage.Status.KEPT if kept else OutgoingMessage.Status.QUEUED,
        finished_at=now if kept else None,
    )


@transaction.atomic
def try_again(*, by: Actor, message_id: int) -> None:
    """Put a message that failed back into the queue; a second press changes nothing."""
    if not by.has(Role.ADMINISTRATOR):
        raise Denied("Sending again is for an administrator.")
    put_back = (
        outbox(by)
        .filter(pk=message_id, status=OutgoingMessage.Status.FAILED)
        .update(
            status=OutgoingMessage.Status.QUEUED,
            attempts=0,
            due_at=timezone.now(),
            finished_at=None,
        )
    )
    if put_back:
        audit.record(by=by, action="message.try-again", subject=("message", message_id))
        jobs.send_message.enqueue(message_id)
