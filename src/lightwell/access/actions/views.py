"""Looking is written down: every opened page of a record, readable by its patient."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from lightwell.access import seals
from lightwell.access.actors import Actor
from lightwell.access.models import RecordView, ViewSeal

SAME_LOOK = timedelta(seconds=60)
# A page that refreshes itself is one long look as long as it stays open.
SAME_LONG_LOOK = timedelta(minutes=15)


def log_view(*, by: Actor, patient: UUID, page: str, location: str, reason: str = "") -> None:
    """Note that someone opened a page of a patient's record, before the page is shown.

    ``page`` says in a few words what was opened, without a name or an answer. Reloading the
    same page within a minute is the same look. Raises ``ValueError`` for the system: software
    by itself looks at nothing.
    """
    log_views(by=by, patients=[patient], page=page, location=location, reason=reason)


@transaction.atomic
def log_views(
    *,
    by: Actor,
    patients: Iterable[UUID],
    page: str,
    location: str,
    reason: str = "",
    same_look: timedelta = SAME_LOOK,
) -> None:
    """Note that someone opened a page that shows several records (two queries for any number)."""
    if by.user_id is None:
        raise ValueError("Only a signed-in person can look at a record.")
    now = timezone.now()
    look = {"user": by.user_id, "page": page, "reason": reason}
    shown = set(patients)
    seen = RecordView.objects.filter(**look, patient__in=shown, at__gt=now - same_look)
    RecordView.objects.bulk_create(
        RecordView(
            **look,
            patient=patient,
            at=now,
            user_name=by.name,
            role_words=by.role_words,
            location=location,
        )
        for patient in sorted(shown - set(seen.values_list("patient", flat=True)))
    )


def seal_views() -> ViewSeal | None:
    """Seal the views logged since the last seal, so that none can be changed or removed.

    Called by the clock (``lightwell run-due``); returns nothing when there is nothing to seal.
    """
    return seals.seal()
