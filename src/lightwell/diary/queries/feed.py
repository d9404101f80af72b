"""Somebody's visits as their own calendar knows them: the same entry, wherever the visit moves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from attrs import frozen
from django.db.models import Prefetch

from lightwell.access import clock
from lightwell.access.actors import Actor
from lightwell.access.errors import NotFound
from lightwell.access.identifiers import digest
from lightwell.access.models import Location
from lightwell.diary.models import Appointment, AppointmentEvent, CalendarAddress
from lightwell.records.queries import courses, patients

# How long a visit that is over stays in the calendar. Ours.
KEPT_DAYS = 30


@frozen(kw_only=True)
class Entry:
    """One visit; ``sequence`` grows with every change, ``uid`` stays."""

    uid: UUID
    sequence: int
    starts_at: datetime
    ends_at: datetime
    location: Location
    is_cancelled: bool
    changed_at: datetime


@frozen
class Address:
    """A calendar address that is in use: since when. Its secret is not kept."""

    uid: UUID
    at: datetime


def of_token(token: str) -> list[Entry]:
    """What a secret address shows; ``NotFound`` for one that was revoked or never made."""
    row = CalendarAddress.objects.filter(digest=digest(token), end__isnull=True).first()
    if row is None:
        raise NotFound("There is no calendar at this address.")
    return entries(row.patient)


def of_user(by: Actor) -> list[Entry]:
    """The signed-in person's coming visits that stand, for a file of their own."""
    now = clock.now()
    found = entries(patients.of_user(by).uid)
    return [one for one in found if one.ends_at > now and not one.is_cancelled]


def entries(patient: UUID) -> list[Entry]:
    """The visits of one person from some weeks ago on, also those that were cancelled, by time."""
    since = clock.now() - timedelta(days=KEPT_DAYS)
    found = [_entry(name, rows) for name, rows in _by_visit(patient).items()]
    return sorted(
        (one for one in found if one.ends_at > since), key=lambda one: (one.starts_at, one.uid)
    )


def address(by: Actor) -> Address | None:
    """The calendar address that the signed-in person has, if any."""
    uid = patients.of_user(by).uid
    row = CalendarAddress.objects.filter(patient=uid, end__isnull=True).last()
    return None if row is None else Address(row.uid, row.at)


def _by_visit(patient: UUID) -> dict[UUID, list[Appointment]]:
    """Every appointment under the name of its visit: a session by its number in its course."""
    names = {
        session.uid: uuid5(row.uid, str(session.number))
        for row in courses.rows().filter(patient__uid=patient)
        for session in row.sessions.all()
    }
    events = Prefetch("events", AppointmentEvent.objects.order_by("number"))
    rows = Appointment.objects.filter(patient=patient).select_related("location")
    found: dict[UUID, list[Appointment]] = {}
    for row in rows.prefetch_related(events).order_by("id"):
        found.setdefault(names.get(row.session, row.uid), []).append(row)
    return found


def _entry(name: UUID, rows: Sequence[Appointment]) -> Entry:
    """The newest place of a visit. Each step of any of its places counts as one change."""
    steps = [step for row in rows for step in row.events.all()]
    newest = rows[-1]
    return Entry(
        uid=name,
        sequence=len(steps) - 1,
        starts_at=newest.starts_at,
        ends_at=newest.ends_at,
        location=newest.location,
        is_cancelled=newest.events.all()[len(newest.events.all()) - 1].status == "cancelled",
        changed_at=steps[-1].at,
    )
