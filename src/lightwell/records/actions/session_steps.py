"""The steps of a session: ready, start, pause, end, and the four ways out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

import lightwell.clinical as lw
from lightwell.access import audit
from lightwell.access.actors import Actor
from lightwell.access.errors import InvalidInput, NotReady
from lightwell.clinical.library import library
from lightwell.clinical.transitions import SESSION
from lightwell.records.actions import risk
from lightwell.records.chains import phase_of
from lightwell.records.models import RuleEvaluation, SessionEntry
from lightwell.records.policies_sessions import check_can_chart, check_can_stop
from lightwell.records.queries import session_gates
from lightwell.records.queries.courses import least_days
from lightwell.records.session_state import BEGINS, VERBS, SessionView
from lightwell.records.session_words import GIVEN, LEAVING_WORDS
from lightwell.records.session_writing import (
    Held,
    Said,
    already,
    hold,
    moment,
    overtaken,
    words,
    write,
)

Kind = SessionEntry.Kind
GATED = {
    **dict.fromkeys(("make_ready", *BEGINS.values()), "readiness"),
    "discharge": "discharge",
}
GROUNDS = (Kind.READING, Kind.CHECK, Kind.DOSE_PREPARED, Kind.DOSE_CONFIRMED, Kind.OVERRIDE)
WITH_REASON = {
    "cancel": "Say why the session is cancelled.",
    "hold": "Say why the session is held.",
}


def make_ready(
    *,
    by: Actor,
    session: UUID,
    key: str,
    version: int,
    at: datetime | None = None,
    reason: str = "",
) -> SessionEntry:
    """Everything before the start is known and met."""
    check_can_chart(by)
    return _step("make_ready", by, session, key, version, at, reason)


def hold_back(
    *,
    by: Actor,
    session: UUID,
    key: str,
    version: int,
    at: datetime | None = None,
    reason: str = "",
) -> SessionEntry:
    """Take "ready" back, with the reason."""
    check_can_chart(by)
    return _step("hold", by, session, key, version, at, reason)


def cancel(
    *,
    by: Actor,
    session: UUID,
    key: str,
    version: int,
    at: datetime | None = None,
    reason: str = "",
) -> SessionEntry:
    """The session does not take place; only before the start, with the reason."""
    check_can_chart(by)
    return _step("cancel", by, session, key, version, at, reason)


def start(
    *,
    by: Actor,
    session: UUID,
    key: str,
    version: int,
    at: datetime | None = None,
    reason: str = "",
) -> SessionEntry:
    """Start the infusion, or give the dose or its first device: only through the gate, whose
    evaluation is kept with its facts."""
    check_can_chart(by)
    return _step("start", by, session, key, version, at, reason)


def give_device(
    *,
    by: Actor,
    session: UUID,
    key: str,
    version: int,
    at: datetime | None = None,
    reason: str = "",
) -> SessionEntry:
    """The next of several devices, not before the programme's least time after the one before."""
    check_can_chart(by)
    return _step("device", by, session, key, version, at, reason)


def pause(
    *,
    by: Actor,
    session: UUID,
    key: str,
    version: int,
    at: datetime | None = None,
    reason: str = "",
) -> SessionEntry:
    """Pause the infusion; everybody who treats may, and nothing is asked first."""
    check_can_stop(by)
    return _step("pause", by, session, key, version, at, reason)


def resume(
    *,
    by: Actor,
    session: UUID,
    key: str,
    version: int,
    at: datetime | None = None,
    reason: str = "",
) -> SessionEntry:
    """Go on with a paused infusion."""
    check_can_chart(by)
    return _step("resume", by, session, key, version, at, reason)


def end_infusion(
    *,
    by: Actor,
    session: UUID,
    key: str,
    version: int,
    at: datetime | None = None,
    reason: str = "",
) -> SessionEntry:
    """The infusion ran to its end; the time until leaving counts from here."""
    check_can_chart(by)
    return _step("end_infusion", by, session, key, version, at, reason)


