"""A clinician says by which code a diagnosis is billed, and when it no longer is."""

from __future__ import annotations

import re
from uuid import UUID

from django.db import transaction

from lightwell.access import audit, clock
from lightwell.access.actors import Actor
from lightwell.access.errors import Conflict, Denied, InvalidInput, NotFound
from lightwell.records.models import DiagnosisCode, Patient
from lightwell.records.policies_bills import check_can_bill
from lightwell.records.queries import bills
from lightwell.records.queries import patients as patient_queries

USED = "This page was already used for something else. Nothing was saved."
# The shape of an ICD-10-CM code. Whether it exists and fits is the clinician's to know.
SHAPE = re.compile(r"[A-TV-Z]\d[0-9A-B](\.[0-9A-TV-Z]{1,4})?", re.ASCII)


@transaction.atomic
def record(*, by: Actor, patient: Patient, code: str, words: str, key: str) -> DiagnosisCode:
    """Keep a code with the clinician's own words for it. The same key twice keeps one."""
    check_can_bill(by)
    person = _locked(by, patient)
    code, words = code.strip().upper(), " ".join(words.split())
    if done := DiagnosisCode.objects.filter(idempotency_key=key).first():
        if (done.patient_id, done.code, done.words) != (person.pk, code, words):
            raise Conflict(USED)
        return done
    if not SHAPE.fullmatch(code):
        raise InvalidInput("Write the code as in F33.2, with its point.", field="code")
    if not words:
        raise InvalidInput("Write what the code says, in your words.", field="words")
    if len(words) > 200:
        raise InvalidInput("Shorten it to 200 characters.", field="words")
    return _keep(by, person, code, words, key, is_over=False)


@transaction.atomic
def end(*, by: Actor, patient: Patient, diagnosis: UUID, key: str) -> DiagnosisCode:
    """Say that a code no longer counts; bills that carry it stay as they are."""
    check_can_bill(by)
    person = _locked(by, patient)
    row = DiagnosisCode.objects.filter(patient=person, uid=diagnosis).first()
    if row is None:
        raise NotFound("There is no such code in this record.")
    if done := DiagnosisCode.objects.filter(idempotency_key=key).first():
        if (done.patient_id, done.code, done.is_over) != (person.pk, row.code, True):
            raise Conflict(USED)
        return done
    if row.uid not in [one.uid for one in bills.diagnoses(by, person)]:
        raise Conflict("This code was ended or written anew. Nothing was changed.")
    return _keep(by, person, row.code, row.words, key, is_over=True)


def _keep(
    by: Actor, person: Patient, code: str, words: str, key: str, *, is_over: bool
) -> DiagnosisCode:
    if by.user_id is None:
        raise Denied("A person does this; the system does not.")
    row = DiagnosisCode.objects.create(
        patient=person,
        code=code,
        words=words,
        is_over=is_over,
        at=clock.now(),
        by_id=by.user_id,
        by_name=by.name,
        idempotency_key=key,
    )
    audit.record(
        by=by,
        action="diagnosis.end" if is_over else "diagnosis.record",
        subject=("diagnosis", row.uid),
        patient=person.uid,
        location=by.location_id,
    )
    return row


def _locked(by: Actor, patient: Patient) -> Patient:
    person = patient_queries.get(by=by, uid=patient.uid)
    Patient.objects.select_for_update().get(pk=person.pk)
    return person
