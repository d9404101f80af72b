"""Visits as a calendar: others may see a calendar, so it says when and where, not why."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

from lightwell.diary.queries.feed import Entry


def calendar(visits: Sequence[Entry], *, clinic: str, now: datetime) -> bytes:
    """One entry for each visit, in the clock of its place, whose rules come along.

    A visit keeps its name wherever it moves; the higher sequence is the newer, and a cancelled
    one says so until it has passed.
    """
    made = Calendar()
    made.add("prodid", "-//Lightwell//Visits//EN")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    for one in visits:
        made.add_component(_event(one, clinic, now))
    made.add_missing_timezones()
    return bytes(made.to_ical())


def _event(one: Entry, clinic: str, now: datetime) -> Event:
    zone = ZoneInfo(one.location.timezone)
    event = Event()
    event.add("uid", f"urn:uuid:{one.uid}")
    event.add("sequence", one.sequence)
    event.add("status", "CANCELLED" if one.is_cancelled else "CONFIRMED")
    event.add("summary", f"Appointment, {clinic}")
    event.add("dtstamp", now.astimezone(UTC))
    event.add("last-modified", one.changed_at.astimezone(UTC))
    event.add("dtstart", one.starts_at.astimezone(zone))
    event.add("dtend", one.ends_at.astimezone(zone))
    event.add("location", one.location.address)
    event.add("class", "PRIVATE")
    return event
