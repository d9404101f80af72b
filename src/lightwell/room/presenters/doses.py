"""The dose of a session: the order in words, and ordered beside prepared."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from attrs import frozen
from django.utils.timezone import localtime

from lightwell.access.actors import Actor
from lightwell.kit import words
from lightwell.kit.dates import staff_time
from lightwell.records import policies_sessions as may
from lightwell.records.queries.sessions import SessionView
from lightwell.room.forms.dose import AMOUNTS


@frozen(kw_only=True)
class Amount:
    """One amount: its name and unit, as ordered and as drawn up."""

    name: str
    label: str
    ordered: str
    prepared: str
    differs: bool


@frozen(kw_only=True)
class DosePage:
    """What two people look at before they stand for it."""

    ordered: bool
    amount: str
    over: str
    lines: tuple[str, ...]
    amounts: tuple[Amount, ...]
    prepared_by: str
    confirmed_by: str
    void: str
    step: str  # "prepare", "confirm", "done" or "read"


def dose(by: Actor, view: SessionView) -> DosePage:
    """The page for whoever looks: to draw up, to confirm, or only to read."""
    content = view.plan.content if view.plan else {}
    prepared, confirmed = view.dose.prepared, view.dose.confirmed
    values = prepared.values if prepared else {}
    return DosePage(
        ordered=view.plan is not None,
        amount=_with_unit(content.get("mg"), "mg"),
        over=f"over {_with_unit(content.get('minutes'), 'minutes')}" if content else "",
        lines=tuple(str(one) for one in content.get("lines", ())),
        amounts=tuple(
            Amount(
                name=name,
                label=label,
                ordered=_with_unit(content.get(name), unit),
                prepared=_with_unit(values.get(name), unit) if prepared else "",
                differs=prepared is not None
                and values.get(name) != content.get(name)
                and _number(values.get(name)) != _number(content.get(name)),
            )
            for name, label, unit in AMOUNTS
        ),
        prepared_by=_who(prepared, "Drawn up"),
        confirmed_by=_who(confirmed, "Confirmed") if view.dose.is_confirmed else "",
        void=view.dose.void,
        step=_step(by, view),
    )


def _step(by: Actor, view: SessionView) -> str:
    if view.started_at is not None or view.is_over or not may.can_chart(by):
        return "read"
    if view.dose.prepared is None or view.dose.void:
        return "prepare"
    return "done" if view.dose.is_confirmed else "confirm"


def _who(entry: object, verb: str) -> str:
    if entry is None:
        return ""
    at = staff_time(localtime(entry.at))  # type: ignore[attr-defined]  # an entry of the session
    return f"{verb} by {entry.by_name}, {at}"  # type: ignore[attr-defined]  # as above


def _number(value: object) -> Decimal | None:
    try:
        return None if value is None else Decimal(str(value))
    except InvalidOperation:
        return None


def _with_unit(value: object, unit: str) -> str:
    number = _number(value)
    return words.NOT_RECORDED if number is None else words.quantity(number, unit)
