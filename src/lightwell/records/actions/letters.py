"""Signing a letter: to a prescriber outside, after a consultation, to a therapist outside."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from lightwell.access import audit, clock
from lightwell.access.actors import Actor
from lightwell.access.errors import Conflict, Denied, InvalidInput, NotFound
from lightwell.access.models import Location, User
from lightwell.records.models import Letter, Patient, Release
from lightwell.records.policies_letters import check_can_write_letter
from lightwell.records.queries import letter_contents, letters
from lightwell.records.queries import patients as patient_queries

USED = "This page was already used for something else. Nothing was saved."
LONGEST = {"recipient": 200, "address": 500, "words": 6000, "reason": 2000, "discussed": 4000}
WANTED = {
    "recipient": "Write to whom the letter goes.",
    "words": "Write what you want to say.",
    "reason": "Write why the person came.",
    "discussed": "Write which options you discussed.",
}
ENDED = "This release has ended, so no letter goes out on it. Nothing was signed."


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
    """Keep a signed letter to a prescriber outside with what it tells of the record today.

    The person must have agreed that it goes out, today or before. The same key twice keeps one.
    """
    person = _locked(by, patient)
    said = _said(recipient=recipient, address=address, words=words) | {"agreed_on": agreed_on}
    if done := _done(by, person, said, key):
        return done
    _check_agreed(agreed_on)
    content = letters.content(by, person, location)
    return _keep(by, person, location, Letter.Kind.PRESCRIBER, said, content, key)


@transaction.atomic
def sign_consultation(
    *,
    by: Actor,
    patient: Patient,
    location: Location,
    recipient: str,
    address: str,
    agreed_on: date | None,
    reason: str,
    discussed: str,
    words: str,
    key: str,
) -> Letter:
    """Keep a consultation letter: to whoever referred, once the person agreed, or to the person.

    No recipient: it goes to the person, who need not agree to it.
    """
    person = _locked(by, patient)
    themselves = f"{person.given_name} {person.family_name}"
    typed = _said(recipient=recipient.strip() or themselves, address=address, words=words)
    typed |= _said(reason=reason, discussed=discussed)
    more = {name: typed.pop(name) for name in ("reason", "discussed")}
    said = typed | {"agreed_on": agreed_on if recipient.strip() else None}
    if done := _done(by, person, said, key):
        return done
    if recipient.strip():
        _check_agreed(agreed_on)
    content = letter_contents.consultation(by, person, location) | more
    return _keep(by, person, location, Letter.Kind.CONSULTATION, said, content, key)


@transaction.atomic
def sign_to_therapist(
    *,
    by: Actor,
    patient: Patient,
    location: Location,
    release: UUID,
    address: str,
    words: str,
    key: str,
) -> Letter:
    """Keep a letter to the therapist of a standing release: what it opens, and nothing else."""
    person = _locked(by, patient)
    row = Release.objects.filter(uid=release, patient=person).select_related("patient").first()
    if row is None:
        raise NotFound("There is no such release in this record.")
    said = _said(recipient=row.therapist_name, address=address, words=words)
    said |= {"agreed_on": row.signed_on}
    if done := _done(by, person, said, key):
        return done
    if row.ends_at <= clock.now() or hasattr(row, "end"):
        raise Conflict(ENDED)
    content = letter_contents.for_therapist(row, location)
    return _keep(by, person, location, Letter.Kind.THERAPIST, said, content, key)


def _locked(by: Actor, patient: Patient) -> Patient:
    check_can_write_letter(by)
    person = patient_queries.get(by=by, uid=patient.uid)
    Patient.objects.select_for_update().get(pk=person.pk)
    return person


def _done(by: Actor, person: Patient, said: dict[str, Any], key: str) -> Letter | None:
    """What the same page kept before; a page is used for one letter."""
    done = Letter.objects.filter(idempotency_key=key).first()
    if done is None:
        return None
    before = {name: getattr(done, name) for name in said}
    if (done.patient_id, done.by_id, before) != (person.pk, by.user_id, said):
        raise Conflict(USED)
    return done


def _check_agreed(agreed_on: date | None) -> None:
    if agreed_on is None:
        raise InvalidInput("Enter when the person agreed that it goes out.", field="agreed_on")
    if agreed_on > timezone.localdate(clock.now()):
        raise InvalidInput("This day is in the future.", field="agreed_on")


def _keep(
    by: Actor,
    patient: Patient,
    location: Location,
    kind: Letter.Kind,
    said: dict[str, Any],
    content: dict[str, Any],
    key: str,
) -> Letter:
    """The letter with what it tells of the record now."""
    user = _person(by)
    row = Letter.objects.create(
        kind=kind,
        patient=patient,
        location=location,
        number=patient.letters.count() + 1,
        content=content,
        at=clock.now(),
        by=user,
        by_name=by.name,
        by_title=user.title,
        idempotency_key=key,
        **said,
    )
    audit.record(
        by=by,
        action="letter.sign",
        subject=("letter", row.uid),
        patient=patient.uid,
        location=location,
        detail={"number": row.number, "of": row.kind},
    )
    return row


def _said(**words: str) -> dict[str, Any]:
    """What was typed, trimmed; a letter to nobody or of no words is refused."""
    said = {name: value.strip() for name, value in words.items()}
    for name, value in said.items():
        if not value and name in WANTED:
            raise InvalidInput(WANTED[name], field=name)
        if len(value) > LONGEST[name]:
            raise InvalidInput(f"Shorten it to {LONGEST[name]:,} characters.", field=name)
    return said


def _person(by: Actor) -> User:
    if by.user_id is None:
        raise Denied("A person signs a letter; the system does not.")
    return User.objects.get(pk=by.user_id)
