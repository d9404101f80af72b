"""Whether a person is in a session now, or in the hours after one, and who is with them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal
from zoneinfo import ZoneInfo

from attrs import frozen

from lightwell.access import clock
from lightwell.access.actors import Actor
from lightwell.access.errors import NotReady
from lightwell.clinical.transitions import SESSION
from lightwell.records.models import SessionEntry, TreatmentSession

if TYPE_CHECKING:
    from lightwell.records.models import Patient

Kind = SessionEntry.Kind
DOORS = (Kind.DISCHARGE, Kind.TRANSFER, Kind.LEAVE_AGAINST_ADVICE)


@frozen(kw_only=True)
class Presence:
    """A person in a session, or on the day of one: where, and who is with them."""

    phase: Literal["during", "after"]
    session: TreatmentSession
    nurse: str
    companion: str


def of(patient: Patient) -> Presence | None:
    """From the start of an infusion until the next day at the location; none at other times.

    A session that was never started does not count; one that was, and that nobody has left, does.
    """
    rows = (
        TreatmentSession.objects.filter(patient=patient, entries__kind=Kind.START)
        .select_related("location")
        .prefetch_related("entries")
        .order_by("-planned_at", "-id")
        .distinct()
    )
    found = (_presence(row) for row in rows)
    return next((one for one in found if one is not None), None)


def is_in_session(patient: Patient) -> bool:
    """Whether the hours of a session, or those after one, last."""
    return of(patient) is not None


def day_after(patient: Patient) -> date:
    """The next calendar day where the person is treated."""
    zone = ZoneInfo(patient.home_location.timezone)
    return clock.now().astimezone(zone).date() + timedelta(days=1)


def refuse_changes_in_session(by: Actor, patient: Patient) -> None:
    """What a person would change about themselves waits until they have slept a night."""
    if by.is_patient and is_in_session(patient):
        raise NotReady(
            "You had a treatment today. This can wait until tomorrow. Nothing was changed."
        )


def _presence(row: TreatmentSession) -> Presence | None:
    entries = list(row.entries.all())
    zone = ZoneInfo(row.location.timezone)
    today = clock.now().astimezone(zone).date()
    left = [one for one in entries if one.kind in DOORS and one.status in SESSION.final]
    if left and left[-1].at.astimezone(zone).date() < today:
        return None
    start = next(one for one in entries if one.kind == Kind.START)
    return Presence(
        phase="after" if left else "during",
        session=row,
        nurse=start.by_name,
        companion=_companion(entries),
    )


def _companion(entries: Iterable[SessionEntry]) -> str:
    """Whom the nurse last wrote down as the one who takes the person home."""
    names = [str(one.values["escort_name"]) for one in entries if one.values.get("escort_name")]
    return names[-1] if names else ""
