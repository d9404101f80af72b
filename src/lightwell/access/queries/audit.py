"""The audit trail as the auditor of a location reads it; no feature ever reads it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import overload
from uuid import UUID
from zoneinfo import ZoneInfo

from attrs import frozen
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet

from lightwell.access import sentences
from lightwell.access.audit import INSTALLATION, chain_of
from lightwell.access.models import AuditEvent, Location, User

PER_PAGE = 50
SYSTEM, PATIENTS = "system", "patient"  # kinds of actors who are not staff


@frozen
class Wanted:
    """Which acts to show: by whom, about which patient, of what kind, on which day."""

    person: str = ""  # a user's number, or a kind of actor
    patient: UUID | None = None
    subject: str = ""
    day: date | None = None


@frozen
class Act:
    """One act: its number in its chain, when, who, what, and about which patient."""

    chain: str
    number: int
    at: datetime
    who: str
    what: str
    patient: UUID | None

    @classmethod
    def of(cls, event: AuditEvent) -> Act:
        """The act that an event keeps."""
        return cls(
            chain=event.chain,
            number=event.number,
            at=event.at,
            who=event.actor_name,
            what=sentences.words(event.action, event.detail),
            patient=event.patient,
        )


class Acts(Sequence[Act]):
    """Acts in words, read only as far as they are asked for."""

    def __init__(self, events: QuerySet[AuditEvent]) -> None:
        self._events = events

    def __len__(self) -> int:
        return self._events.count()

    @overload
    def __getitem__(self, index: int) -> Act: ...
    @overload
    def __getitem__(self, index: slice) -> list[Act]: ...
    def __getitem__(self, index: int | slice) -> Act | list[Act]:
        if isinstance(index, int):
            return Act.of(self._events[index])
        return [Act.of(event) for event in self._events[index]]


def page(location: Location, wanted: Wanted, number: str) -> Page[Act]:
    """One page of the acts wanted, newest first; a number that is none gives the first page."""
    return Paginator(Acts(_events(location, wanted)), PER_PAGE).get_page(number)


def newest(location: Location, wanted: Wanted, limit: int) -> list[Act]:
    """The newest acts wanted, at most so many."""
    return Acts(_events(location, wanted))[:limit]


def people_of(location: Location) -> list[tuple[str, str]]:
    """Everybody who holds or held a role at a location, as choices."""
    staff = User.objects.filter(memberships__location=location).distinct().order_by("name")
    return [(str(user.pk), user.name) for user in staff]


def _events(location: Location, wanted: Wanted) -> QuerySet[AuditEvent]:
    """Acts at this location and of the installation; a patient's own trail wherever it was left.

    Whether the reader may see that patient is the caller's question to the records.
    """
    events = AuditEvent.objects.order_by("-id")
    if wanted.patient:
        events = events.filter(patient=wanted.patient)
    else:
        events = events.filter(chain__in=[chain_of(location), INSTALLATION])
    if wanted.person in {SYSTEM, PATIENTS}:
        events = events.filter(actor_kind=wanted.person)
    elif wanted.person:
        events = events.filter(actor_user=wanted.person)
    if wanted.subject:
        events = events.filter(action__startswith=f"{wanted.subject}.")
    if wanted.day:
        start = datetime.combine(wanted.day, datetime.min.time(), ZoneInfo(location.timezone))
        next_day = datetime.combine(
            wanted.day + timedelta(days=1), datetime.min.time(), ZoneInfo(location.timezone)
        )
        events = events.filter(at__gte=start, at__lt=next_day)
    return events
