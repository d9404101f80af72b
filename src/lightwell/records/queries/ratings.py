"""What staff rated: at a session, since then, and from when it can be."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from attrs import frozen
from django.db.models import QuerySet

import lightwell.clinical as lw
from lightwell.access.actors import Actor
from lightwell.records.models import Response
from lightwell.records.policies_sessions import check_can_read_session
from lightwell.records.queries.patients import visible_to

if TYPE_CHECKING:
    from lightwell.records.models import Patient
    from lightwell.records.session_state import SessionView

NOW_SCALE = "now_scale"


@frozen
class Rating:
    """One rating of its own: what was asked, what was said, how it stands to the one before."""

    at: datetime
    by_name: str
    values: tuple[tuple[str, int | None, str], ...]


def reference(session: UUID) -> str:
    """How the assignment of a rating names its session: the beginning of its key."""
    return f"session:{session.hex}:"


def of_session(session: UUID) -> QuerySet[Response]:
    """What was rated at a session, oldest first."""
    return Response.objects.filter(
        assignment__idempotency_key__startswith=reference(session)
    ).order_by("at", "id")


def opens_at(view: SessionView, instrument: str) -> datetime | None:
    """From when the programme asks this at a session; none before the start."""
    if view.started_at is None:
        return None
    minutes = [one.from_min for one in view.programme.care.measures if one.instrument == instrument]
    return view.started_at + timedelta(minutes=max(minutes, default=0))


def now_ratings(by: Actor, patient: Patient) -> list[Rating]:
    """Every now scale of a person, newest first, each beside the one before; never a sum."""
    check_can_read_session(by)
    rows = list(
        Response.objects.filter(
            patient__in=visible_to(by).filter(pk=patient.pk).values("pk"), instrument=NOW_SCALE
        )
        .select_related("by")
        .order_by("at", "id")
    )
    items = lw.instrument(NOW_SCALE).items
    found = []
    for before, row in zip([None, *rows], rows, strict=False):
        earlier: Sequence[int | None] = before.answers if before else [None] * len(items)
        values = tuple(
            (item.label, now, compared(now, then))
            for item, now, then in zip(items, row.answers, earlier, strict=True)
        )
        found.append(Rating(row.at, row.by.name if row.by else "", values))
    return found[::-1]


def compared(now: int | None, then: int | None) -> str:
    """One value beside the one before: lower, higher, the same; nothing without both."""
    if now is None or then is None:
        return ""
    if now == then:
        return "the same as before"
    return f"{'lower' if now < then else 'higher'} than before ({then})"
