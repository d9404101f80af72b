"""The times at which chairs, staff and one person are taken: times alone, and nobody's name."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from attrs import frozen
from django.db.models import OuterRef, Q, QuerySet, Subquery

from lightwell.access.models import Location
from lightwell.diary.models import Appointment, AppointmentEvent
from lightwell.scheduler import Span

LIVE = ("booked", "arrived")


@frozen
class Held:
    """When a member of staff has somebody: at which location, and whether beside them alone."""

    span: Span
    location: int
    is_beside: bool = False

    def is_looked_after_at(self, place: Location) -> bool:
        """Whether they can look after others there too; not from elsewhere or from beside one."""
        return self.location == place.pk and not self.is_beside


@frozen(kw_only=True)
class Taken:
    """When each chair and each member of staff is taken, and when the person is elsewhere."""

    chairs: dict[int, list[Span]]
    people: dict[int, list[Held]]
    patient: list[Span]

    def of(self, person: int) -> list[Held]:
        """Whom a member of staff has."""
        return self.people.get(person, [])


def patients_on(location: Location, first: date, last: date) -> set[UUID]:
    """Who is booked at a location on these days and those between."""
    zone = ZoneInfo(location.timezone)
    begins, ends = (
        datetime.combine(day, time(), tzinfo=zone) for day in (first, last + timedelta(days=1))
    )
    rows = live().filter(location=location, starts_at__gte=begins, starts_at__lt=ends)
    return set(rows.values_list("patient", flat=True))


def live() -> QuerySet[Any]:
    """Every appointment that is kept now: neither moved nor cancelled, missed or over."""
    newest = AppointmentEvent.objects.filter(appointment=OuterRef("pk")).order_by("-number")
    rows = Appointment.objects.annotate(status=Subquery(newest.values("status")[:1]))
    return rows.filter(status__in=LIVE)


def between(
    locations: Collection[Location],
    staff: Collection[int],
    patient: UUID,
    begins: datetime,
    ends: datetime,
    *,
    but: Collection[UUID] = (),
) -> Taken:
    """What is kept at these locations, and of their staff and this person at any other too."""
    rows = (
        live()
        .filter(starts_at__lt=ends, ends_at__gt=begins)
        .filter(
            Q(location__in=[one.pk for one in locations])
            | Q(nurse__in=staff)
            | Q(beside__therapist__in=staff)
            | Q(patient=patient)
        )
        .exclude(uid__in=but)
        .select_related("beside")
    )
    found = Taken(chairs={}, people={}, patient=[])
    for row in rows:
        span = Span(row.starts_at, row.ends_at)
        found.chairs.setdefault(row.chair_id, []).append(span)
        found.people.setdefault(row.nurse_id, []).append(Held(span, row.location_id))
        if hasattr(row, "beside"):
            beside = Held(span, row.location_id, is_beside=True)
            found.people.setdefault(row.beside.therapist_id, []).append(beside)
        if row.patient == patient:
            found.patient.append(span)
    return found
