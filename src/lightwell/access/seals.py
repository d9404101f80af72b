"""Seals over batches of record views: a changed, added or removed view breaks its seal.

Views are many and small, so they are sealed together and not chained one by one. Each seal
carries a keyed digest over the views since the seal before it, and over that seal.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable

from django.db import connection, transaction
from django.utils import timezone

from lightwell.access import audit, heads
from lightwell.access.heads import Head
from lightwell.access.models import RecordView, ViewSeal

CHAIN = "views"


@transaction.atomic
def seal() -> ViewSeal | None:
    """Seal every view that no seal covers yet; nothing when there is none."""
    wait_for_open_views()
    before = ViewSeal.objects.last()
    views = list(RecordView.objects.filter(pk__gt=before.last if before else 0).order_by("pk"))
    if not views:
        return None
    made = ViewSeal(
        first=views[0].pk,
        last=views[-1].pk,
        count=len(views),
        at=timezone.now(),
        previous=before.mac if before else "",
    )
    made.mac = digest(made, views)
    made.save(force_insert=True)
    transaction.on_commit(lambda: keep_head(made), robust=True)
    return made


def keep_head(made: ViewSeal) -> None:
    """Note outside the database how far the seals have come."""
    heads.keep(
        CHAIN,
        Head(made.last, made.mac),
        follows=heads.NOTHING,
        is_in_chain=lambda kept: ViewSeal.objects.filter(last=kept.number, mac=kept.mac).exists(),
    )


def wait_for_open_views() -> None:
    """Let writers in flight finish first: their views must not slip below a made seal.

    PostgreSQL gives numbers before it commits rows; the lock waits for every row numbered so
    far. SQLite has one writer at a time, and that is us.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE access_recordview IN SHARE ROW EXCLUSIVE MODE")


def digest(seal: ViewSeal, views: Iterable[RecordView]) -> str:
    """The keyed digest of a seal over its own numbers and the whole content of its views."""
    content = hashlib.sha256()
    for view in views:
        content.update(_line(view).encode())
    own = [seal.first, seal.last, seal.count, seal.at.isoformat(timespec="microseconds")]
    return audit.keyed(json.dumps([*own, seal.previous, content.hexdigest()]))


def _line(view: RecordView) -> str:
    return json.dumps(
        [
            view.pk,
            view.at.isoformat(timespec="microseconds"),
            str(view.patient),
            view.user,
            view.user_name,
            view.role_words,
            view.location,
            view.page,
            view.reason,
        ]
    )
