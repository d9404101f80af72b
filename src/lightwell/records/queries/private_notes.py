"""Private notes, for their author alone."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from attrs import field, frozen

from lightwell.access import private
from lightwell.access.actors import Actor
from lightwell.records.models import PrivateNote
from lightwell.records.policies_therapy import check_can_keep_private_notes

if TYPE_CHECKING:
    from lightwell.records.models import Patient


@frozen(kw_only=True)
class NoteView:
    """One private note, opened for its author."""

    at: datetime
    words: str = field(repr=False)


def own(by: Actor, patient: Patient) -> list[NoteView]:
    """The actor's own notes about a person whom they may see, newest first.

    Whoever asks has been let to the person before. Raises ``NotReady`` when the key is missing.
    """
    check_can_keep_private_notes(by)
    rows = PrivateNote.objects.filter(patient=patient, by_id=by.user_id).select_related("patient")
    return [NoteView(at=row.at, words=read(row)) for row in rows]


def read(row: PrivateNote) -> str:
    """The words of a note. Only `own` and a repeated keeping ask for them."""
    sealed = private.Sealed(row.key_check, bytes(row.sealed))
    return private.unseal(sealed, about=about(row.uid, row.by_id, row.patient.uid))


def about(note: UUID, author: int, patient: UUID) -> str:
    """What a note is bound to: moved to another author or person, it does not open."""
    return f"{note}|{author}|{patient}"
