"""Typed work that waits for its author."""

from __future__ import annotations

from lightwell.access import drafts
from lightwell.access.actors import Actor
from lightwell.access.models import FormDraft


def of(*, by: Actor, page: str) -> drafts.Draft:
    """What this person has typed into this form and not sent yet.

    ``page`` names the form and its subject by identifiers, such as ``"trial:<patient uid>"``,
    so that words about one patient never appear on the page of another.
    """
    assert by.user_id is not None
    kept = FormDraft.objects.filter(user_id=by.user_id, page=page).first()
    return drafts.Draft(
        token=drafts.sign(by.user_id, page),
        fields=kept.fields if kept else {},
        kept_at=kept.updated_at if kept else None,
    )
