"""The life of one assignment: numbered events, a draft, and who may answer until when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

import lightwell.clinical as lw
from lightwell.access import audit
from lightwell.access.actors import Actor
from lightwell.access.errors import Conflict, NotFound
from lightwell.clinical.transitions import ASSIGNMENT
from lightwell.records import scores
from lightwell.records.models import Assignment, AssignmentEvent, Draft

# Whoever opened a questionnaire in time may take this long over it (no time limits, R-67).
TIME_TO_ANSWER = timedelta(hours=24)


def begin(kept: Assignment, *, by: Actor) -> None:
    """The first event of an assignment that was just made."""
    AssignmentEvent.objects.create(
        assignment=kept,
        number=1,
        status=ASSIGNMENT.initial,
        at=kept.sent_at,
        by_id=by.user_id,
    )


def locked(assignment: UUID) -> Assignment:
    """The assignment, held for this transaction."""
    kept = (
        Assignment.objects.select_for_update(of=("self",))
        .select_related("patient", "location")
        .filter(uid=assignment)
        .first()
    )
    if kept is None:
        raise NotFound("There is no such form.")
    return kept


def check_own(by: Actor, kept: Assignment) -> None:
    """A patient answers only what was asked of them; a link's holder is checked by the link."""
    if by.is_patient and kept.patient.user_id != by.user_id:
        raise NotFound("There is no such form.")


def status(kept: Assignment) -> str:
    """What the newest event says."""
    return kept.events.order_by("-number")[0].status


def step(kept: Assignment, *, by: Actor, verb: str, at: datetime) -> None:
    """Add the next event and its trace; refused where the assignment does not allow it."""
    last = kept.events.order_by("-number")[0]
    if not ASSIGNMENT.allows(last.status, verb):
        raise Conflict("This form is over. Nothing was saved.")
    AssignmentEvent.objects.create(
        assignment=kept,
        number=last.number + 1,
        status=ASSIGNMENT.after(last.status, verb),
        at=at,
        by_id=by.user_id,
    )
    audit.record(
        by=by,
        action=f"questionnaire.{verb}",
        subject=("assignment", kept.uid),
        patient=kept.patient.uid,
        location=kept.location_id,
    )


def opened_at(kept: Assignment, *, by: Actor, at: datetime) -> datetime:
    """When the form was opened; a form that is answered without was opened now."""
    if status(kept) == ASSIGNMENT.initial:
        step(kept, by=by, verb="open", at=at)
    return kept.events.filter(status="opened")[0].at


def answer_by(kept: Assignment) -> datetime:
    """Until when answers count; a form opened in time leaves time to answer."""
    opened = kept.events.filter(status="opened").first()
    return max(kept.expires_at, opened.at + TIME_TO_ANSWER) if opened else kept.expires_at


def keep_draft(kept: Assignment, *, by: Actor, answers: Sequence[int | None], at: datetime) -> None:
    """Keep what is ticked so far."""
    scored = scores.score(kept.instrument, answers)
    trace_safety(kept, scored, by=by)
    Draft.objects.update_or_create(
        assignment=kept, defaults={"answers": list(scored.answers), "updated_at": at}
    )
    audit.record(
        by=by,
        action="questionnaire.draft",
        subject=("assignment", kept.uid),
        patient=kept.patient.uid,
        location=kept.location_id,
        detail={"answered": sum(answer is not None for answer in scored.answers)},
    )


def trace_safety(kept: Assignment, scored: lw.Score, *, by: Actor) -> None:
    """A suicide answer that was ticked and then lowered or taken back stays on record."""
    draft = Draft.objects.filter(assignment=kept).first()
    if draft is None:
        return
    before = scores.score(kept.instrument, draft.answers).safety_value or 0
    if before > (scored.safety_value or 0):
        audit.record(
            by=by,
            action="questionnaire.safety-lowered",
            subject=("assignment", kept.uid),
            patient=kept.patient.uid,
            location=kept.location_id,
            detail={"before": before, "after": scored.safety_value},
        )
