"""Messages out as staff may see them, and in whose name they are sent."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils import timezone

from lightwell.access.actors import Actor, Role
from lightwell.access.errors import Denied, NotReady
from lightwell.access.models import Location, OutgoingMessage
from lightwell.access.queries import people


def sender_name() -> str:
    """The name that messages come from: the clinic's short name."""
    organisation = people.organisation()
    if organisation is None:
        raise NotReady("This installation has no clinic yet. Run: lightwell createowner")
    return organisation.short_name


def footer(location: Location | None) -> str:
    """The last lines of every message: who writes, where to call, that nobody reads replies."""
    place = location or people.locations().first()
    lines = [sender_name()]
    if place is not None:
        lines.append(f"{place.name}, {place.phone}")
    lines.append("This mailbox is not watched. Please call us instead of writing back.")
    return "\n".join(lines)


def can_see_outbox(by: Actor) -> bool:
    """The demo shows its outbox to all its staff, a real clinic to its administrator."""
    return by.is_staff and (is_shown_in_full() or by.has(Role.ADMINISTRATOR))


def outbox(by: Actor) -> QuerySet[OutgoingMessage]:
    """Messages, newest first: in the demo all, else those of one's location or of none."""
    if not can_see_outbox(by):
        raise Denied("The list of messages is for an administrator.")
    messages = OutgoingMessage.objects.select_related("location")
    if is_shown_in_full():
        return messages
    return messages.filter(Q(location=None) | Q(location__id=by.location_id))


def is_shown_in_full() -> bool:
    """Whether the text of messages may be read on a page: only in the demo."""
    organisation = people.organisation()
    return bool(organisation and organisation.is_demo)


def can_try_again(by: Actor) -> bool:
    """Whether this person may send a message again that failed."""
    return by.has(Role.ADMINISTRATOR)


def failed_count(by: Actor) -> int:
    """Messages that wait for a person because every try failed."""
    return outbox(by).filter(status=OutgoingMessage.Status.FAILED).count()


def due_again() -> list[int]:
    """Messages whose next try has come."""
    return list(
        OutgoingMessage.objects.filter(
            status=OutgoingMessage.Status.QUEUED, attempts__gt=0, due_at__lte=timezone.now()
        ).values_list("pk", flat=True)
    )