def stop_early(
    *,
    by: Actor,
    session: UUID,
    key: str,
    version: int,
    at: datetime | None = None,
    reason: str = "",
) -> SessionEntry:
    """Stop the infusion before its end; never locked, and one of the other doors follows."""
    check_can_stop(by)
    return _step("stop_early", by, session, key, version, at, reason)


def leave(
    *,
    by: Actor,
    session: UUID,
    door: str,
    values: Mapping[str, Any],
    key: str,
    version: int,
    at: datetime | None = None,
    reason: str = "",
) -> SessionEntry:
    """Go through a door: discharge is locked by its gate, the others never are.

    Leaving against advice opens a call-back and a risk task in the same transaction.
    """
    if door not in LEAVING_WORDS:
        raise InvalidInput("Choose how the person leaves.", field="door")
    (check_can_chart if door == "discharge" else check_can_stop)(by)
    return _step(door, by, session, key, version, at, reason, words(values, LEAVING_WORDS[door]))


@transaction.atomic
def _step(
    verb: str,
    by: Actor,
    session: UUID,
    key: str,
    version: int,
    at: datetime | None,
    reason: str,
    values: Mapping[str, Any] | None = None,
) -> SessionEntry:
    held = hold(by=by, session=session, key=key, version=version, with_patient=verb in GATED)
    said = Said(kind=verb, values=values or {}, at=at, reason=reason.strip())
    if done := already(held, said):
        return done
    verb = _verb_for(held.view, verb)
    status = _after(held, said, verb)
    if verb in WITH_REASON and not said.reason:
        raise InvalidInput(WITH_REASON[verb], field="reason")
    when = _in_order(held, moment(held, said))
    if said.kind == Kind.DEVICE:
        _refuse_too_close(held, when)
    worked_out = _through_gate(held, verb, when) | _facts_of(held, verb)
    entry = write(held, said, at=when, status=status, worked_out=worked_out)
    if verb == "leave_against_advice":
        _raise_risk(held)
    return entry


def _verb_for(view: SessionView, kind: str) -> str:
    """The verb of the state table for this step, by the form in which the dose is given."""
    if kind == Kind.START:
        is_one_device = view.way.form == "devices" and view.devices_planned == 1
        return "give" if is_one_device else BEGINS[view.way.form]
    if kind == Kind.DEVICE:
        return "give_last" if len(view.devices) + 1 >= view.devices_planned else "give_next"
    return kind


def _after(held: Held, said: Said, verb: str) -> str:
    """The state that the verb leads to; who was faster is named."""
    if SESSION.allows(held.view.status, verb):
        return SESSION.after(held.view.status, verb)
    for later in held.view.entries:
        if later.number > held.version and later.kind in VERBS:
            raise overtaken(later, said)
    where = held.view.status.replace("_", " ")
    raise NotReady(f"The session is {where}: this step does not follow. Nothing was saved.")


def _in_order(held: Held, when: datetime) -> datetime:
    """Steps follow each other in time as they do in the table."""
    last = max((one.at for one in held.view.entries if one.kind in VERBS), default=None)
    if last is not None and when < last:
        raise InvalidInput("This time is before the last step. Correct it.", field="at")
    return when


def _refuse_too_close(held: Held, when: datetime) -> None:
    """Between two devices lies at least what the programme says."""
    least = held.view.devices[-1].at + timedelta(minutes=held.view.way.gap_min)
    if when < least:
        raise NotReady(
            f"At least {held.view.way.gap_min} minutes lie between two devices. The next one is "
            f"given from {least.astimezone(held.view.zone):%H:%M} on. Nothing was saved."
        )


