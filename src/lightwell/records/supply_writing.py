"""How a step of a supply is written: held by its patient's lock, numbered, once for one key."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from attrs import frozen
from django.db import IntegrityError, transaction

from lightwell.access import audit, clock
from lightwell.access.actors import Actor
from lightwell.access.errors import Conflict, InvalidInput, NotFound
from lightwell.clinical.transitions import SUPPLY
from lightwell.records.models import Patient, Supply, SupplyEvent
from lightwell.records.queries import supplies
from lightwell.records.queries.patients import visible_to
from lightwell.records.supply_state import SupplyView

USED = "This page was already used for something else. Nothing was saved."
WHERE = {
    "planned": "waits for its signature",
    "signed": "is signed and not counted yet",
    "counted": "is counted and not handed over yet",
    "out": "is at the person's home",
    "recalled": "was called back",
    "finished": "is finished",
    "withdrawn": "was withdrawn",
    "closed": "is closed",
}
LONGEST = 2000


@frozen(kw_only=True)
class Held:
    """A supply that nobody else writes on until the transaction ends."""

    by: Actor
    row: Supply
    view: SupplyView
    base: int
    key: str
    now: datetime


def hold(*, by: Actor, supply: UUID, base: int, key: str) -> Held:
    """Lock the patient, then read the supply as it stands; strangers learn nothing."""
    mine = Supply.objects.filter(uid=supply)
    if not by.is_system:
        mine = mine.filter(patient__in=visible_to(by).values("pk"))
    Patient.objects.select_for_update().filter(pk__in=mine.values("patient")).first()
    row = supplies.rows().filter(pk__in=mine.values("pk")).first()
    if row is None:
        raise NotFound("There is no such supply here.")
    view = supplies.view_of(row)
    return Held(by=by, row=row, view=view, base=base, key=key, now=clock.now())


def already(
    held: Held, verb: str, values: Mapping[str, Any], reason: str = ""
) -> SupplyEvent | None:
    """What this page already did; the same page with other content is refused."""
    row = SupplyEvent.objects.filter(idempotency_key=held.key).first()
    if row is None:
        return None
    kept = (row.supply_id, row.by_id, row.verb, row.values, row.reason)
    if kept != (held.row.pk, held.by.user_id, verb, dict(values), reason):
        raise Conflict(USED)
    return row


def refuse_unless(held: Held, verb: str) -> None:
    """Refuse what has no place where the supply stands, or a page that was overtaken."""
    if not SUPPLY.allows(held.view.status, verb):
        raise Conflict(f"This supply {WHERE[held.view.status]}. Nothing was saved.")
    if held.view.version != held.base:
        last = held.view.steps[-1] if held.view.steps else None
        who = last.by_name if last else "Somebody else"
        raise Conflict(f"{who} was faster while your page was open. Nothing of yours was saved.")


def reasoned(text: str, missing: str, field: str = "reason") -> str:
    """A reason in words; one that is missing says what to do."""
    text = text.strip()
    if not text:
        raise InvalidInput(missing, field=field)
    if len(text) > LONGEST:
        raise InvalidInput(f"Shorten it to {LONGEST} characters.", field=field)
    return text


def write(held: Held, verb: str, values: Mapping[str, Any], reason: str = "") -> SupplyEvent:
    """Append the step with the next number, and its trace, in the caller's transaction."""
    try:
        with transaction.atomic():
            row = SupplyEvent.objects.create(
                supply=held.row,
                number=held.view.version + 1,
                verb=verb,
                status=SUPPLY.after(held.view.status, verb),
                values=dict(values),
                reason=reason,
                at=held.now,
                by_id=held.by.user_id,
                by_name=held.by.name,
                idempotency_key=held.key,
            )
    except IntegrityError:
        raise Conflict("Somebody else was faster. Nothing of yours was saved.") from None
    audit.record(
        by=held.by,
        action=f"supply.{verb.replace('_', '-')}",
        subject=("supply", held.row.uid),
        patient=held.row.patient.uid,
        location=held.row.location_id,
        detail={"number": row.number, "status": row.status},
    )
    return row
