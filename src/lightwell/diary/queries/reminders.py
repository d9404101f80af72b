"""Which appointments are to be reminded of, and who wants it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from lightwell.access.actors import Actor
from lightwell.diary.models import Appointment, ReminderChoice
from lightwell.diary.queries import kept
from lightwell.records.queries import patients

# No day is longer than this, also where the clock is put back.
LONGEST_DAY = timedelta(hours=25)


def reminds_at(starts_at: datetime, zone: str) -> datetime:
    """The same time on the wall one day before, however long that day is."""
    local = starts_at.astimezone(ZoneInfo(zone))
    return (local - timedelta(days=1)).astimezone(UTC)


def due(now: datetime) -> list[UUID]:
    """Appointments of the next day without a reminder, of people who are written to and want it.

    Whoever got their time when the day before had come was told of it just then.
    """
    rows = kept.live().filter(
        status="booked", starts_at__gt=now, starts_at__lte=now + LONGEST_DAY, reminder__isnull=True
    )
    found = [row for row in rows.select_related("location") if _is_due(row, now)]
    wanted = wanting({row.patient for row in found})
    return [row.uid for row in found if row.patient in wanted]


def wanting(people: Iterable[UUID]) -> set[UUID]:
    """Those who have an address and did not ask for silence."""
    written = {one.uid for one in patients.to_write_to(people)}
    newest: dict[UUID, bool] = dict(
        ReminderChoice.objects.filter(patient__in=written)
        .order_by("id")
        .values_list("patient", "is_wanted")
    )
    return {uid for uid in written if newest.get(uid, True)}


def is_wanted(by: Actor) -> bool:
    """Whether the signed-in person wants reminders; they are sent until somebody says no."""
    uid = patients.of_user(by).uid
    newest = ReminderChoice.objects.filter(patient=uid).last()
    return newest is None or newest.is_wanted


def _is_due(row: Appointment, now: datetime) -> bool:
    at = reminds_at(row.starts_at, row.location.timezone)
    return row.at < at <= now
