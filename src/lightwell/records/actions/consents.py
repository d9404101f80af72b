"""Taking a consent with the person present, and ending it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

import lightwell.clinical as lw
from lightwell.access import audit, clock
from lightwell.access.actors import Actor
from lightwell.access.errors import Conflict, Denied, InvalidInput, NotFound
from lightwell.records import policies_decisions as may
from lightwell.records.models import Consent, ConsentWithdrawal, Patient
from lightwell.records.queries import consents as queries
from lightwell.records.queries import patients as patient_queries
from lightwell.records.queries.consents import GUARDIAN, KETAMINE_IV, PATIENT
from lightwell.records.queries.presence import is_in_session

USED = "This page was already used for something else. Nothing was saved."
AT_MOST = 2000


@transaction.atomic
def give(
    *,
    by: Actor,
    patient: Patient,
    answers: Mapping[str, tuple[str, bool | None]],
    given_by: str,
    version: str,
    key: str,
    guardian_name: str = "",
    has_assent: bool | None = None,
    kind: str = KETAMINE_IV,
) -> Consent:
    """Keep that a person, who is present, agreed to the text of this version.

    ``answers`` holds for each question what the person said in their own words, and whether the
    clinician found it understood. Below 18 the guardian agrees and the young person assents.
    Refused during a session and until the day after it.
    """
    may.check_can_take_consent(by)
    patient = patient_queries.get(by=by, uid=patient.uid)
    Patient.objects.select_for_update().get(pk=patient.pk)
    text = lw.consent_text(kind)
    kept = _answers(text, answers)
    guardian_name = guardian_name.strip()
    if done := Consent.objects.filter(idempotency_key=key).first():
        before = (done.patient_id, done.by_id, done.answers, done.given_by, done.guardian_name)
        now = (patient.pk, by.user_id, kept, given_by, guardian_name)
        if (before, done.has_assent, done.kind) != (now, has_assent, kind):
            raise Conflict(USED)
        return done
    if version != text.header.version:
        raise Conflict("The text has a newer version. Nothing was saved. Open the page again.")
    may.check_is_fit_to_sign(is_in_session(patient))
    _check_understood(kept)
    _check_giver(patient, given_by, guardian_name, has_assent)
    row = _keep(by, patient, text, kept, given_by, guardian_name, has_assent, key)
    _trace(by, "consent.give", row, version=row.text_version)
    return row


@transaction.atomic
def withdraw(
    *, by: Actor, patient: Patient, consent: UUID, key: str, reason: str = ""
) -> ConsentWithdrawal:
    """End a consent: by the person at any time, or by staff whom the person told."""
    may.check_can_end_consent(by)
    patient = patient_queries.get(by=by, uid=patient.uid)
    row = Consent.objects.filter(uid=consent, patient=patient).first()
    if row is None:
        raise NotFound("There is no such consent in this record.")
    # A start of a session waits for this, or this for it: it never starts on what has just ended.
    Patient.objects.select_for_update().get(pk=patient.pk)
    reason = reason.strip()
    if done := ConsentWithdrawal.objects.filter(idempotency_key=key).first():
        if (done.consent_id, done.by_id, done.reason) != (row.pk, by.user_id, reason):
            raise Conflict(USED)
        return done
    if not by.is_patient and not reason:
        raise InvalidInput("Write what the person said.", field="reason")
    if len(reason) > 500:
        raise InvalidInput("Shorten it to 500 characters.", field="reason")
    ended = _end(by, row, reason, key)
    _trace(by, "consent.withdraw", row, version=row.text_version)
    return ended


def _end(by: Actor, row: Consent, reason: str, key: str) -> ConsentWithdrawal:
    try:
        with transaction.atomic():
            return ConsentWithdrawal.objects.create(
                consent=row,
                reason=reason,
                at=clock.now(),
                by_id=by.person_id(),
                by_name=by.name,
                idempotency_key=key,
            )
    except IntegrityError:
        raise Conflict("This consent has already ended. Nothing was changed.") from None


def _answers(
    text: lw.ConsentText, answers: Mapping[str, tuple[str, bool | None]]
) -> list[dict[str, Any]]:
    """Each question of the text with what was said; an answer to anything else is refused."""
    known = {question.id: question for question in text.questions}
    for question in answers:
        if question not in known:
            raise InvalidInput(f"{question} is no question of this text.")
    return [
        {
            "question": question.id,
            "asks": question.asks,
            "said": answers.get(question.id, ("", None))[0].strip(),
            "understood": answers.get(question.id, ("", None))[1],
        }
        for question in text.questions
    ]


def _check_understood(kept: list[dict[str, Any]]) -> None:
    for one in kept:
        name = str(one["question"])
        if not one["said"]:
            raise InvalidInput(
                f"Write down what the person said: {one['asks']}", field=f"{name}.said"
            )
        if len(one["said"]) > AT_MOST:
            raise InvalidInput(f"Shorten it to {AT_MOST} characters.", field=f"{name}.said")
        if one["understood"] is None:
            raise InvalidInput("Say whether you found it understood.", field=f"{name}.understood")
        if not one["understood"]:
            raise InvalidInput(
                "Not understood yet: explain it in other words and ask once more. "
                "A consent is kept when each answer is understood.",
                field=f"{name}.understood",
            )


def _check_giver(
    patient: Patient, given_by: str, guardian_name: str, has_assent: bool | None
) -> None:
    """An adult agrees alone; below 18 a named guardian agrees and the young person assents."""
    of_age = queries.is_of_age(patient)
    if of_age is None:
        raise InvalidInput("Record the birth date first: it says who has to agree.")
    wanted = PATIENT if of_age else GUARDIAN
    if given_by not in (PATIENT, GUARDIAN):
        raise InvalidInput("Choose who agrees.", field="given_by")
    if given_by != wanted:
        words = "a guardian agrees" if wanted == GUARDIAN else "the person agrees alone"
        raise InvalidInput(f"At this age {words}.", field="given_by")
    if wanted == PATIENT and (guardian_name or has_assent is not None):
        raise InvalidInput("Leave what concerns a guardian empty.", field="guardian_name")
    if wanted == GUARDIAN and not guardian_name:
        raise InvalidInput("Enter the name of the guardian.", field="guardian_name")
    if wanted == GUARDIAN and not has_assent:
        raise InvalidInput(
            "Without the assent of the young person there is no consent.", field="has_assent"
        )


def _keep(
    by: Actor,
    patient: Patient,
    text: lw.ConsentText,
    answers: list[dict[str, Any]],
    given_by: str,
    guardian_name: str,
    has_assent: bool | None,
    key: str,
) -> Consent:
    return Consent.objects.create(
        patient=patient,
        location_id=_place(by),
        kind=text.header.id,
        text_version=text.header.version,
        content_hash=text.header.content_hash,
        answers=answers,
        given_by=given_by,
        guardian_name=guardian_name,
        has_assent=has_assent,
        signed_on=timezone.localtime(clock.now()).date(),
        at=clock.now(),
        by_id=by.person_id(),
        by_name=by.name,
        idempotency_key=key,
    )


def _trace(by: Actor, action: str, row: Consent, **detail: object) -> None:
    audit.record(
        by=by,
        action=action,
        subject=("consent", row.uid),
        patient=row.patient.uid,
        location=by.location_id or row.location_id,
        detail={"of": row.kind, **detail},
    )


def _place(by: Actor) -> int:
    if by.location_id is None:
        raise Denied("This is done by staff at a location.")
    return by.location_id