def _through_gate(held: Held, verb: str, when: datetime) -> dict[str, Any]:
    """Judge the gate of this step; an open one is kept so that it can be run again."""
    if verb not in GATED:
        return {}
    name = GATED[verb]
    _refuse_before_its_grounds(held, when)
    if name == "readiness":
        _refuse_too_soon(held, when)
    kept = session_gates.evidence(name, held.view, when)
    result = session_gates.again(name, kept)
    if not result.is_open:
        _refuse_held(result)
    if verb == "make_ready":
        return {}
    return {"evaluation": str(_keep(held, name, kept, result).uid)}


def _refuse_before_its_grounds(held: Held, when: datetime) -> None:
    """A step through a gate was not before what the gate is judged on: a time that is set back
    would leave out the newest values, or start a dose before two people confirmed it."""
    last = max((one.at for one in held.view.standing if one.kind in GROUNDS), default=when)
    if when < last:
        raise InvalidInput(
            "This time is before the last observation, answer or confirmation. Correct it.",
            field="at",
        )


def _refuse_too_soon(held: Held, when: datetime) -> None:
    """The programme's least distance in days holds for what was given, not only for what was
    planned: nobody gets two doses on one day, whichever of two sessions is started."""
    least = least_days(phase_of(held.view.course, held.view.programme))
    others = SessionEntry.objects.filter(
        session__patient=held.row.patient_id, kind=Kind.START
    ).exclude(session=held.row.pk)
    last = others.order_by("-at").first()
    if last is None:
        return
    began = held.view.day_of(last.at)
    if (held.view.day_of(when) - began).days < least:
        raise NotReady(
            f"The last dose was on {began:%d-%b-%Y}. The programme keeps at least {least} "
            "days between two. Give this session a later date. Nothing was saved."
        )


def _refuse_held(result: lw.GateResult) -> None:
    """Name everything that holds the gate and what each asks for."""
    asks = " ".join(f"{one.rule.ask}" for one in result.holding)
    count = len(result.holding)
    missing = "1 thing is missing" if count == 1 else f"{count} things are missing"
    raise NotReady(
        f"{missing}: {asks} Nothing was saved.",
        holding=tuple(one.rule.id for one in result.holding),
        gate=result,
    )


def _keep(held: Held, name: str, kept: dict[str, Any], result: lw.GateResult) -> RuleEvaluation:
    header = result.gate.header
    row = RuleEvaluation.objects.create(
        patient=held.row.patient,
        rule=f"session.{name}",
        rule_version=header.version,
        content_hash=header.content_hash,
        facts=kept,
        outcome="met",
        explanation=result.as_json(),
        at=held.now,
        by_id=held.by.person_id("writes in a session"),
        idempotency_key=f"{held.key}:{name}",
    )
    audit.record(
        by=held.by,
        action="treatment.judge-gate",
        subject=("evaluation", row.uid),
        patient=held.row.patient.uid,
        location=held.row.location_id,
        detail={"rule": row.rule, "version": row.rule_version, "outcome": row.outcome},
    )
    return row


def _facts_of(held: Held, verb: str) -> dict[str, Any]:
    """What else a step rests on: the dose that starts, the escort who was seen."""
    view = held.view
    if verb in BEGINS.values() and view.dose.prepared is not None:
        return {
            "given": GIVEN[view.way.route],
            "dose": str(view.dose.prepared.uid),
            **dict(view.dose.prepared.values),
        }
    if verb in ("give_next", "give_last"):
        return {"device": len(view.devices) + 1, "of": view.devices_planned}
    if verb == "discharge":
        # The gate is open, so somebody was seen, and a yes carries the name.
        seen = view.answers(held.now)["session.escort_present"]
        return {"escort": seen.values["escort_name"]}
    return {}


def _raise_risk(held: Held) -> None:
    """The task of a person who left against advice; one for each session."""
    finding = library().risk.assess({"left": "against_advice"})
    if finding is None:
        raise RuntimeError("The risk policy has no level for leaving against advice.")
    risk.raise_task(
        by=held.by,
        patient=held.row.patient,
        location=held.row.location,
        cause=f"left:{held.row.uid}",
        trigger="left_against_advice",
        finding=finding,
        at=held.now,
    )
