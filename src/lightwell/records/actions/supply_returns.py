"""What comes back: units counted in, a supply called back, and the decision after that."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

import lightwell.clinical as lw
from lightwell.access.actors import Actor
from lightwell.access.errors import Denied, InvalidInput
from lightwell.records import policies_supplies as may
from lightwell.records.models import SupplyEvent
from lightwell.records.queries import deaths
from lightwell.records.supply_writing import Held, already, hold, reasoned, refuse_unless, write

RECALL = (
    "Call the person. The units that are left come back. "
    "No further supply until a prescriber decides."
)


@transaction.atomic
def take_back(
    *, by: Actor, supply: UUID, units: int, note: str, base: int, key: str
) -> SupplyEvent:
    """Count in what came back; what does not add up is said to the prescriber, never refused."""
    held = hold(by=by, supply=supply, base=base, key=key)
    may.check_can_hand_over(by, held.row.location_id)
    values, note = {"units": units}, note.strip()
    if done := already(held, "take_back", values, note):
        return done
    refuse_unless(held, "take_back")
    if not 1 <= units <= held.view.units:
        raise InvalidInput(f"Enter how many came back: 1 to {held.view.units}.", field="units")
    return write(held, "take_back", values, note)


@transaction.atomic
def recall(*, by: Actor, supply: UUID, reason: str, base: int, key: str) -> SupplyEvent:
    """Call a supply back by hand: somebody who treats is worried."""
    held = hold(by=by, supply=supply, base=base, key=key)
    may.check_can_hand_over(by, held.row.location_id)
    reason = reasoned(reason, "Say why it is called back. The reason is kept.")
    if done := already(held, "recall", {}, reason):
        return done
    refuse_unless(held, "recall")
    return write(held, "recall", {}, reason)


@transaction.atomic
def go_on(*, by: Actor, supply: UUID, reason: str, base: int, key: str) -> SupplyEvent:
    """After a recall: a prescriber decides, with a reason, that the person keeps what is left."""
    held = hold(by=by, supply=supply, base=base, key=key)
    may.check_can_prescribe(by, held.row.location_id)
    reason = reasoned(reason, "Write why the person may keep what is left.")
    if done := already(held, "go_on", {}, reason):
        return done
    refuse_unless(held, "go_on")
    deaths.refuse_dead(held.row.patient)
    return write(held, "go_on", {}, reason)


@transaction.atomic
def finish(*, by: Actor, supply: UUID, reason: str, base: int, key: str) -> SupplyEvent:
    """Nothing is left at home. What was called back, or does not add up, a prescriber ends."""
    held = hold(by=by, supply=supply, base=base, key=key)
    may.check_can_hand_over(by, held.row.location_id)
    reason = reason.strip()
    if done := already(held, "finish", {}, reason):
        return done
    refuse_unless(held, "finish")
    _check_may_finish(held, reason)
    return write(held, "finish", {}, reason)


def _check_may_finish(held: Held, reason: str) -> None:
    units = held.view.count
    adds_up = units.should_be_left == 0 and units.outcome is lw.Outcome.MET
    if adds_up and held.view.status == "out":
        return
    try:
        may.check_can_prescribe(held.by, held.row.location_id)
    except Denied:
        why = "It was called back" if held.view.status == "recalled" else f"{units.words}"
        raise Denied(f"{why}: a prescriber ends it, with a reason.") from None
    reasoned(reason, f"{units.words}. Write what is known of the others, and what was done.")
