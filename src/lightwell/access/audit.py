"""The audit chain: every action appends who did what, in its own transaction.

One chain per location and one for the installation. Each link carries a keyed digest over
its content and the link before it; the key and a copy of the head live outside the database,
so that a changed, reordered, removed or cut-off trail is found by ``lightwell audit verify``.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from lightwell.access import heads
from lightwell.access.actors import Actor
from lightwell.access.heads import Head
from lightwell.access.models import AuditEvent, AuditHead, Location

INSTALLATION = "installation"


def record(
    *,
    by: Actor,
    action: str,
    subject: tuple[str, object],
    patient: UUID | None = None,
    location: Location | int | None = None,
    detail: dict[str, Any] | None = None,
) -> AuditEvent:
    """Append one act to the chain of its location, inside the caller's transaction.

    ``subject`` is a pair of kind and identifier. ``detail`` holds identifiers and states, never
    a patient's words. Raises ``RuntimeError`` outside a transaction: an act and its trace are
    saved together or not at all.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("An audit event is written in the transaction of its action.")
    chain = chain_of(location if location is not None else by.location_id)
    # The lock on the head puts acts of one location in a row: no number twice, none left out.
    head, _ = AuditHead.objects.select_for_update().get_or_create(chain=chain)
    kind, identifier = subject
    event = AuditEvent(
        chain=chain,
        number=head.number + 1,
        at=timezone.now(),
        actor_kind=by.kind,
        actor_name=by.name,
        actor_user=by.user_id,
        action=action,
        subject_kind=kind,
        subject_id=str(identifier),
        patient=patient,
        detail=json.loads(json.dumps(detail or {})),  # as it will be read back
        previous=head.mac,
    )
    event.mac = digest(event)
    event.save(force_insert=True)
    AuditHead.objects.filter(chain=chain).update(number=event.number, mac=event.mac)
    # The act is saved by then; a full disk must not tell the person that it was not.
    transaction.on_commit(lambda: keep_head(event), robust=True)
    return event


def chain_of(location: Location | int | None) -> str:
    """The name of the chain that belongs to a location, or to the installation."""
    if location is None:
        return INSTALLATION
    return f"location-{location.pk if isinstance(location, Location) else location}"


def digest(event: AuditEvent, *, number: int | None = None) -> str:
    """The keyed digest of one link over its whole content and its predecessor.

    ``number`` asks what the digest would be had the event stood elsewhere in its chain.
    """
    content = [
        event.chain,
        event.number if number is None else number,
        event.at.isoformat(timespec="microseconds"),
        event.actor_kind,
        event.actor_name,
        event.actor_user,
        event.action,
        event.subject_kind,
        event.subject_id,
        str(event.patient) if event.patient else None,
        event.detail,
        event.previous,
    ]
    return keyed(json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False))


def keyed(text: str) -> str:
    """HMAC-SHA-256 under the audit key, which is kept outside the database."""
    return hmac.new(settings.AUDIT_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()


def keep_head(event: AuditEvent) -> None:
    """Note outside the database how far a chain has come."""
    heads.keep(
        event.chain,
        Head(event.number, event.mac),
        follows=Head(event.number - 1, event.previous),
        is_in_chain=lambda kept: AuditEvent.objects.filter(
            chain=event.chain, number=kept.number, mac=kept.mac
        ).exists(),
    )
