"""Keeping and discarding typed work. It is nobody's act on a record, so no audit event."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.http import QueryDict
from django.utils import timezone

from lightwell.access import drafts, identifiers
from lightwell.access.actors import Actor
from lightwell.access.errors import InvalidInput
from lightwell.access.models import FormDraft, User


@transaction.atomic
def keep(*, posted: QueryDict) -> datetime:
    """Keep what was typed into a form, for its author and that form; the newest replaces.

    Raises ``InvalidInput`` when the form was not made by one of our pages today, or was sent
    meanwhile: a draft that was slower than its form would offer sent words as if they were not.
    """
    token = posted.get(drafts.FIELD, "")
    whose = drafts.read(token)
    if whose is None or not User.objects.filter(pk=whose[0], is_active=True).exists():
        raise InvalidInput("This page is too old to keep what you typed. Open it again.")
    kept = _locked(*whose)
    if kept.sent == identifiers.digest(token):
        raise InvalidInput("This page was sent already. Open it again to type more.")
    kept.fields, kept.updated_at = drafts.typed(posted), timezone.now()
    kept.save(update_fields=["fields", "updated_at"])
    return kept.updated_at


@transaction.atomic
def note_sent(*, by: Actor, posted: QueryDict) -> None:
    """The form was accepted: its words are no draft any more, also those still on their way."""
    token = posted.get(drafts.FIELD, "")
    whose = drafts.read(token)
    if whose is None or whose[0] != by.user_id:
        return
    kept = _locked(*whose)
    kept.fields, kept.updated_at, kept.sent = {}, timezone.now(), identifiers.digest(token)
    kept.save(update_fields=["fields", "updated_at", "sent"])


def discard(*, by: Actor, page: str) -> None:
    """The words were sent, or are no longer wanted."""
    assert by.user_id is not None
    FormDraft.objects.filter(user_id=by.user_id, page=page).delete()


def discard_old() -> int:
    """Forget drafts that nobody came back for; the clock calls this."""
    number, _ = FormDraft.objects.filter(updated_at__lt=timezone.now() - drafts.KEPT_FOR).delete()
    return number


def _locked(user_id: int, page: str) -> FormDraft:
    """The one row of this author and form, so that a draft and its sending take turns."""
    empty = {"fields": {}, "updated_at": timezone.now()}
    rows = FormDraft.objects.select_for_update()
    return rows.get_or_create(user_id=user_id, page=page, defaults=empty)[0]
