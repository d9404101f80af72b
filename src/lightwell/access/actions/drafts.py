"""Keeping and discarding typed work. It is nobody's act on a record, so no audit event."""

from __future__ import annotations

from datetime import datetime

from django.http import QueryDict
from django.utils import timezone

from lightwell.access import drafts
from lightwell.access.actors import Actor
from lightwell.access.errors import InvalidInput
from lightwell.access.models import FormDraft, User


def keep(*, posted: QueryDict) -> datetime:
    """Keep what was typed into a form, for its author and that form; the newest replaces.

    Raises ``InvalidInput`` when the form was not made by one of our pages today.
    """
    whose = drafts.read(posted.get(drafts.FIELD, ""))
    if whose is None or not User.objects.filter(pk=whose[0], is_active=True).exists():
        raise InvalidInput("This page is too old to keep what you typed. Open it again.")
    user_id, page = whose
    now = timezone.now()
    FormDraft.objects.update_or_create(
        user_id=user_id,
        page=page,
        defaults={"fields": drafts.typed(posted), "updated_at": now},
    )
    return now


def discard(*, by: Actor, page: str) -> None:
    """The words were sent, or are no longer wanted."""
    assert by.user_id is not None
    FormDraft.objects.filter(user_id=by.user_id, page=page).delete()


def discard_old() -> int:
    """Forget drafts that nobody came back for; the clock calls this."""
    number, _ = FormDraft.objects.filter(updated_at__lt=timezone.now() - drafts.KEPT_FOR).delete()
    return number
