"""Messages out: written with the act that needs them, sent after it, without health words."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone

from lightwell.access import audit, clock, jobs
from lightwell.access.actors import Actor, Role
from lightwell.access.errors import Denied, InvalidInput, NotFound
from lightwell.access.models import Location, OutgoingMessage
from lightwell.access.queries.messages import footer, outbox, sender_name
from lightwell.access.wording import refuse_health_words


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
    message = outbox(by).filter(pk=message_id)
    if not message.exists():
        raise NotFound("There is no such message here.")
    put_back = message.filter(status=OutgoingMessage.Status.FAILED).update(
        status=OutgoingMessage.Status.QUEUED,
        attempts=0,
        due_at=timezone.now(),
        finished_at=None,
    )
    if put_back:
        audit.record(by=by, action="message.try-again", subject=("message", message_id))
        jobs.send_message.enqueue(message_id)


@transaction.atomic
def hold_back(*, by: Actor, to: Sequence[str]) -> int:
    """Stop every message that waits for one of these addresses; how many there were.

    A message that has left cannot be called back.
    """
    status = OutgoingMessage.Status
    waiting = OutgoingMessage.objects.filter(to__in=to, status__in=[status.QUEUED, status.FAILED])
    held = list(waiting.values_list("pk", flat=True))
    OutgoingMessage.objects.filter(pk__in=held).update(
        status=status.KEPT, last_error="held back", finished_at=clock.now()
    )
    for message in held:
        audit.record(by=by, action="message.hold-back", subject=("message", message))
    return len(held)
