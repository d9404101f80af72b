"""Drafting, verifying and signing what a person has tried, takes and reacts to.

Every act adds a version; the number it was made from (``base``) must still be the newest, so
that of two people editing one entry the second is told, and nothing typed is lost. The same
``key`` twice makes one row.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from lightwell.access import audit, clock
from lightwell.access.actors import Actor
from lightwell.access.errors import Conflict, Denied, InvalidInput, NotReady
from lightwell.clinical.transitions import TREATMENT_TRIAL
from lightwell.records.content import check_content
from lightwell.records.entries import SUBJECTS, Line
from lightwell.records.models import Entry, EntryVersion, Patient, Reconciliation
from lightwell.records.policies_history import (
    check_can_propose,
    check_can_reconcile,
    check_can_verify,
)
from lightwell.records.queries import history, presence
from lightwell.records.queries import patients as patient_queries

SOURCES = ("patient", "clinician", "pharmacy", "chart")


@transaction.atomic
def propose(
    *,
    by: Actor,
    patient: Patient,
    subject: str,
    content: dict[str, Any],
    key: str,
    entry: UUID | None = None,
    base: int = 0,
    source: str = "",
) -> EntryVersion:
    """Draft an entry or a change to one; it counts for nothing until a clinician verifies it."""
    check_can_propose(by)
    patient = patient_queries.get(by=by, uid=patient.uid)
    presence.refuse_changes_in_session(by, patient)
    if subject not in SUBJECTS:
        raise InvalidInput("An entry is a treatment, a medicine or an allergy.", field="subject")
    if done := _done(key, by, patient, content):
        return done
    check_content(subject, content)
    _check_added_to(by, patient, content, entry)
    source = source or ("patient" if by.is_patient else "clinician")
    if source not in SOURCES:
        raise InvalidInput("A source is patient, clinician, pharmacy or chart.", field="source")
    if entry is None:
        row = Entry.objects.create(patient=patient, subject=subject, created_at=clock.now())
    else:
        row = _entry(by, patient, entry, base, content)
        line = history.line(by, patient, entry)
        _check_step(line, "propose", "This entry was set aside. Add a new one instead.")
    return _append(
        row, base, "proposed", content, by=by, key=key, source=source, verb="entry.propose"
    )


@transaction.atomic
def verify(
    *,
    by: Actor,
    patient: Patient,
    entry: UUID,
    base: int,
    content: dict[str, Any],
    key: str,
    reason: str = "",
) -> EntryVersion:
    """A clinician has gone through a draft and stands for these facts; absent stays unknown."""
    row, line, done = _opened(by, patient, entry, base, key, content)
    if done:
        return done
    _check_step(line, "verify", "There is no draft to verify here. Correct the entry instead.")
    check_content(row.subject, content)
    _check_added_to(by, patient, content, entry)
    return _append(
        row, base, "verified", content, by=by, key=key, source=line.latest.source, reason=reason
    )


@transaction.atomic
def correct(
    *,
    by: Actor,
    patient: Patient,
    entry: UUID,
    base: int,
    content: dict[str, Any],
    reason: str,
    key: str,
) -> EntryVersion:
    """Supersede a verified entry with other facts and a reason; the old version stays readable."""
    row, line, done = _opened(by, patient, entry, base, key, content)
    if done:
        return done
    _check_step(line, "correct", "There is a draft here. Verify or reject the draft first.")
    _need_reason(reason)
    check_content(row.subject, content)
    _check_added_to(by, patient, content, entry)
    return _append(
        row,
        base,
        "verified",
        content,
        by=by,
        key=key,
        source="clinician",
        reason=reason,
        verb="entry.correct",
    )


@transaction.atomic
def reject(
    *, by: Actor, patient: Patient, entry: UUID, base: int, reason: str, key: str
) -> EntryVersion:
    """Set a draft aside (or, where there is none, the verified entry), with a reason."""
    row, line, done = _opened(by, patient, entry, base, key, None)
    if done:
        return done
    _check_step(line, "reject", "This entry was already set aside.")
    _need_reason(reason)
    _check_nothing_hangs_on(by, patient, line)
    seen = line.latest
    return _append(
        row, base, "rejected", seen.content, by=by, key=key, source=seen.source, reason=reason
    )


@transaction.atomic
def withdraw(
    *, by: Actor, patient: Patient, entry: UUID, base: int, key: str, reason: str = ""
) -> EntryVersion:
    """The one who drafted an entry takes the draft back; it stays readable as withdrawn."""
    check_can_propose(by)
    patient = patient_queries.get(by=by, uid=patient.uid)
    if done := _done(key, by, patient):
        return done
    row = _entry(by, patient, entry, base, None)
    line = history.line(by, patient, entry)
    draft = line.latest
    _check_step(line, "withdraw", "There is no draft to take back here.")
    if draft.by_id != by.user_id:
        raise Denied("Only the person who drafted this can take it back.")
    _check_nothing_hangs_on(by, patient, line)
    return _append(
        row, base, "withdrawn", draft.content, by=by, key=key, source=draft.source, reason=reason
    )


@transaction.atomic
def reconcile(
    *,
    by: Actor,
    patient: Patient,
    subject: str,
    statement: str,
    versions: list[int],
    key: str,
) -> Reconciliation:
    """Sign a list that was gone through with the person.

    ``versions`` are the versions that the page showed: if the list has changed since, nothing is
    signed. Raises ``NotReady`` while a draft waits, or when the statement does not fit the list.
    """
    check_can_reconcile(by)
    patient = patient_queries.get(by=by, uid=patient.uid)
    if signed := Reconciliation.objects.filter(idempotency_key=key).first():
        same = (signed.patient_id, signed.by_id, signed.subject, signed.statement)
        if same != (patient.pk, by.user_id, subject, statement):
            raise Conflict("This page was already used for another list. Nothing was saved.")
        return signed
    lines = history.current(by, patient, subject)
    _check_statement(lines, statement, versions)
    signed = Reconciliation.objects.create(
        patient=patient,
        subject=subject,
        statement=statement,
        versions=versions,
        at=clock.now(),
        by_id=by.person_id("signs history entries"),
        idempotency_key=key,
    )
    audit.record(
        by=by,
        action="list.sign",
        subject=("reconciliation", signed.pk),
        patient=patient.uid,
        location=by.location_id,
        detail={"of": subject, "statement": statement, "lines": len(versions)},
    )
    return signed


def _check_statement(lines: list[Line], statement: str, versions: list[int]) -> None:
    if statement not in Reconciliation.Statement.values:
        raise InvalidInput("Choose what is known about this list.", field="statement")
    if any(line.pending is not None for line in lines):
        raise NotReady("Some lines are only drafted. Accept, correct or reject each one first.")
    if sorted(versions) != sorted(line.latest.id for line in lines):
        raise Conflict("The list changed while this page was open. Nothing was signed.")
    is_listed = statement == Reconciliation.Statement.LISTED
    if is_listed and not lines:
        raise NotReady(
            "There is nothing on the list. Say whether none is known or it is unavailable."
        )
    if not is_listed and lines:
        raise NotReady("There are lines on this list. Sign it as complete, or reject them first.")


def _opened(
    by: Actor,
    patient: Patient,
    entry: UUID,
    base: int,
    key: str,
    content: dict[str, Any] | None,
) -> tuple[Entry, Line, EntryVersion | None]:
    """The entry that a clinician works on, or what the same key already did."""
    patient = patient_queries.get(by=by, uid=patient.uid)
    line = history.line(by, patient, entry)
    check_can_verify(by, line.subject)
    done = _done(key, by, patient, content)
    if done:
        return done.entry, line, done
    return _entry(by, patient, entry, base, content), line, None


def _entry(
    by: Actor, patient: Patient, uid: UUID, base: int, content: dict[str, Any] | None
) -> Entry:
    """The entry, provided that nobody has added a version since the page was made."""
    latest = history.line(by, patient, uid).latest
    if latest.number != base:
        raise Conflict(
            f"{latest.by_name} changed this while your page was open. Nothing of yours was saved.",
            mine=content,
            theirs=latest,
        )
    return Entry.objects.get(uid=uid, patient=patient)


def _append(
    entry: Entry,
    base: int,
    status: str,
    content: dict[str, Any],
    *,
    by: Actor,
    key: str,
    source: str,
    reason: str = "",
    verb: str = "",
) -> EntryVersion:
    try:
        with transaction.atomic():
            version = EntryVersion.objects.create(
                entry=entry,
                number=base + 1,
                status=status,
                content=content,
                source=source,
                reason=reason,
                at=clock.now(),
                by_id=by.person_id("signs history entries"),
                idempotency_key=key,
            )
    except IntegrityError:
        raise Conflict(
            "Someone else saved this at the same moment. Nothing of yours was saved.", mine=content
        ) from None
    audit.record(
        by=by,
        action=verb or VERBS[status],
        subject=("entry", entry.uid),
        patient=entry.patient.uid,
        location=by.location_id or entry.patient.home_location_id,
        detail={"of": entry.subject, "version": version.number, "status": status},
    )
    return version


VERBS = {
    "verified": "entry.verify",
    "rejected": "entry.reject",
    "withdrawn": "entry.withdraw",
}


def _done(
    key: str, by: Actor, patient: Patient, content: dict[str, Any] | None = None
) -> EntryVersion | None:
    """What this key already wrote; a key used for somebody else's record is refused.

    Other content under a used key is no double tap: it goes on, and meets the newer version.
    """
    if not key:
        raise Conflict("This page was damaged on its way. Nothing was saved. Open it again.")
    done = EntryVersion.objects.select_related("entry").filter(idempotency_key=key).first()
    if done and (done.entry.patient_id != patient.pk or done.by_id != by.user_id):
        raise Conflict("This page was already used for another entry. Nothing was saved.")
    if done and content is not None and done.content != content:
        return None
    return done


def _check_step(line: Line, verb: str, otherwise: str) -> None:
    if not TREATMENT_TRIAL.allows(line.state, verb):
        raise NotReady(otherwise)


def _check_added_to(
    by: Actor, patient: Patient, content: dict[str, Any], entry: UUID | None
) -> None:
    """An add-on names another treatment in the same record."""
    if "augments" not in content:
        return
    others = {
        str(line.uid) for line in history.current(by, patient, "treatment") if line.uid != entry
    }
    if content["augments"] not in others:
        raise InvalidInput("Choose the treatment that this one was added to.", field="augments")


def _check_nothing_hangs_on(by: Actor, patient: Patient, line: Line) -> None:
    """A treatment goes only when no other is recorded as an add-on to it."""
    if line.standing is not None and line.pending is not None:
        return
    for other in history.current(by, patient, "treatment"):
        parts = [part.content for part in (other.standing, other.pending) if part]
        if any(part.get("augments") == str(line.uid) for part in parts):
            raise NotReady(
                "Another treatment is recorded as added to this one. Correct that first."
            )


def _need_reason(reason: str) -> None:
    if not reason.strip():
        raise InvalidInput("Give a reason. It stays with the entry.", field="reason")
