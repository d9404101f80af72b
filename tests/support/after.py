"""What comes after a session in tests: left, rated, answered, asked after the next day."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from lightwell.access import clock
from lightwell.records.actions import follow_ups
from lightwell.records.models import FollowUp, Response, SessionEntry, TreatmentSession
from lightwell.records.scores import keep
from tests.support.cast import Cast
from tests.support.people import key
from tests.support.sessions import NINE, Running, at_minute, recovered

CALM = [0, 0, None, None, None, 0]
WELL = {"side_effects": "no", "sleep": "usual", "did_not_drive": "yes"}


def left(cast: Cast, door: str = "discharge") -> Running:
    """A person whose first session is over, 105 minutes after nine."""
    run = recovered(cast)
    with at_minute(105):
        run.act("leave", door=door, values={}, reason="")
    return run


def on_day(day: int, hour: int = 10) -> AbstractContextManager[None]:
    """The clock so many days after the day of the session, at an hour of New York in March."""
    return clock.at(NINE + timedelta(days=day, hours=hour - 9))


def answered(run: Running, total: int, at: datetime, instrument: str = "phq9") -> Response:
    """A PHQ-9 (or MADRS) of so many points, spread from the first item on; the last stays 0."""
    most, items = (3, 9) if instrument == "phq9" else (6, 10)
    answers, left_over = [], total
    for _ in range(items - 1):
        answers.append(min(most, left_over))
        left_over -= answers[-1]
    with transaction.atomic():
        return keep(
            by=run.prescriber,
            patient=run.patient,
            location=run.cast.harbour,
            instrument=instrument,
            answers=[*answers, 0],
            key=key(),
            at=at,
        )


def further_sessions(run: Running, upto: int) -> None:
    """Sessions 2 to so many, each started and left on its day, written past the actions."""
    for number in range(2, upto + 1):
        at = NINE + timedelta(days=(number - 1) * 3)
        row = TreatmentSession.objects.create(
            course=run.course,
            patient=run.patient,
            location=run.cast.harbour,
            number=number,
            planned_at=at,
            at=at,
            by=run.cast.alice,
            idempotency_key=key(),
        )
        steps = (("start", "running"), ("end_infusion", "recovering"), ("discharge", "discharged"))
        for place, (kind, status) in enumerate(steps, start=1):
            SessionEntry.objects.create(
                session=row,
                number=place,
                kind=kind,
                status=status,
                at=at + timedelta(minutes=40 * place),
                recorded_at=at + timedelta(minutes=40 * place),
                by=run.cast.ben,
                by_name=run.cast.ben.name,
                idempotency_key=key(),
            )


def asked_after(run: Running, **changes: Any) -> FollowUp:
    """Ben reaches the person and asks everything, unless said."""
    whole: dict[str, Any] = {
        "by": run.nurse,
        "session": run.uid,
        "purpose": "next_day",
        "was_reached": True,
        "answers": WELL,
        "screener": CALM,
        "now": [None, None, None],
        "note": "",
        "key": key(),
    }
    return follow_ups.record(**(whole | changes))
