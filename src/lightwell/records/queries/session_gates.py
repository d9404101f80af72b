"""The two gates of a session, judged on what the record knows and what was asked on the day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

import lightwell.clinical as lw
from lightwell.clinical.gates import Gate
from lightwell.clinical.library import library
from lightwell.clinical.predicates import facts_of
from lightwell.clinical.session import SERIES, session_facts
from lightwell.clinical.ways import gate_for
from lightwell.records.models import SessionEntry
from lightwell.records.queries import checks, session_grounds, therapy
from lightwell.records.session_state import SessionView
from lightwell.records.session_words import ASKED_AFTER, ASKED_BEFORE

Kind = SessionEntry.Kind
THERAPY = {
    "course.therapist_linked",
    "course.preparation_sessions",
    "course.integration_since_dose",
}
JUDGES = {"readiness": lw.readiness, "discharge": lw.discharge}


def judge(name: str, view: SessionView, now: datetime) -> lw.GateResult:
    """The gate for this session at this moment; an item set aside counts while its facts stand."""
    return again(name, evidence(name, view, now))


def again(name: str, kept: dict[str, Any]) -> lw.GateResult:
    """The gate on facts as they were kept: today, or years later from a stored evaluation."""
    return JUDGES[name](
        lw.case_from_dict(kept["case"]),
        region=kept["region"],
        overrides=[lw.Override(**one) for one in kept["overrides"]],
        programme=kept.get("programme", SERIES),  # what was kept before there were others
        dose=kept.get("dose", ""),
    )


def gate(name: str, view: SessionView) -> Gate:
    """The gate of this session: that of its programme and of what is given in it."""
    return gate_for(name, view.programme, view.way.id)


def asked(view: SessionView) -> tuple[str, ...]:
    """The facts that people are asked for now; all others the record works out itself."""
    if view.is_over:
        return ()
    name, possible = (
        ("readiness", ASKED_BEFORE) if view.started_at is None else ("discharge", ASKED_AFTER)
    )
    rests_on = _rests_on(name, view)
    recorded = _therapy(view) if name == "readiness" else {}
    return tuple(one for one in possible if one in rests_on and one not in recorded)


def _rests_on(name: str, view: SessionView) -> set[str]:
    return {fact for rule in gate(name, view).rules for fact in facts_of(rule.when)}


def _therapy(view: SessionView) -> dict[str, bool | int]:
    """What records of therapy settle by themselves: a therapist with a release, sessions held.

    What they do not show is asked on the day: a therapist may work on paper, outside this record.
    """
    if not THERAPY & _rests_on("readiness", view):
        return {}
    known = therapy.facts(view.patient, view.course).known
    return {name: value for name, value in known.items() if value}


def evidence(name: str, view: SessionView, now: datetime) -> dict[str, Any]:
    """Everything that the gate is judged on, as plain values that can be stored."""
    case = case_of(view, now)
    region = view.location.region
    return {
        "case": case,
        "region": region,
        "programme": view.programme.id,
        "dose": view.way.id,
        "overrides": _overrides(name, view, now, case, region),
    }


def case_of(view: SessionView, now: datetime) -> dict[str, Any]:
    """This session as a case file; what was not recorded or not asked today is absent."""
    day = view.day_of(view.started_at or now)
    answers = {name: one.values[name] for name, one in view.answers(now).items()}
    given = {name: value for name, value in answers.items() if value is not None}
    grounds = session_grounds.known(view, day)
    session: dict[str, Any] = {key: one for key, one in grounds.items() if one is not None}
    session |= _part(given, "session.")
    session["dose_confirmed_by_two"] = is_dose_confirmed(view, now)
    session["now"] = _on_the_wall(view, now)
    ends = "infusion_ended_at" if view.way.form == "infusion" else "dose_ended_at"
    for key, at in (("started_at", view.started_at), (ends, view.dose_ended_at)):
        if at is not None:
            session[key] = _on_the_wall(view, at)
    session |= _dissociation(view, now)
    # A session may run past midnight: the case is of the day on which it is judged.
    case: dict[str, Any] = {"on": view.day_of(now).isoformat(), "session": session}
    if view.patient.birth_date:
        case["person"] = {"birth_date": view.patient.birth_date.isoformat()}
    if conditions := session_grounds.conditions(view.patient) | _part(given, "conditions."):
        case["conditions"] = conditions
    told = _part(given, "course.") | _part(_therapy(view), "course.")
    if course := session_grounds.of_course(view) | checks.current(view, day) | told:
        case["course"] = course
    if vitals := _vitals(view, now):
        case["vitals"] = vitals
    return case


def _part(answers: dict[str, Any], prefix: str) -> dict[str, Any]:
    return {
        name.removeprefix(prefix): value
        for name, value in answers.items()
        if name.startswith(prefix)
    }


def is_dose_confirmed(view: SessionView, now: datetime) -> bool:
    """Two people stand for the dose as it is now, on the day on which it was drawn up."""
    confirmed = view.dose.confirmed
    if confirmed is None or not view.dose.is_confirmed:
        return False
    return view.day_of(confirmed.at) == view.day_of(view.started_at or now)


def facts_of_item(gate: Gate, item: str, facts: lw.Facts) -> dict[str, Any]:
    """What an item of a gate rests on; a decision to set it aside is about these values."""
    rule = next(one for one in gate.rules if one.id == item)
    return {name: _plain(facts[name].value) for name in sorted(facts_of(rule.when))}


def settled_by(view: SessionView, names: Iterable[str]) -> set[str]:
    """Who settles the items of this session's gates that ask for these facts."""
    rules = [rule for name in JUDGES for rule in gate(name, view).rules]
    wanted = set(names)
    return {rule.settled_by for rule in rules if facts_of(rule.when) & wanted}


