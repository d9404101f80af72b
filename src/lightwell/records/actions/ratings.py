"""What staff rate or ask themselves: the now scale at the chair, MADRS after an interview."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

import lightwell.clinical as lw
from lightwell.access import clock
from lightwell.access.actors import Actor
from lightwell.access.errors import Conflict, Denied, InvalidInput, NotReady
from lightwell.access.models import Location
from lightwell.records import assignments, policies_ratings, scores
from lightwell.records.actions.questionnaires import task_of
from lightwell.records.models import Assignment, Patient, Response
from lightwell.records.queries import patients, ratings
from lightwell.records.queries import sessions as session_queries
from lightwell.records.session_state import SessionView

USED = "This page was already used for something else. Nothing was saved."
HELD = timedelta(hours=1)  # an assignment ends after it begins; one of staff is over at once


@transaction.atomic
def rate(
    *,
    by: Actor,
    patient: Patient,
    instrument: str,
    answers: Sequence[int | None],
    key: str,
    session: UUID | None = None,
    is_brief: bool = False,
) -> Response:
    """Keep what staff rated, with the task of a suicide item in the same transaction.

    A rating at a session is tied to it by its assignment (``ratings.reference``). ``is_brief``
    is the variant over the last 24 hours: a series of its own, never mixed with the other.
    """
    made = policies_ratings.check_can_rate(by, instrument)
    patient = patients.get(by=by, uid=patient.uid)
    Patient.objects.select_for_update().get(pk=patient.pk)
    scored = scores.score(instrument, answers)
    if done := Response.objects.filter(idempotency_key=key).first():
        return _the_same(by, patient, done, scored)
    _check(made, scored, is_brief=is_brief)
    at = clock.now()
    location = Location.objects.get(pk=_place(by))
    kept = _tied(by, patient, session, made, location, at) if session is not None else None
    response = scores.keep(
        by=by,
        patient=patient,
        location=location,
        instrument=instrument,
        answers=answers,
        key=key,
        at=at,
        assignment=kept,
        is_brief=is_brief,
    )
    if kept is not None:
        assignments.step(kept, by=by, verb="submit", at=at)
    task_of(by=by, response=response, scored=scored)
    return response


def _the_same(by: Actor, patient: Patient, done: Response, scored: lw.Score) -> Response:
    """A page sent twice is one rating; the same key for anything else is refused."""
    before = (done.patient_id, done.by_id, done.instrument, done.answers)
    if before != (patient.pk, by.user_id, scored.instrument.id, list(scored.answers)):
        raise Conflict(USED)
    return done


def _tied(
    by: Actor,
    patient: Patient,
    session: UUID,
    made: lw.Instrument,
    location: Location,
    at: datetime,
) -> Assignment:
    """What ties a rating to its session, once it may be made there now."""
    view = session_queries.session(by, session)
    if view.patient.pk != patient.pk:
        raise Conflict("This session is of another patient. Nothing was saved.")
    _check_time(view, made, at)
    return _assignment(by, view, made, location, at)


def _check_time(view: SessionView, made: lw.Instrument, at: datetime) -> None:
    """A rating of a session is made from the programme's minute on, on the day of the session."""
    start = view.started_at
    if start is None:
        raise NotReady("The session has not started. Nothing was saved.")
    begins = ratings.opens_at(view, made.id)
    if begins is not None and at < begins:
        clock_time = begins.astimezone(view.zone).strftime("%H:%M")
        raise NotReady(f"{made.title} is asked from {clock_time} on. Nothing was saved.")
    if view.day_of(at) != view.day_of(start):
        raise NotReady("The day of this session is over. Ask it at the follow-up instead.")


def _check(made: lw.Instrument, scored: lw.Score, *, is_brief: bool) -> None:
    if is_brief and not made.variants:
        raise InvalidInput(f"{made.title} has no variant over 24 hours.")
    if all(one is None for one in scored.answers):
        raise InvalidInput("Nothing was chosen. Choose at least one answer.")


def _assignment(
    by: Actor, view: SessionView, made: lw.Instrument, location: Location, at: datetime
) -> Assignment:
    """The reference from a rating to its session; opened and answered in one act."""
    count = ratings.of_session(view.uid).count()
    kept = Assignment.objects.create(
        patient=view.patient,
        location=location,
        instrument=made.id,
        instrument_version=made.version,
        channel=Assignment.Channel.STAFF,
        sent_at=at,
        expires_at=at + HELD,
        idempotency_key=f"{ratings.reference(view.uid)}{count + 1}",
    )
    assignments.begin(kept, by=by)
    assignments.step(kept, by=by, verb="open", at=at)
    return kept


def _place(by: Actor) -> int:
    if by.location_id is None:
        raise Denied("This is done by staff at a location.")
    return by.location_id
