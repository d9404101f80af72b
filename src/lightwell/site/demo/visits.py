"""One visit at the chair: its place, its start, and the version of its session so far."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from attrs import define

from lightwell.records.actions import sessions

if TYPE_CHECKING:
    from lightwell.access.actors import Actor
    from lightwell.records.models import SessionEntry

# From the appointment to the start of the dose.
PREPARING = timedelta(minutes=45)
QUARTER = timedelta(minutes=15)


@define(kw_only=True)
class Visit:
    """What the acts of one visit share."""

    appointment: UUID
    session: UUID
    start: datetime
    version: int = 0

    def moment(self, minute: int) -> datetime:
        """So many minutes from the start; what comes before it is of the same day."""
        at = self.start + timedelta(minutes=minute)
        return max(at, self.start.replace(hour=0, minute=0, second=0)) if minute < 0 else at

    def act(self, by: Actor, name: str, **given: Any) -> SessionEntry:
        """One entry on the newest version that this visit knows."""
        entry: SessionEntry = getattr(sessions, name)(
            by=by, session=self.session, key=uuid4().hex, version=self.version, **given
        )
        self.version = entry.number
        return entry


def times_of_today(now: datetime, zone: Any, minutes_ago: int) -> tuple[datetime, datetime]:
    """The start so many minutes ago, to the minute, and the quarter of an hour kept for it.

    A visit is of one day on the clinic's clock, also when it is told just before or after midnight.
    """
    start = (now - timedelta(minutes=minutes_ago)).astimezone(zone).replace(microsecond=0)
    midnight = start.replace(hour=0, minute=0, second=0)
    is_tomorrow = start.date() > now.astimezone(zone).date()
    if is_tomorrow or (minutes_ago > 0 and start - PREPARING < midnight):
        start = midnight - timedelta(minutes=1)
    place = start - PREPARING
    seconds = place.timestamp() % QUARTER.total_seconds()
    return start, (place - timedelta(seconds=seconds)).astimezone(zone)
