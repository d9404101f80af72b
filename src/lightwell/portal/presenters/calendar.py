"""Visits as a calendar file: others may see a calendar, so it says when and where, not why."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from icalendar import Calendar, Event

from lightwell.diary.queries.appointments import Booked


def calendar(visits: Sequence[Booked], *, clinic: str, now: datetime) -> bytes:
    """One entry for each visit, in universal time; a later file with the same visit replaces it."""
    made = Calendar()
    made.add("prodid", "-//Lightwell//Visits//EN")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    for one in visits:
        event = Event()
        event.add("uid", f"urn:uuid:{one.uid}")
        event.add("summary", f"Appointment, {clinic}")
        event.add("dtstamp", now.astimezone(UTC))
        event.add("dtstart", one.starts_at.astimezone(UTC))
        event.add("dtend", one.ends_at.astimezone(UTC))
        event.add("location", one.location.address)
        event.add("class", "PRIVATE")
        made.add_component(event)
    return bytes(made.to_ical())
