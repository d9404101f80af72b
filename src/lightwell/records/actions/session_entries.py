"""What else is written in a session: checks, items set aside, medicines, events, notes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

import lightwell.clinical as lw
from lightwell.access.actors import Actor
from lightwell.access.errors import Conflict, InvalidInput
from lightwell.records import session_values
from lightwell.records.models import SessionEntry
from lightwell.records.policies_sessions import (
    check_can_chart,
    check_can_set_aside,
    check_can_settle,
    check_can_stop,
)
from lightwell.records.queries import session_gates
from lightwell.records.queries import sessions as queries
from lightwell.records.session_state import AFTER_DOSE, BEFORE_START
from lightwell.records.session_words import ASKED_AFTER, ASKED_BEFORE
from lightwell.records.session_writing import (
    Held,
    Said,
    already,
    hold,
    moment,
    refuse_overtaken,
    refuse_unless,
    refuse_when,
    write,
)

Kind = SessionEntry.Kind


@transaction.atomic
def check(
    *,
    by: Actor,
    session: UUID,
    values: Mapping[str, Any],
    key: str,
    version: int,
) -> SessionEntry:
    """Answers of the day to questions of the gates, by their names in the dictionary.

    Those of the start are asked before it, those of leaving after the dose; what the record
    knows is not asked.
    """
    check_can_chart(by)
    held = hold(by=by, session=session, key=key, version=version)
    is_before = any(name in ASKED_BEFORE for name in values)
    possible = ASKED_BEFORE if is_before else ASKED_AFTER
    kept = session_values.checks(values, possible)
    asked = [name for name in kept if "." in name]
    check_can_settle(by, session_gates.settled_by(held.view, asked))
    said = Said(kind=Kind.CHECK, values=kept)
    if done := already(held, said):
        return done
    refuse_unless(held, *(BEFORE_START if is_before else AFTER_DOSE))
    refuse_overtaken(held, said, *asked)
    return write(held, said, at=held.now)


@transaction.atomic
def override(
    *, by: Actor, session: UUID, item: str, reason: str, key: str, version: int
) -> SessionEntry:
    """Set aside one item that holds the gate: only the role that its rule names, with the reason.

    It counts while the facts are those that it was decided on.
    """
    check_can_stop(by)
    held = hold(by=by, session=session, key=key, version=version)
    said = Said(kind=Kind.OVERRIDE, values={"item": item}, reason=reason.strip())
    if done := already(held, said):
        return done
    refuse_unless(held, *BEFORE_START, *AFTER_DOSE)
    name = "readiness" if held.view.status in BEFORE_START else "discharge"
    result = session_gates.judge(name, held.view, held.now)
    found = next((one for one in result.items if one.rule.id == item), None)
    if found is None:
        raise InvalidInput(f"There is no item {item} in this gate.", field="item")
    check_can_set_aside(by, found.rule.override)
    if not found.holds:
        raise InvalidInput("This holds nothing: there is nothing to set aside.", field="item")
    if not said.reason:
        raise InvalidInput("Say why this is set aside. The reason is kept.", field="reason")
    refuse_overtaken(held, said, item)
    facts = _facts_as_shown(held, name, result, item)
    worked_out = {
        "gate": name,
        "role": found.rule.override,
        "outcome": found.outcome.value,
        "facts": facts,
    }
    return write(held, said, at=held.now, worked_out=worked_out)


def _facts_as_shown(held: Held, gate: str, result: lw.GateResult, item: str) -> dict[str, Any]:
    """What the item rests on now; values that came after the page was made were not judged."""
    now, shown = (
        session_gates.facts_of_item(
            result.gate, item, session_gates.facts_now(gate, view, held.now)
        )
        for view in (held.view, held.view.as_of(held.version))
    )
    if now != shown:
        raise Conflict(
            "The values of this item changed while your page was open. Nothing was saved. "
            "Open it again and judge what is so now."
        )
    return now


@transaction.atomic
def give_medicine(
    *,
    by: Actor,
    session: UUID,
    values: Mapping[str, Any],
    key: str,
    version: int,
    at: datetime | None = None,
    reason: str = "",
) -> SessionEntry:
    """A medicine was given: drug, dose with unit, route, when, and who ordered it."""
    check_can_chart(by)
    held = hold(by=by, session=session, key=key, version=version)
    kept = session_values.medicine(values)
    said = Said(kind=Kind.MEDICINE, values=kept, at=at, reason=reason.strip())
    return _written(held, said, is_late=False)


@transaction.atomic
def adverse_event(
    *,
    by: Actor,
    session: UUID,
    values: Mapping[str, Any],
    key: str,
    version: int,
    at: datetime | None = None,
    reason: str = "",
) -> SessionEntry:
    """Something unwanted happened: what, how bad, whether serious, what was done."""
    check_can_chart(by)
    held = hold(by=by, session=session, key=key, version=version)
    kept = session_values.adverse_event(values)
    said = Said(kind=Kind.ADVERSE_EVENT, values=kept, at=at, reason=reason.strip())
    return _written(held, said, is_late=True)


@transaction.atomic
def acknowledge(*, by: Actor, session: UUID, flag: str, key: str, version: int) -> SessionEntry:
    """Somebody saw a reminder. It quiets for a short time and resolves nothing."""
    check_can_stop(by)
    held = hold(by=by, session=session, key=key, version=version)
    said = Said(kind=Kind.ACKNOWLEDGE, values={"flag": flag})
    if done := already(held, said):
        return done
    shown = queries.flags(held.view, held.now).flags
    found = next((one.flag for one in shown if one.name == flag), None)
    if found is None:
        raise InvalidInput("This reminder no longer stands.", field="flag")
    worked_out = {
        "priority": found.priority,
        "since": found.since.isoformat(),
        "value": found.value,
    }
    return write(held, said, at=held.now, worked_out=worked_out)


@transaction.atomic
def comfort(
    *, by: Actor, session: UUID, values: Mapping[str, Any], key: str, version: int
) -> SessionEntry:
    """What the person wants about touch, company, music and light, this time."""
    check_can_stop(by)
    held = hold(by=by, session=session, key=key, version=version)
    said = Said(kind=Kind.COMFORT, values=session_values.comfort(values))
    return _written(held, said, is_late=False)


@transaction.atomic
def note(
    *,
    by: Actor,
    session: UUID,
    words: str,
    key: str,
    version: int,
    at: datetime | None = None,
    reason: str = "",
) -> SessionEntry:
    """Free words; also after the session."""
    check_can_stop(by)
    held = hold(by=by, session=session, key=key, version=version)
    said = Said(kind=Kind.NOTE, values=session_values.note(words), at=at, reason=reason.strip())
    if done := already(held, said):
        return done
    return write(held, said, at=moment(held, said))


def _written(held: Held, said: Said, *, is_late: bool) -> SessionEntry:
    """The common end: once, not overtaken, and after the session only what comes late."""
    if done := already(held, said):
        return done
    if not is_late:
        refuse_when(held, "discharged", "transferred", "left_against_advice", "cancelled")
    refuse_overtaken(held, said)
    return write(held, said, at=moment(held, said))
