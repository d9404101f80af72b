"""Typed work that waits for its author."""

from __future__ import annotations

from django.utils import timezone

from lightwell.access import drafts
from lightwell.access.actors import Actor
from lightwell.access.models import FormDraft


def of(*, by: Actor, page: str) -> drafts.Draft:
    """What this person has typed into this form today and not sent yet.

    ``page`` is the path of the form's page: it names the subject by a random identifier, so
    words about one patient never appear on the page of another.
    """
    assert by.user_id is not None
    kept = FormDraft.objects.filter(
        user_id=by.user_id, page=page, updated_at__gt=timezone.now() - drafts.KEPT_FOR
    ).first()
    return drafts.Draft(
        token=drafts.sign(by.user_id, page),
        fields=kept.fields if kept else {},
        kept_at=kept.updated_at if kept and kept.fields else None,
    )
