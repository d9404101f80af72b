"""Keeping a therapist's private note: sealed before it reaches the database."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.db import transaction

from lightwell.access import audit, clock, private
from lightwell.access.actors import Actor
from lightwell.access.errors import Conflict, Denied, InvalidInput
from lightwell.records import policies_therapy as may
from lightwell.records.models import PrivateNote
from lightwell.records.queries import private_notes as queries
from lightwell.records.therapy_writing import USED, locked

LONGEST = 20_000


@transaction.atomic
def keep(*, by: Actor, patient: UUID, words: str, key: str) -> PrivateNote:
    """Keep a private note about a person. The trail says that one was kept, and nothing of it.

    Raises ``NotReady`` when the key is missing: nothing is then kept in the clear instead.
    """
    may.check_can_keep_private_notes(by)
    if by.user_id is None:
        raise Denied("A person does this; the system does not.")
    person = locked(by, patient)
    words = words.strip()
    if not words:
        raise InvalidInput("Write the note.", field="words")
    if len(words) > LONGEST:
        raise InvalidInput(f"Shorten it to {LONGEST:,} characters.", field="words")
    if done := PrivateNote.objects.filter(idempotency_key=key).first():
        if (done.patient_id, done.by_id) != (person.pk, by.user_id) or queries.read(done) != words:
            raise Conflict(USED)
        return done
    uid = uuid4()
    about = queries.about(uid, by.user_id, person.uid)
    sealed = private.seal(words, about=about, is_first=not PrivateNote.objects.exists())
    row = PrivateNote.objects.create(
        uid=uid,
        patient=person,
        key_check=sealed.check,
        sealed=sealed.data,
        at=clock.now(),
        by_id=by.user_id,
        idempotency_key=key,
    )
    audit.record(
        by=by,
        action="private-note.keep",
        subject=("private-note", row.uid),
        patient=person.uid,
        location=by.location_id or person.home_location_id,
    )
    return row
