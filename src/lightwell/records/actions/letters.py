"""Signing a letter to a prescriber outside."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from lightwell.access import audit, clock
from lightwell.access.actors import Actor
from lightwell.access.errors import Conflict, Denied, InvalidInput
from lightwell.access.models import Location, User
from lightwell.records.models import Letter, Patient
from lightwell.records.policies_letters import check_can_write_letter
from lightwell.records.queries import letters
from lightwell.records.queries import patients as patient_queries

USED = "This page was already used for something else. Nothing was saved."
LONGEST = {"recipient": 200, "address": 500, "words": 6000}


@transaction.atomic
def sign(
    *,
    by: Actor,
    patient: Patient,
    location: Location,
    recipient: str,
    address: str,
    agreed_on: date,
    words: str,
    key: str,
) -> Letter:
    """Keep a signed letter with what it tells of the record today.

    The person must have agreed that it goes out, today or before. The same key twice keeps one.
    """
    check_can_write_letter(by)
    patient = patient_queries.get(by=by, uid=patient.uid)
    Patient.objects.select_for_update().get(pk=patient.pk)
    said = _said(recipient=recipient, address=address, words=words)
    if done := Letter.objects.filter(idempotency_key=key).first():
        before = (done.patient_id, done.by_id, done.recipient, done.words, done.agreed_on)
        if before != (patient.pk, by.user_id, said["recipient"], said["words"], agreed_on):
            raise Conflict(USED)
        return done
    if agreed_on > timezone.localdate(clock.now()):
        raise InvalidInput("This day is in the future.", field="agreed_on")
    row = _keep(by, patient, location, {**said, "agreed_on": agreed_on, "idempotency_key": key})
    audit.record(
        by=by,
        action="letter.sign",
        subject=("letter", row.uid),
        patient=patient.uid,
        location=location,
        detail={"number": row.number},
    )
    return row


def _keep(by: Actor, patient: Patient, location: Location, said: dict[str, Any]) -> Letter:
    """The letter with what it tells of the record now."""
    user = _person(by)
    return Letter.objects.create(
        patient=patient,
        location=location,
        number=patient.letters.count() + 1,
        content=letters.content(by, patient, location),
        at=clock.now(),
        by=user,
        by_name=by.name,
        by_title=user.title,
        **said,
    )


def _said(**words: str) -> dict[str, Any]:
    """What was typed, trimmed; a letter to nobody or of no words is refused."""
    said = {name: value.strip() for name, value in words.items()}
    if not said["recipient"]:
        raise InvalidInput("Write to whom the letter goes.", field="recipient")
    if not said["words"]:
        raise InvalidInput("Write what you want to say.", field="words")
    for name, most in LONGEST.items():
        if len(said[name]) > most:
            raise InvalidInput(f"Shorten it to {most:,} characters.", field=name)
    return said


def _person(by: Actor) -> User:
    if by.user_id is None:
        raise Denied("A person signs a letter; the system does not.")
    return User.objects.get(pk=by.user_id)
