"""Work done by the worker, after the transaction that asked for it."""

from __future__ import annotations

from django_tasks import task

from lightwell.access.actions import delivery
from lightwell.access.queries import messages


@task()
def send_message(message_id: int) -> None:
    """Try to send one message; running it twice sends one message."""
    delivery.deliver(message_id)


def send_due_messages() -> int:
    """Ask for another try of every message that is due; the clock calls this."""
    due = messages.due_again()
    for message_id in due:
        send_message.enqueue(message_id)
    return len(due)
