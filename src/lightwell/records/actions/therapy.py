"""Writing down therapy sessions, correcting and withdrawing them. Nothing is overwritten."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from lightwell.access import audit, clock
from lightwell.access.actors import Actor
from lightwell.access.errors import Conflict, Denied, InvalidInput, NotFound
from lightwell.records import policies_therapy as may
from lightwell.records.models import Patient, TherapyRecord
from lightwell.records.queries import therapy
from lightwell.records.therapy_writing import USED, locked

LONGEST = {"themes": 6000, "next_steps": 3000, "homework": 3000}
WANTED = {
    "themes": "Write what it was about, in the person's words.",
    "next_steps": "Write what comes next.",
}
DAY_MIN = 24 * 60
SAME = ("kind", "held_at", "minutes", "themes", "next_steps", "homework")


@transaction.atomic
def write(*, by: Actor, patient: UUID, said: Mapping[str, Any], key: str) -> TherapyRecord:
    """Keep the record of a session that the actor held with a person.

    ``said`` has kind, held_at, minutes, themes, next_steps and homework. The same key twice keeps
    one. An outside therapist writes only while the person's release stands.
    """
    may.check_can_write_therapy(by)
    person = locked(by, patient)
    told = _told(said)
    if done := TherapyRecord.objects.filter(idempotency_key=key).first():
        return _same(done, by, person, told)
    row = TherapyRecord.objects.create(
        thread=uuid4(),
        number=1,
        patient=person,
        course=therapy.course_now(person),
        is_outside=by.is_outside,
        **told,
        **_by(by, key),
    )
    _trace(by, "therapy-record.write", row)
    return row


@transaction.atomic
def correct(
    *,
    by: Actor,
    patient: UUID,
    thread: UUID,
    said: Mapping[str, Any],
    reason: str,
    base: int,
    key: str,
) -> TherapyRecord:
    """Keep a further version of a record, with the reason; ``base`` is what the page showed."""
    person = locked(by, patient)
    first, newest = _versions(person, thread)
    may.check_can_correct_therapy(by, first)
    told = _told(said)
    if done := TherapyRecord.objects.filter(idempotency_key=key).first():
        return _same(done, by, person, told)
    _check_newest(newest, base)
    row = _further(by, newest, told | {"reason": _reason(reason)}, key)
    _trace(by, "therapy-record.correct", row)
    return row


@transaction.atomic
def withdraw(
    *, by: Actor, patient: UUID, thread: UUID, reason: str, base: int, key: str
) -> TherapyRecord:
    """Say that a record should not be here: it counts for nothing from now on, and stays."""
    person = locked(by, patient)
    first, newest = _versions(person, thread)
    may.check_can_withdraw_therapy(by, first)
    told = {name: getattr(newest, name) for name in SAME}
    if done := TherapyRecord.objects.filter(idempotency_key=key).first():
        return _same(done, by, person, told)
    _check_newest(newest, base)
    row = _further(by, newest, told | {"reason": _reason(reason), "is_withdrawn": True}, key)
    _trace(by, "therapy-record.withdraw", row)
    return row


def _versions(patient: Patient, thread: UUID) -> tuple[TherapyRecord, TherapyRecord]:
    rows = list(TherapyRecord.objects.filter(patient=patient, thread=thread).order_by("number"))
    if not rows:
        raise NotFound("There is no such therapy session in this record.")
    return rows[0], rows[-1]


def _check_newest(newest: TherapyRecord, base: int) -> None:
    if newest.number != base:
        raise Conflict(
            "Somebody has changed this record since the page was made. Nothing was saved. "
            "Open it again."
        )
    if newest.is_withdrawn:
        raise Conflict("This record was withdrawn. Write a new one.")


def _further(by: Actor, newest: TherapyRecord, told: dict[str, Any], key: str) -> TherapyRecord:
    return TherapyRecord.objects.create(
        thread=newest.thread,
        number=newest.number + 1,
        patient=newest.patient,
        course=newest.course,
        is_outside=by.is_outside,
        **told,
        **_by(by, key),
    )


def _same(
    done: TherapyRecord, by: Actor, patient: Patient, told: Mapping[str, Any]
) -> TherapyRecord:
    """What the same page kept before; a page is used for one thing."""
    before = {name: getattr(done, name) for name in SAME}
    if (done.patient_id, done.by_id, before) != (patient.pk, by.user_id, dict(told)):
        raise Conflict(USED)
    return done


def _told(said: Mapping[str, Any]) -> dict[str, Any]:
    """What was said of a session; what is missing or cannot be is named with its box."""
    if said.get("kind") not in TherapyRecord.Kind.values:
        raise InvalidInput("Choose what kind of session it was.", field="kind")
    held_at, minutes = said.get("held_at"), said.get("minutes")
    if not isinstance(held_at, datetime):
        raise InvalidInput("Enter when the session was.", field="held_on")
    if held_at > clock.now():
        raise InvalidInput(
            "This is in the future. Write it down once it was held.", field="held_on"
        )
    if isinstance(minutes, bool) or not isinstance(minutes, int) or not 0 < minutes <= DAY_MIN:
        raise InvalidInput("Enter how long it was, in whole minutes.", field="minutes")
    texts = {name: str(said.get(name) or "").strip() for name in LONGEST}
    for name, words in WANTED.items():
        if not texts[name]:
            raise InvalidInput(words, field=name)
    for name, most in LONGEST.items():
        if len(texts[name]) > most:
            raise InvalidInput(f"Shorten it to {most:,} characters.", field=name)
    return {"kind": said["kind"], "held_at": held_at, "minutes": minutes, **texts}


def _reason(reason: str) -> str:
    reason = reason.strip()
    if not reason:
        raise InvalidInput("Write why it is changed.", field="reason")
    if len(reason) > 500:
        raise InvalidInput("Shorten it to 500 characters.", field="reason")
    return reason


def _by(by: Actor, key: str) -> dict[str, Any]:
    if by.user_id is None:
        raise Denied("A person does this; the system does not.")
    return {
        "recorded_at": clock.now(),
        "by_id": by.user_id,
        "by_name": by.name,
        "idempotency_key": key,
    }


def _trace(by: Actor, action: str, row: TherapyRecord) -> None:
    audit.record(
        by=by,
        action=action,
        subject=("therapy-record", row.thread),
        patient=row.patient.uid,
        location=by.location_id or row.patient.home_location_id,
        detail={"of": row.kind, "number": row.number},
    )
