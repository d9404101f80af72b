"""Four doors, what each opens, and what is next once somebody has left."""

from __future__ import annotations

from attrs import frozen
from django.urls import reverse

import lightwell.clinical as lw
from lightwell.access.actors import Actor
from lightwell.records import policies_sessions as may
from lightwell.records.queries.sessions import SessionView
from lightwell.room.presenters.sheet import CARE, QUIET, act_url
from lightwell.room.presenters.ways import NOTICE

OPENS = {
    "handover": "Opens: a handover for emergency care.",
    "call_back": "Opens: a call-back.",
    "risk_task": "Opens: a risk task.",
    "another_door": "Then one of the other doors.",
}
DOORS = {
    "discharge": ("Home, with somebody who takes the person there.", "Discharge", ""),
    "transfer": (
        "Emergency care takes over. Call first, write afterwards.",
        "Transfer to emergency care",
        CARE,
    ),
    "leave_against_advice": (
        "The person goes although somebody advised to stay.",
        "Leaves against advice",
        QUIET,
    ),
    "stop_early": ("The infusion ends before its time.", "Stop early", CARE),
}
NEXT = {
    "discharged": ("The day after: call or see the person, with the C-SSRS since the last visit.",),
    "transferred": (
        "Hand over what was recorded; the session summary prints from the course of the patient.",
        "Tell the prescriber and find out how the person is.",
    ),
    "left_against_advice": (
        "A call-back is open: call the person today.",
        "A risk task is open: take it.",
    ),
    "cancelled": ("Plan another session from the course of the patient.",),
}


@frozen(kw_only=True)
class DoorShown:
    """One way out."""

    title: str
    words: str
    opens: tuple[str, ...]
    verb: str
    style: str
    url: str
    closed: str


def doors(by: Actor, view: SessionView, result: lw.GateResult) -> tuple[DoorShown, ...]:
    """Every door of the gate; only discharge waits for it."""
    found = []
    for door in result.gate.doors:
        words, verb, style = DOORS[door.verb]
        if door.verb == "stop_early" and view.way.form != "infusion":
            words = "No further part of the dose is given."
        url = _url(view, door.verb)
        closed = _closed(by, view, door, result)
        found.append(
            DoorShown(
                title=door.title,
                words=words,
                opens=tuple(OPENS[one] for one in door.opens),
                verb=verb,
                style=style,
                url="" if closed else url,
                closed=closed,
            )
        )
    return tuple(found)


def _url(view: SessionView, verb: str) -> str:
    if verb == "stop_early":
        return act_url(view, verb)
    return reverse("room:leave", args=[view.uid, verb])


def _closed(by: Actor, view: SessionView, door: lw.Door, result: lw.GateResult) -> str:
    can = may.can_chart(by) if door.needs_gate else may.can_stop(by)
    if not can:
        return "For the people who treat."
    if door.verb not in view.verbs:
        return "Not from here." if not view.is_over else "The session is over."
    if door.needs_gate and not result.is_open:
        number = len(result.holding)
        return f"Opens when {number} thing{' is' if number == 1 else 's are'} settled."
    return ""


def next_steps(view: SessionView) -> tuple[str, ...]:
    """What follows, by the door that was taken."""
    said = NEXT.get(view.status, ())
    entry = view.entries[-1] if view.entries else None
    contact = entry.values.get("next_contact") if entry else None
    outside = NOTICE.get(view.way.route, "") if view.started_at is not None else ""
    said = (*said, outside) if outside else said
    return (*said, f"Next contact: {contact}.") if contact else said
