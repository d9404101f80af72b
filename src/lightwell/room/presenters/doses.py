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
from lightwell.records.session_words import AMOUNTS

CAPTIONS = {
    "infusion": "Read each amount from syringe, bag and pump. Nothing is copied from the order.",
    "injection": "Read each amount from vial and syringe. Nothing is copied from the order.",
    "units": "Read the strength from the packet and count. Nothing is copied from the order.",
    "devices": "Read the strength from the carton and count. Nothing is copied from the order.",
}
LOOKS_AT = {
    "infusion": "syringe, bag, pump and order",
    "injection": "vial, syringe and order",
    "units": "packet, what was counted out, and order",
    "devices": "cartons, devices and order",
}
PREPARED = {
    "infusion": "Drawn up",
    "injection": "Drawn up",
    "units": "Counted out",
    "devices": "Counted out",
}
PREPARE = {
    "infusion": "I drew this up",
    "injection": "I drew this up",
    "units": "I counted this out",
    "devices": "I counted this out",
}


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
    way: str
    caption: str
    looks_at: str
    prepare: str
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
        amount=with_unit(content.get("mg"), "mg"),
        over=f"over {with_unit(content['minutes'], 'minutes')}" if "minutes" in content else "",
        way=view.way.words,
        caption=CAPTIONS[view.way.form],
        looks_at=LOOKS_AT[view.way.form],
        prepare=PREPARE[view.way.form],
        lines=tuple(str(one) for one in content.get("lines", ())),
        amounts=tuple(
            Amount(
                name=name,
                label=label,
                ordered=with_unit(content.get(name), unit),
                prepared=with_unit(values.get(name), unit) if prepared else "",
                differs=prepared is not None
                and values.get(name) != content.get(name)
                and _number(values.get(name)) != _number(content.get(name)),
            )
            for name, label, unit in AMOUNTS[view.way.form]
        ),
        prepared_by=_who(prepared, PREPARED[view.way.form]),
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


# What is counted, when it is one.
COUNTED = {"pieces": "piece", "devices": "device"}


def with_unit(value: object, unit: str) -> str:
    """An amount as it is read aloud; one piece is no pieces."""
    number = _number(value)
    if number == 1 and unit in COUNTED:
        unit = COUNTED[unit]
    return words.NOT_RECORDED if number is None else words.quantity(number, unit)
