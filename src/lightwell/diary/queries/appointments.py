"""Appointments: of some days, of one person; each with chair, nurse and how far it has come."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID
from zoneinfo import ZoneInfo

from attrs import frozen
from django.db.models import OuterRef, QuerySet, Subquery

import lightwell.clinical as lw
from lightwell.access import clock
from lightwell.access.actors import Actor
from lightwell.access.errors import NotFound, NotReady
from lightwell.access.models import Location
from lightwell.diary.models import Appointment, AppointmentEvent
from lightwell.diary.policies import check_can_read_schedule
from lightwell.records.queries import patients
from lightwell.records.queries import places as treated

if TYPE_CHECKING:
    from lightwell.records.models import Patient
    from lightwell.records.queries.courses import CourseView

LIVE = ("booked", "arrived")
GONE = ("moved", "cancelled")


@frozen(kw_only=True)
class Booked:
    """One appointment as it stands."""

    uid: UUID
    session: UUID
    patient: Patient
    location: Location
    room: str
    chair: str
    chair_id: int
    nurse: str
    nurse_id: int
    starts_at: datetime
    ends_at: datetime
    status: str
    number: int

    @property
    def is_live(self) -> bool:
        """Whether the chair is kept for it."""
        return self.status in LIVE


def get(by: Actor, uid: UUID) -> Booked:
    """One appointment of somebody who is seen where the actor works, or ``NotFound``."""
    found = _booked(by, _rows(by).filter(uid=uid))
    if not found:
        raise NotFound("There is no such appointment here.")
    return found[0]


def of_days(by: Actor, location: Location, first: date, days: int = 1) -> list[Booked]:
    """What is booked on these days of the clinic's calendar, by time (two queries).

    A day that begins or ends summer time is as long as it is.
    """
    zone = ZoneInfo(location.timezone)
    begins, ends = (
        datetime.combine(day, time(), tzinfo=zone).astimezone(UTC)
        for day in (first, first + timedelta(days=days))
    )
    rows = _rows(by).filter(location=location, starts_at__gte=begins, starts_at__lt=ends)
    return [one for one in _booked(by, rows) if one.status not in GONE]


def of_patient(by: Actor, patient: Patient) -> list[Booked]:
    """Every appointment of one person, also those that were moved, by time (two queries)."""
    return _booked(by, _rows(by).filter(patient=patient.uid))


def coming(by: Actor, patient: Patient) -> list[Booked]:
    """What is still ahead for one person."""
    now = clock.now()
    return [one for one in of_patient(by, patient) if one.is_live and one.ends_at > now]


def locations_of(patient: UUID) -> set[int]:
    """Where somebody has or had a place, so that all of them can be held at once."""
    rows = Appointment.objects.filter(patient=patient)
    return set(rows.values_list("location_id", flat=True))


def lost_elsewhere(by: Actor) -> list[Booked]:
    """Sessions of courses that are led here whose place at another location was missed or given up.

    Whoever noted it there does not move them; they stay on the list until they have another.
    """
    known = {row.uid for _, row in treated.sessions_elsewhere(by)}
    found = newest_by_session(_booked(by, _rows(by).filter(session__in=known))) if known else {}
    return [one for one in found.values() if one.status in ("missed", "cancelled")]


def newest_by_session(found: Iterable[Booked]) -> dict[UUID, Booked]:
    """The appointment of each session that was made last."""
    return {one.session: one for one in sorted(found, key=lambda one: one.number)}


def given_up(by: Actor, location: Location, after: datetime, until: datetime) -> list[Booked]:
    """Places between two moments that somebody moved away from or cancelled, by time."""
    rows = _rows(by).filter(location=location, starts_at__gt=after, starts_at__lt=until)
    return [one for one in _booked(by, rows) if one.status in GONE]


def overlapping(
    by: Actor, *, nurse: int, starts_at: datetime, ends_at: datetime, but: UUID | None = None
) -> list[Booked]:
    """What else a nurse is booked for in this time; how many one nurse may have is local."""
    rows = _rows(by).filter(nurse=nurse, starts_at__lt=ends_at, ends_at__gt=starts_at)
    return [one for one in _booked(by, rows) if one.is_live and one.uid != but]


def length_of(course: CourseView) -> lw.VisitLength:
    """How long a place is kept for a session of the signed plan, part by part."""
    if course.plan is None:
        raise NotReady("Sessions are booked from a signed plan. Sign the plan first.")
    planned = course.plan.content
    way = course.programme.dose_of(planned.get("dose", ""))
    return lw.visit_length(
        course.programme,
        lw.Minutes(planned["minutes"]) if way.infusion else None,
        dose=way.id,
        devices=int(planned["count"]) if way.form == "devices" else 1,
    )


def _rows(by: Actor) -> QuerySet[Appointment]:
    check_can_read_schedule(by)
    step = AppointmentEvent.objects.filter(appointment=OuterRef("pk")).order_by("-number")
    rows = (
        Appointment.objects.select_related("chair__room", "nurse", "location")
        .annotate(status=Subquery(step.values("status")[:1]))
        .order_by("starts_at", "id")
    )
    # Wherever it is: whose appointments somebody sees is whose record they see.
    return rows if by.is_patient or by.location_id is not None else rows.none()


def _booked(by: Actor, rows: QuerySet[Appointment]) -> list[Booked]:
    found: Sequence[Any] = list(rows)
    people = patients.among(by, [row.patient for row in found])
    return [
        Booked(
            uid=row.uid,
            session=row.session,
            patient=people[row.patient],
            location=row.location,
            room=row.chair.room.name,
            chair=row.chair.name,
            chair_id=row.chair_id,
            nurse=row.nurse.name,
            nurse_id=row.nurse_id,
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            status=row.status,
            number=row.pk,
        )
        for row in found
        if row.patient in people
    ]
