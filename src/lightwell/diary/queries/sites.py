"""What each location has for a series: its clock, chairs and staff, and when it is closed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from attrs import evolve, frozen

from lightwell.access.models import Location
from lightwell.diary.models import StaffHours
from lightwell.diary.queries import hours, kept, places
from lightwell.diary.queries.kept import Held
from lightwell.records.queries.courses import CourseView
from lightwell.scheduler import Chair, Nurse, Site, Span, Therapist


@frozen(kw_only=True)
class Found:
    """The locations as the scheduler knows them, and when the person is elsewhere."""

    sites: tuple[Site, ...]
    person: tuple[Span, ...]


def of(
    course: CourseView,
    locations: Sequence[Location],
    begins: datetime,
    last_day: date,
    *,
    own: Collection[UUID] = (),
) -> Found:
    """Chairs and staff with their hours and what they have; ``own`` places are free to be left.

    The clock of the course says when the last day ends.
    """
    rows = {one.pk: hours.rows(one) for one in locations}
    staff = {row.person_id for found in rows.values() for row in found}
    ends = end_of(last_day, course.zone)
    taken = kept.between(locations, staff, course.patient.uid, begins, ends, but=own)
    sites = tuple(
        evolve(
            _site(one, rows[one.pk], taken, begins, last_day),
            is_elsewhere=one.pk != course.location,
        )
        for one in locations
    )
    return Found(sites=sites, person=tuple(taken.patient))


def end_of(day: date, zone: str) -> datetime:
    """The last moment of a day on a wall."""
    return datetime.combine(day + timedelta(days=1), time(), tzinfo=ZoneInfo(zone))


def _site(
    location: Location,
    rows: Sequence[StaffHours],
    taken: kept.Taken,
    begins: datetime,
    last_day: date,
) -> Site:
    first_day = begins.astimezone(ZoneInfo(location.timezone)).date()

    def of_part(part: str) -> list[tuple[int, list[Span]]]:
        in_part = [one for one in rows if one.part == part]
        return sorted(hours.spans(in_part, location, first_day, last_day).items())

    at_once = hours.at_once(rows)
    return Site(
        zone=location.timezone,
        chairs=tuple(
            Chair(id=one.pk, taken=taken.chairs.get(one.pk, ())) for one in places.chairs(location)
        ),
        nurses=tuple(
            Nurse(
                id=pk,
                at_once=at_once[pk],
                shifts=spans,
                taken=_spans(one for one in taken.of(pk) if one.is_looked_after_at(location)),
                away=_spans(one for one in taken.of(pk) if not one.is_looked_after_at(location)),
            )
            for pk, spans in of_part("nurse")
        ),
        on_site=[span for _, spans in of_part("prescriber") for span in spans],
        therapists=tuple(
            Therapist(id=pk, shifts=spans, taken=_spans(taken.of(pk)))
            for pk, spans in of_part("therapist")
        ),
        closed=hours.closed_spans(location, first_day),
    )


def _spans(held: Iterable[Held]) -> list[Span]:
    return [one.span for one in held]
