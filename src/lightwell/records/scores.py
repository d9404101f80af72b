"""Keeping answers: the score as computed then, with the version and hash of the wording."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import lightwell.clinical as lw
from lightwell.access import audit
from lightwell.access.actors import Actor
from lightwell.access.errors import InvalidInput
from lightwell.access.models import Location
from lightwell.records.models import Assignment, Patient, Response

# Ends the version under which a rating over the last 24 hours is kept: a series of its own.
BRIEF = " 24h"


def score(instrument: str, answers: Sequence[int | None]) -> lw.Score:
    """The score of answers as they came from a page; what cannot be an answer is refused."""
    try:
        return lw.score(instrument, answers)
    except lw.InvalidInput as refused:
        raise InvalidInput(str(refused)) from None


def keep(
    *,
    by: Actor,
    patient: Patient,
    location: Location,
    instrument: str,
    answers: Sequence[int | None],
    key: str,
    at: datetime,
    assignment: Assignment | None = None,
    seconds: int | None = None,
    is_brief: bool = False,
) -> Response:
    """Append a response and its trace, inside the caller's transaction.

    A skipped suicide item stays "unanswered", never zero.
    """
    scored = score(instrument, answers)
    response = Response.objects.create(
        patient=patient,
        location=location,
        assignment=assignment,
        instrument=instrument,
        **_columns(scored, is_brief=is_brief),
        at=at,
        seconds=seconds,
        by_id=by.user_id,
        idempotency_key=key,
    )
    audit.record(
        by=by,
        action="questionnaire.answer",
        subject=("response", response.uid),
        patient=patient.uid,
        location=location,
        detail={"instrument": instrument, "complete": scored.complete, "safety": scored.safety},
    )
    return response


def _columns(scored: lw.Score, *, is_brief: bool) -> dict[str, Any]:
    """The score as a response keeps it."""
    return {
        "instrument_version": scored.instrument.version + (BRIEF if is_brief else ""),
        "content_hash": scored.instrument.content_hash,
        "answers": list(scored.answers),
        "total": scored.total,
        "band": scored.band.label if scored.band else "",
        "complete": scored.complete,
        "missing": list(scored.missing),
        "safety": scored.safety,
        "safety_value": scored.safety_value,
        "risk": scored.risk or "",
    }
