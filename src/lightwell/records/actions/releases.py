"""Releases to a therapist outside: signed by the person or recorded from paper, and ended."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction

from lightwell.access import audit, clock
from lightwell.access.actors import Actor
from lightwell.access.errors import Conflict, InvalidInput, NotFound
from lightwell.access.models import User
from lightwell.access.queries import people
from lightwell.records import days
from lightwell.records import policies_therapy as may
from lightwell.records.models import Patient, Release, ReleaseEnd
from lightwell.records.queries import patients as patient_queries
from lightwell.records.queries.consents import GUARDIAN, PATIENT, is_of_age
from lightwell.records.queries.presence import is_in_session
from lightwell.records.release_words import LONGEST_RELEASE, SHARES

USED = "This page was already used for something else. Nothing was saved."
LONGEST = {"therapist_name": 200, "purpose": 500, "guardian_name": 200}
SAME = ("therapist_name", "therapist_email", "purpose", "shares", "ends_on", "guardian_name")


@transaction.atomic
def sign(
    *,
    by: Actor,
    patient: Patient,
    therapist_name: str,
    therapist_email: str,
    purpose: str,
    shares: Collection[str],
    ends_on: date | None,
    key: str,
    signed_on: date | None = None,
    given_by: str = PATIENT,
    guardian_name: str = "",
) -> Release:
    """Keep that a person lets a therapist outside see these parts of the record until this day.

    The person signs in the portal; staff record a paper with its day, and below 18 the guardian
    who signed it. Refused during a session and until the day after it. Raises ``InvalidInput``
    for a release without an end, to nobody, of nothing, or to somebody who works here.
    """
    may.check_can_sign_release(by)
    patient = patient_queries.get(by=by, uid=patient.uid)
    Patient.objects.select_for_update().get(pk=patient.pk)
    said = _said(therapist_name, therapist_email, purpose, shares)
    said |= {"ends_on": ends_on, "guardian_name": " ".join(guardian_name.split())}
    if done := Release.objects.filter(idempotency_key=key).first():
        before = (done.patient_id, done.by_id, *(getattr(done, name) for name in SAME))
        if before != (patient.pk, by.user_id, *(said[name] for name in SAME)):
            raise Conflict(USED)
        return done
    if by.is_patient:
        may.check_is_fit_to_release(is_in_session(patient))
    _check_giver(by, patient, given_by, said["guardian_name"])
    said |= {"given_by": given_by, "signed_on": _signed(by, patient, signed_on)}
    said |= {"ends_at": _end_of(patient, ends_on), "is_on_paper": not by.is_patient}
    row = _keep(by, patient, said, key)
    _trace(by, "release.sign", row)
    return row


@transaction.atomic
def end(*, by: Actor, patient: Patient, release: UUID, key: str, reason: str = "") -> ReleaseEnd:
    """End a release at once: by the person at any time, or by staff whom the person told."""
    may.check_can_end_release(by)
    patient = patient_queries.get(by=by, uid=patient.uid)
    row = Release.objects.filter(uid=release, patient=patient).first()
    if row is None:
        raise NotFound("There is no such release in this record.")
    Patient.objects.select_for_update().get(pk=patient.pk)
    reason = reason.strip()
    if done := ReleaseEnd.objects.filter(idempotency_key=key).first():
        if (done.release_id, done.by_id, done.reason) != (row.pk, by.user_id, reason):
            raise Conflict(USED)
        return done
    if not by.is_patient and not reason:
        raise InvalidInput("Write what the person said.", field="reason")
    if len(reason) > 500:
        raise InvalidInput("Shorten it to 500 characters.", field="reason")
    if row.ends_at <= clock.now():
        raise Conflict("This release has already ended. Nothing was changed.")
    ended = _end(by, row, reason, key)
    _trace(by, "release.end", row, of="on paper" if row.is_on_paper else "in the portal")
    return ended


def _keep(by: Actor, patient: Patient, said: dict[str, Any], key: str) -> Release:
    return Release.objects.create(
        patient=patient,
        **said,
        at=clock.now(),
        by_id=by.person_id(),
        by_name=by.name,
        idempotency_key=key,
    )


def _end(by: Actor, row: Release, reason: str, key: str) -> ReleaseEnd:
    try:
        with transaction.atomic():
            return ReleaseEnd.objects.create(
                release=row,
                reason=reason,
                at=clock.now(),
                by_id=by.person_id(),
                by_name=by.name,
                idempotency_key=key,
            )
    except IntegrityError:
        raise Conflict("This release has already ended. Nothing was changed.") from None


def _said(name: str, email: str, purpose: str, shares: Collection[str]) -> dict[str, Any]:
    """What was typed, trimmed; each thing that is missing is named with its box."""
    said: dict[str, Any] = {
        "therapist_name": " ".join(name.split()),
        "therapist_email": email.strip().lower(),
        "purpose": purpose.strip(),
        "shares": [part for part in SHARES if part in shares],
    }
    if not said["therapist_name"]:
        raise InvalidInput("Enter the name of the therapist.", field="therapist_name")
    if not said["purpose"]:
        raise InvalidInput("Write what it is for.", field="purpose")
    for box in ("therapist_name", "purpose"):
        if len(said[box]) > LONGEST[box]:
            raise InvalidInput(f"Shorten it to {LONGEST[box]} characters.", field=box)
    if not said["shares"] or set(shares) - set(SHARES):
        raise InvalidInput("Choose at least one thing to share.", field="shares")
    _check_email(said["therapist_email"])
    return said


def _check_email(email: str) -> None:
    """The address of somebody outside. Whether it is a patient's is told to nobody here."""
    try:
        validate_email(email)
    except ValidationError:
        raise InvalidInput(
            "Enter an e-mail address like name@example.com.", field="therapist_email"
        ) from None
    known = people.with_email(email)
    if known is not None and known.kind == User.Kind.STAFF:
        raise InvalidInput(
            "This address belongs to somebody who works at the clinic. People who work here need "
            "no release. Enter the address of the therapist outside.",
            field="therapist_email",
        )


