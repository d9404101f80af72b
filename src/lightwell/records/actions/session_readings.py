"""Observations of a session: a row at a time, whatever it shows; and corrections that keep it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from lightwell.access.actors import Actor
from lightwell.access.errors import InvalidInput, NotFound, NotReady
from lightwell.clinical.library import library
from lightwell.records import session_values
from lightwell.records.models import SessionEntry
from lightwell.records.policies_sessions import check_can_chart, check_can_settle
from lightwell.records.queries import session_gates
from lightwell.records.queries import sessions as queries
from lightwell.records.session_state import FINAL, EntryView, SessionView, slot_of
from lightwell.records.session_words import ASKED_AFTER, ASKED_BEFORE
from lightwell.records.session_writing import (
    Held,
    Said,
    already,
    hold,
    moment,
    overtaken,
    refuse_overtaken,
    refuse_when,
    write,
)

Kind = SessionEntry.Kind


@transaction.atomic
def read(
    *,
    by: Actor,
    session: UUID,
    values: Mapping[str, Any],
    key: str,
    version: int,
    at: datetime | None = None,
    slot: str = "",
    beyond: bool = False,
    reason: str = "",
) -> SessionEntry:
    """Save one row of observations. Beyond a limit it is saved, and flagged, once looked at again.

    ``slot`` names the row of the schedule that this answers: of two people who fill it, the second
    gets a conflict with both values. A pressure with one side is kept as that and counts for none.
    """
    check_can_chart(by)
    held = hold(by=by, session=session, key=key, version=version)
    kept, row = session_values.reading(values, at or held.now)
    said = Said(kind=Kind.READING, values=kept, at=at, slot=slot, reason=reason.strip())
    if done := already(held, said):
        return done
    refuse_when(held, *FINAL)
    when = moment(held, said)
    _refuse_taken_slot(held, said, when)
    refuse_overtaken(held, said)
    limits = session_values.beyond_limits(row, held.view.baseline)
    if limits and not beyond:
        raise InvalidInput(
            f"{' '.join(limits)} Read it again. If it is right, save it as it is.",
            field="beyond",
            limits=limits,
        )
    return write(held, said, at=when, worked_out={"beyond": limits} if limits else None)


def _refuse_taken_slot(held: Held, said: Said, when: datetime) -> None:
    """A row of the schedule is filled once, at its time or later."""
    if not said.slot:
        return
    due = {slot_of(one.at): one.at for one in queries.due(held.view, held.now)}
    if said.slot not in due:
        raise InvalidInput("This row is not in the schedule. Leave it out.", field="slot")
    early = timedelta(minutes=library().flags.freshness.early_min)
    if when < due[said.slot] - early:
        raise InvalidInput("This row is for a later time. Save it as a further row.", field="slot")
    for other in held.view.entries:
        if (other.kind, other.slot) == (said.kind, said.slot) and other.corrects is None:
            raise overtaken(_newest(held.view, other), said)


def _newest(view: SessionView, entry: EntryView) -> EntryView:
    """What now stands in the place of an entry."""
    while entry.corrected_by is not None:
        entry = next(one for one in view.entries if one.uid == entry.corrected_by)
    return entry


@transaction.atomic
def correct(
    *,
    by: Actor,
    session: UUID,
    entry: UUID,
    values: Mapping[str, Any],
    reason: str,
    key: str,
    version: int,
) -> SessionEntry:
    """Replace what an entry says, with the reason; the old one stays and is shown.

    No values at all sets the entry aside, such as a row of another person. Each entry is corrected
    once: what was corrected before is corrected in its newest form. Also after the session.
    """
    check_can_chart(by)
    held = hold(by=by, session=session, key=key, version=version)
    old = held.view.entry(entry)
    if old is None:
        raise NotFound("There is no such entry in this session.")
    if old.kind not in CORRECTED:
        raise NotReady(f"{old.title}: this is not corrected. Write what happened as a new entry.")
    kept, worked_out = CORRECTED[old.kind](held, old, values) if values else ({}, {})
    said = Said(kind=old.kind, values=kept, slot=old.slot, reason=reason.strip(), corrects=old.uid)
    if done := already(held, said):
        return done
    if not said.reason:
        raise InvalidInput("Say why this is corrected. The reason is kept.", field="reason")
    if not old.stands:
        raise overtaken(_newest(held.view, old), said)
    row = SessionEntry.objects.get(uid=old.uid)
    return write(held, said, at=old.at, worked_out=worked_out, corrects=row)


Corrected = tuple[Mapping[str, Any], Mapping[str, Any]]


def _reading(held: Held, old: EntryView, values: Mapping[str, Any]) -> Corrected:
    kept, row = session_values.reading(values, old.at)
    limits = session_values.beyond_limits(row, held.view.baseline)
    return kept, {"beyond": limits} if limits else {}


def _check(held: Held, old: EntryView, values: Mapping[str, Any]) -> Corrected:
    allowed = ASKED_AFTER if any(name in ASKED_AFTER for name in old.values) else ASKED_BEFORE
    kept = session_values.checks(values, allowed)
    asked = [name for name in {**old.values, **kept} if "." in name]
    check_can_settle(held.by, session_gates.settled_by(held.view, asked))
    return kept, {}


CORRECTED: dict[str, Callable[[Held, EntryView, Mapping[str, Any]], Corrected]] = {
    Kind.READING: _reading,
    Kind.CHECK: _check,
    Kind.MEDICINE: lambda held, old, values: (session_values.medicine(values), {}),
    Kind.ADVERSE_EVENT: lambda held, old, values: (session_values.adverse_event(values), {}),
    Kind.COMFORT: lambda held, old, values: (session_values.comfort(values), {}),
    Kind.NOTE: lambda held, old, values: (session_values.note(values.get("words")), {}),
}
