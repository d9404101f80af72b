"""The dose of a session: what was drawn up, who confirmed it, and whether it still counts."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from lightwell.clinical.library import library
from lightwell.records.models import SessionEntry
from lightwell.records.session_state import DoseView, EntryView, PlanInForce, Weight

Kind = SessionEntry.Kind


def dose_of(
    entries: Sequence[EntryView], plan: PlanInForce | None, weight: Weight | None
) -> DoseView:
    """The newest preparation with its confirmation; after the start nothing voids it any more."""
    prepared = next((one for one in reversed(entries) if one.kind == Kind.DOSE_PREPARED), None)
    if prepared is None:
        return DoseView()
    confirmed = next(
        (
            one
            for one in reversed(entries)
            if one.kind == Kind.DOSE_CONFIRMED and one.values["prepared"] == str(prepared.uid)
        ),
        None,
    )
    has_started = any(one.kind == Kind.START for one in entries)
    void = "" if has_started else _void(prepared, plan, weight)
    return DoseView(prepared=prepared, confirmed=confirmed, void=void)


def _void(prepared: EntryView, plan: PlanInForce | None, weight: Weight | None) -> str:
    """Why a preparation no longer counts, in words; empty while it does."""
    if plan is None or str(plan.uid) != prepared.worked_out["plan"]:
        return "The plan changed after this dose was drawn up. Draw it up again."
    if "weight_kg" not in prepared.worked_out:
        return ""  # it goes by no weight
    if weight is None:
        return "The weight is no longer known. Weigh the person, then draw the dose up again."
    if differs(weight.kg, str(prepared.worked_out["weight_kg"])):
        return (
            f"The weight is now {weight.kg} kg; the dose was drawn up for "
            f"{prepared.worked_out['weight_kg']} kg. Draw it up again."
        )
    return ""


def differs(one: str, other: str) -> bool:
    """Whether two weights differ by more than the dosing rules let pass unconfirmed."""
    now, then = Decimal(one), Decimal(other)
    return abs(now - then) / then * 100 > library().dosing.confirm_change_pct