def _check_giver(by: Actor, patient: Patient, given_by: str, guardian_name: str) -> None:
    """An adult signs alone; below 18 a named guardian signs, on paper, with the clinic."""
    of_age = is_of_age(patient)
    if of_age is None:
        raise InvalidInput(
            "The birth date is not known, so nobody can say who has to sign. Call the clinic."
            if by.is_patient
            else "Record the birth date first: it says who has to sign."
        )
    if by.is_patient and not of_age:
        raise InvalidInput(
            "Below 18 a parent or guardian signs, on paper, with the clinic. Call the clinic."
        )
    wanted = PATIENT if of_age else GUARDIAN
    if given_by != wanted:
        words = "the person signs alone" if of_age else "a guardian signs"
        raise InvalidInput(f"At this age {words}.", field="given_by")
    if of_age and guardian_name:
        raise InvalidInput("Leave what concerns a guardian empty.", field="guardian_name")
    if not of_age and not guardian_name:
        raise InvalidInput("Enter the name of the guardian.", field="guardian_name")
    if len(guardian_name) > LONGEST["guardian_name"]:
        raise InvalidInput("Shorten it to 200 characters.", field="guardian_name")


def _signed(by: Actor, patient: Patient, signed_on: date | None) -> date:
    """In the portal it is signed today; a paper has its own day."""
    today = days.today(patient)
    if by.is_patient:
        return today
    if signed_on is None:
        raise InvalidInput("Enter the day on the paper.", field="signed_on")
    if signed_on > today:
        raise InvalidInput("This day is in the future.", field="signed_on")
    return signed_on


def _end_of(patient: Patient, ends_on: date | None) -> datetime:
    """The first moment after the last day; a release without an end is none."""
    if ends_on is None:
        raise InvalidInput("Say until when. A release has an end.", field="ends_on")
    today = days.today(patient)
    if ends_on < today:
        raise InvalidInput("This day is over. Choose today or a later day.", field="ends_on")
    if ends_on - today > LONGEST_RELEASE:
        raise InvalidInput(
            "Choose a day within a year. It can be signed again after that.", field="ends_on"
        )
    zone = ZoneInfo(patient.home_location.timezone)
    return datetime.combine(ends_on + timedelta(days=1), time(), tzinfo=zone)


def _trace(by: Actor, action: str, row: Release, **detail: object) -> None:
    audit.record(
        by=by,
        action=action,
        subject=("release", row.uid),
        patient=row.patient.uid,
        location=by.location_id or row.patient.home_location_id,
        detail=detail,
    )
