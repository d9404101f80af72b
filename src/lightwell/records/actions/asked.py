"""Questions that staff ask in person during a visit; the answers are kept as they were given."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

import lightwell.clinical as lw
from lightwell.access import clock
from lightwell.access.actors import Actor
from lightwell.access.errors import Conflict
from lightwell.access.models import Location
from lightwell.records import scores
from lightwell.records.actions import risk
from lightwell.records.models import Patient, Response
from lightwell.records.policies_sessions import check_can_chart
from lightwell.records.queries import patients

SINCE_LAST_VISIT = "cssrs_since_last_visit"


@transaction.atomic
def screen(*, by: Actor, patient: UUID, answers: Sequence[int | None], key: str) -> Response:
    """Keep the C-SSRS since the last visit, and with it the task of a yes or of a gap.

    A question that was due and not answered is unanswered, never no: it counts as a yes does
    until somebody asked again.
    """
    check_can_chart(by)
    person = patients.get(by=by, uid=patient)
    Patient.objects.select_for_update().get(pk=person.pk)
    scored = scores.score(SINCE_LAST_VISIT, answers)
    kept = Response.objects.filter(idempotency_key=key).first()
    if kept is not None:
        if kept.patient_id != person.pk or kept.answers != list(scored.answers):
            raise Conflict("This page was already sent with other answers. Nothing more was saved.")
        return kept
    at = clock.now()
    location = Location.objects.get(pk=by.location_id or 0)
    response = scores.keep(
        by=by,
        patient=person,
        location=location,
        instrument=SINCE_LAST_VISIT,
        answers=answers,
        key=key,
        at=at,
    )
    finding = lw.risk_of(scored)
    if finding is not None:
        risk.raise_task(
            by=by,
            patient=person,
            location=location,
            response=response,
            cause=f"response:{response.uid}",
            trigger=f"{response.instrument}_{response.safety}",
            finding=finding,
            at=at,
        )
    return response