def facts_now(name: str, view: SessionView, now: datetime) -> lw.Facts:
    """The facts of the gate at this moment."""
    return session_facts(lw.case_from_dict(case_of(view, now)), region=view.location.region)


def _on_the_wall(view: SessionView, at: datetime) -> str:
    """A moment on the clinic's clock: its date must be the clinic's, not that of Greenwich."""
    return at.astimezone(view.zone).isoformat()


def _plain(value: object) -> Any:
    return value if isinstance(value, str | bool | int | float) or value is None else str(value)


def _vitals(view: SessionView, now: datetime) -> list[dict[str, Any]]:
    return [
        {
            "at": _on_the_wall(view, one.at),
            **{
                key: one.value(key)
                for key in ("sbp", "dbp", "hr", "spo2", "rr", "moaas")
                if one.value(key) is not None
            },
        }
        for one in view.readings
        if one.at <= now
    ]


def _dissociation(view: SessionView, now: datetime) -> dict[str, int]:
    """How far the person is from where they were before the dose, on the same scale only.

    Like every value before leaving, the last one counts only while it is fresh.
    """
    start, ended = view.started_at, view.dose_ended_at
    found = {}
    fresh = now - timedelta(minutes=library().flags.freshness.before_leaving_min)
    if start is None or ended is None:
        return {}
    rows = sorted(view.all_of(Kind.READING), key=lambda one: one.at)
    for scale, fact in (("cadss", "cadss_rise"), ("dissociation", "dissociation_rise")):
        before = [one.values[scale] for one in rows if scale in one.values and one.at <= start]
        after = [
            one.values[scale] for one in rows if scale in one.values and one.at >= max(ended, fresh)
        ]
        if before and after:
            found[fact] = after[-1] - before[-1]
    return found


def _overrides(
    name: str, view: SessionView, now: datetime, case: dict[str, Any], region: str
) -> list[dict[str, str]]:
    """What was set aside and still is: before the start of this day, and on the same facts."""
    judged, day = gate(name, view), view.day_of(view.started_at or now)
    facts = session_facts(lw.case_from_dict(case), region=region)
    newest = {
        one.values["item"]: one
        for one in view.overrides
        if one.worked_out["gate"] == name and (name == "discharge" or view.day_of(one.at) == day)
    }
    return [
        {"item": item, "by": str(one.worked_out["role"]), "reason": one.reason}
        for item, one in newest.items()
        if one.worked_out["facts"] == facts_of_item(judged, item, facts)
    ]
