"""Writing about a person to those who treat them with you, and having read it."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from lightwell.access import audit, clock
from lightwell.access.actions import messages as mail
from lightwell.access.actors import Actor
from lightwell.access.errors import Conflict, InvalidInput, NotFound
from lightwell.records import policies_messages as may
from lightwell.records.message_words import ABOUT_DANGER, LONGEST, risk_word
from lightwell.records.models import CareMessage, CareMessageRead, Patient
from lightwell.records.queries import messages as queries
from lightwell.records.therapy_writing import USED, locked

CALL = "Nothing was sent. Say it by phone, now: {name}, {phone}."


@transaction.atomic
def write(*, by: Actor, patient: UUID, words: str, danger: str, key: str) -> CareMessage:
    """Keep a message about a person and tell those for whom it is that one waits.

    ``danger`` answers whether anybody may be in danger: with "yes" nothing is kept, because a
    message may be read too late. An outside therapist writes while their release names messages;
    the end of a release takes the same lock, so what comes after it is not kept.
    """
    person = locked(by, patient)
    is_linked = queries.is_linked(by, person)
    if by.is_outside and not is_linked:
        raise NotFound(
            "Messages are not open to you: the release that opened them has ended, or it does not "
            f"name them. {_call(person)}"
        )
    may.check_can_write_message(by, is_linked=is_linked)
    words = words.strip()
    if done := CareMessage.objects.filter(idempotency_key=key).first():
        if (done.patient_id, done.by_id, done.words) != (person.pk, by.user_id, words):
            raise Conflict(USED)
        return done
    _check_words(words)
    _check_danger(person, words, danger)
    row = _keep(by, person, words, key)
    _trace(by, "care-message.write", person, number=row.number)
    _tell(by, person)
    return row


@transaction.atomic
def mark_read(*, by: Actor, patient: UUID) -> int:
    """Keep that the actor has now seen the thread; how many messages were new to them."""
    person = locked(by, patient)
    if by.is_outside and not queries.is_linked(by, person):
        return 0
    may.check_can_read_messages(by)
    new = list(queries.unread_by(by, person))
    if not new:
        return 0
    rows = [
        CareMessageRead(message=one, at=clock.now(), by_id=by.person_id(), by_name=by.name)
        for one in new
    ]
    CareMessageRead.objects.bulk_create(rows)
    _trace(by, "care-message.read", person, count=len(rows))
    return len(rows)


def _keep(by: Actor, person: Patient, words: str, key: str) -> CareMessage:
    return CareMessage.objects.create(
        patient=person,
        number=person.care_messages.count() + 1,
        words=words,
        is_outside=by.is_outside,
        at=clock.now(),
        by_id=by.person_id(),
        by_name=by.name,
        by_role=by.role_words,
        idempotency_key=key,
    )


def _check_words(words: str) -> None:
    if not words:
        raise InvalidInput("Write the message.", field="words")
    if len(words) > LONGEST:
        raise InvalidInput(f"Shorten it to {LONGEST:,} characters.", field="words")


def _check_danger(person: Patient, words: str, danger: str) -> None:
    """A message is no way to report that somebody may be in danger."""
    if danger not in ABOUT_DANGER:
        raise InvalidInput("Say whether anybody may be in danger.", field="danger")
    if danger == "yes":
        raise InvalidInput(
            f"A message may be read too late for this. {_call(person)}", field="danger"
        )
    if danger == "no" and (word := risk_word(words)):
        raise InvalidInput(
            f"It says “{word}”. If anybody may be in danger now, do not send it: call "
            f"{person.home_location.phone}. If it speaks of the past, say so here.",
            field="danger",
        )


def _tell(by: Actor, person: Patient) -> None:
    """A notice to each for whom it is. No word of the message, and none of the person."""
    for one in queries.concerned(person):
        if one.pk == by.user_id:
            continue
        mail.queue(
            by=by,
            to=one.email,
            subject="A message waits",
            body=f"Hello {one.name},\n\na message waits for you. Sign in to read it.",
            purpose="care-message",
            location=person.home_location,
        )


def _call(person: Patient) -> str:
    place = person.home_location
    return CALL.format(name=place.name, phone=place.phone)


def _trace(by: Actor, action: str, person: Patient, **detail: object) -> None:
    audit.record(
        by=by,
        action=action,
        subject=("care-message", person.uid),
        patient=person.uid,
        location=by.location_id or person.home_location_id,
        detail=detail,
    )
