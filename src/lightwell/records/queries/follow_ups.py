"""Who is to be asked after: the day after a session, or since they left against advice."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from attrs import frozen
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from lightwell.access import clock
from lightwell.access.actors import Actor
from lightwell.access.errors import NotFound
from lightwell.records.models import FollowUp, SessionEntry, TreatmentSession
from lightwell.records.policies_sessions import can_read_session, check_can_read_session
from lightwell.records.queries import deaths, sessions
from lightwell.records.queries.patients import visible_to

if TYPE_CHECKING:
    from lightwell.records.models import Patient
    from lightwell.records.session_state import SessionView

NEXT_DAY, CALL_BACK = FollowUp.Purpose.NEXT_DAY, FollowUp.Purpose.CALL_BACK


@frozen(kw_only=True)
class Try:
    """One time that somebody asked after a person: reached or not, and what was said."""

    uid: UUID
    purpose: str
    was_reached: bool
    answers: Mapping[str, Any]
    note: str
    risk: str
    screener: tuple[int | None, ...] | None
    at: datetime
    by_name: str


@frozen(kw_only=True)
class Due:
    """A person to ask after: since which session, from which day, and what was tried."""

    session: SessionView
    purpose: str
    due_on: date
    tries: tuple[Try, ...]

    @property
    def title(self) -> str:
        """What kind of call it is."""
        return str(FollowUp.Purpose(self.purpose).label)


def due(by: Actor) -> list[Due]:
    """Everybody at this location to be asked after today, the longest waiting first.

    The day after a session is due until the person was reached, or began their next session and
    was asked there. A call-back is due from the moment somebody left against advice.
    """
    if not can_read_session(by):
        return []
    backs = [_due(view, CALL_BACK) for view in sessions.call_backs_due(by)]
    days = [_due(view, NEXT_DAY) for view in sessions.views(_unreached(by))]
    return sorted((one for one in (*backs, *days) if _is_due(one)), key=lambda one: one.due_on)


def of_patient(by: Actor, patient: Patient) -> list[Due]:
    """What is due about one person."""
    return [one for one in due(by) if one.session.patient.pk == patient.pk]


def one(by: Actor, session: UUID, purpose: str) -> Due:
    """One session with what was tried after it, whether it is due or done."""
    if purpose not in FollowUp.Purpose.values:
        raise NotFound("There is no such follow-up.")
    found = _due(sessions.session(by, session), purpose)
    if found.session.started_at is None or found.session.ended_at is None:
        raise NotFound("Nobody has left this session yet: there is nothing to follow up.")
    if purpose == CALL_BACK and found.session.status != "left_against_advice":
        raise NotFound("Nobody left this session against advice.")
    return found


def tries(by: Actor, session: UUID, purpose: str = "") -> tuple[Try, ...]:
    """Each time somebody asked after the person of a session, oldest first."""
    check_can_read_session(by)
    rows = FollowUp.objects.filter(
        session__uid=session, session__patient__in=visible_to(by).values("pk")
    ).select_related("response")
    return tuple(_try(row) for row in rows.order_by("at", "id") if purpose in ("", row.purpose))


def _unreached(by: Actor) -> QuerySet[TreatmentSession]:
    entries = SessionEntry.objects.filter(session=OuterRef("pk"))
    reached = FollowUp.objects.filter(session=OuterRef("pk"), purpose=NEXT_DAY, was_reached=True)
    later = SessionEntry.objects.filter(
        ~Q(session=OuterRef("pk")),
        session__patient=OuterRef("patient"),
        kind=SessionEntry.Kind.START,
        session__planned_at__gt=OuterRef("planned_at"),
    )
    return (
        TreatmentSession.objects.filter(
            Exists(entries.filter(kind=SessionEntry.Kind.START)),
            ~Exists(reached),
            ~Exists(later),
            ~Exists(deaths.dead().filter(pk=OuterRef("patient"))),
            patient__in=visible_to(by).values("pk"),
            location=by.location_id or 0,
        )
        .select_related("patient", "location", "course")
        .prefetch_related(
            Prefetch("entries", SessionEntry.objects.order_by("number")),
            "course__plans__signatures",
        )
    )


def _due(view: SessionView, purpose: str) -> Due:
    left = view.ended_at or view.started_at or view.planned_at
    wait = timedelta(days=1) if purpose == NEXT_DAY else timedelta()
    rows = FollowUp.objects.filter(session__uid=view.uid, purpose=purpose)
    return Due(
        session=view,
        purpose=purpose,
        due_on=view.day_of(left) + wait,
        tries=tuple(map(_try, rows.select_related("response").order_by("number"))),
    )


def _is_due(found: Due) -> bool:
    view = found.session
    return view.ended_at is not None and found.due_on <= view.day_of(clock.now())


def _try(row: FollowUp) -> Try:
    kept = row.response
    return Try(
        uid=row.uid,
        purpose=row.purpose,
        was_reached=row.was_reached,
        answers=row.answers,
        note=row.note,
        risk=kept.risk if kept else "",
        screener=tuple(kept.answers) if kept else None,
        at=row.at,
        by_name=row.by_name,
    )
