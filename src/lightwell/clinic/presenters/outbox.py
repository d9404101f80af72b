"""Messages out as lines of a page: the state in words, and red where a person is needed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import attrs

# State in the database: words, tone of the mark.
STATES = {
    "queued": ("Waiting to be sent", "waiting"),
    "sent": ("Sent", "calm"),
    "kept": ("Kept in the demo outbox", "calm"),
    "failed": ("Not sent", "care"),
}


HELD = "held back"


@attrs.frozen(kw_only=True)
class Line:
    """One message: to whom, what about, how it fared."""

    id: int
    to: str
    subject: str
    body: str
    at: datetime
    place: str
    state: str
    tone: str
    trouble: str
    has_failed: bool


def lines(found: Iterable[Any]) -> list[Line]:
    """The messages of one page."""
    return [_line(message) for message in found]


def _line(message: Any) -> Line:
    state, tone = STATES[message.status]
    if message.last_error == HELD:
        state, tone = "Held back: nothing is sent to this person", "calm"
    tries = f"{message.attempts} tries" if message.attempts != 1 else "1 try"
    return Line(
        id=message.pk,
        to=message.to,
        subject=message.subject,
        body=message.body,
        at=message.finished_at or message.created_at,
        place=message.location.name if message.location else "",
        state=state,
        tone=tone,
        trouble=f"{tries}, the last one: {message.last_error}" if message.last_error else "",
        has_failed=message.status == "failed",
    )
