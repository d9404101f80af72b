"""Questionnaires as their readers see them: the patient's form, the list, staff's answers."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

from attrs import frozen
from django.db.models import QuerySet

import lightwell.clinical as lw
from lightwell.access import clock, identifiers
from lightwell.access.actors import CLINICAL_ROLES, Actor
from lightwell.access.errors import Denied, NotFound
from lightwell.access.models import Location
from lightwell.records import assignments
from lightwell.records.models import Assignment, Draft, Patient, QuestionnaireLink, Response
from lightwell.records.queries import doses, patients
from lightwell.records.queries.doses import Pause
from lightwell.records.risk_events import of_unsent
from lightwell.records.scores import BRIEF

LinkState = Literal["usable", "used", "expired", "unknown"]
SENT = "submitted"


@frozen
class Link:
    """What an e-mailed link can do now; the page says nothing of whose it is."""

    state: LinkState
    assignment: UUID | None
    location: Location | None


@frozen
class Form:
    """One questionnaire as the person who answers it sees it: no name, no record."""

    uid: UUID
    patient: UUID
    instrument: lw.Instrument
    location: Location
    status: str
    is_late: bool
    answers: tuple[int | None, ...]
    response: Response | None
    has_task: bool
    pause: Pause | None

    @property
    def is_sent(self) -> bool:
        return self.response is not None


@frozen
class CheckIn:
    """One line of the patient's list of forms."""

    uid: UUID
    title: str
    status: Literal["to do", "started", "sent", "over"]
    at: datetime

    @property
    def is_due(self) -> bool:
        """Whether it waits for the patient."""
        return self.status in {"to do", "started"}


@frozen
class Sent:
    """One line of the staff's list of questionnaires sent to a patient."""

    title: str
    channel: str
    status: str
    sent_at: datetime
    expires_at: datetime


def link(token: str) -> Link:
    """What this token opens; the same answer for a garbled and a never-sent one."""
    kept = (
        QuestionnaireLink.objects.select_related("assignment__location__organisation")
        .filter(digest=identifiers.digest(token))
        .first()
    )
    if kept is None:
        return Link("unknown", None, None)
    state: LinkState = "usable"
    if kept.consumed_at is not None:
        state = "used"
    elif kept.expires_at <= clock.now():
        state = "expired"
    return Link(state, kept.assignment.uid, kept.assignment.location)


def form(uid: UUID) -> Form:
    """One form, for whoever holds the permission to it; the caller has checked that."""
    kept = (
        Assignment.objects.select_related("location__organisation", "patient__home_location")
        .exclude(channel=Assignment.Channel.STAFF)
        .filter(uid=uid)
        .first()
    )
    if kept is None:
        raise NotFound("There is no such form.")
    draft = Draft.objects.filter(assignment=kept).first()
    made = lw.instrument(kept.instrument)
    return Form(
        uid=kept.uid,
        patient=kept.patient.uid,
        instrument=made,
        location=kept.location,
        status=assignments.status(kept),
        is_late=clock.now() >= assignments.answer_by(kept),
        answers=tuple(draft.answers) if draft else (None,) * len(made.items),
        response=Response.objects.filter(assignment=kept).first(),
        has_task=of_unsent(kept.uid).exists(),
        pause=None if made.post_session else doses.pause(kept.patient, kept.instrument),
    )


def own_form(*, by: Actor, uid: UUID) -> Form:
    """One form of the signed-in patient, or ``NotFound``."""
    found = form(uid)
    if found.patient != patients.of_user(by).uid:
        raise NotFound("There is no such form.")
    return found


def check_ins(by: Actor) -> tuple[CheckIn, ...]:
    """The forms asked of the signed-in patient in the portal, newest first."""
    asked = (
        Assignment.objects.filter(patient=patients.of_user(by))
        .exclude(channel=Assignment.Channel.STAFF)
        .select_related("response", "draft")
        .order_by("-sent_at")
    )
    return tuple(_check_in(one) for one in asked)


def _check_in(kept: Assignment) -> CheckIn:
    title = lw.instrument(kept.instrument).title
    response = getattr(kept, "response", None)
    if response is not None:
        return CheckIn(kept.uid, title, "sent", response.at)
    if clock.now() >= kept.expires_at:
        return CheckIn(kept.uid, title, "over", kept.expires_at)
    draft = getattr(kept, "draft", None)
    if draft is not None:
        return CheckIn(kept.uid, title, "started", draft.updated_at)
    return CheckIn(kept.uid, title, "to do", kept.expires_at)


def responses(by: Actor, patient: Patient, instrument: str) -> QuerySet[Response]:
    """The answers of a patient to an instrument, newest first.

    Clinical staff read those of their patients, a patient their own; the front desk none.
    """
    if by.is_staff and not by.has(*CLINICAL_ROLES):
        raise Denied("Only clinical staff read answers.")
    patients.get(by=by, uid=patient.uid)
    return Response.objects.filter(patient=patient, instrument=instrument)


def previous(response: Response) -> Response | None:
    """The last response with a total before this one, to the same instrument."""
    return (
        Response.objects.filter(
            patient_id=response.patient_id,
            instrument=response.instrument,
            total__isnull=False,
            at__lt=response.at,
        )
        .exclude(instrument_version__endswith=BRIEF)
        .order_by("-at", "-id")
        .first()
    )


def sent_to(*, by: Actor, patient: Patient) -> tuple[Sent, ...]:
    """What was sent to a patient and what became of it, newest first; no answers."""
    patients.get(by=by, uid=patient.uid)
    asked = Assignment.objects.filter(patient=patient).prefetch_related("events")
    asked = asked.exclude(channel=Assignment.Channel.STAFF)
    return tuple(
        Sent(
            title=lw.instrument(one.instrument).title,
            channel=one.channel,
            status=_sent_words(one),
            sent_at=one.sent_at,
            expires_at=one.expires_at,
        )
        for one in asked
    )


def _sent_words(kept: Assignment) -> str:
    status = list(kept.events.all())[-1].status
    if status == SENT:
        return "Answered"
    if clock.now() >= kept.expires_at:
        return "Not answered in time"
    return {"sent": "Sent, not opened", "opened": "Opened, not sent back"}.get(status, status)


def was_sent(key: str) -> bool:
    """Whether the press of this page was acted on already."""
    return Assignment.objects.filter(idempotency_key=key).exists()
