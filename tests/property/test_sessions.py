"""What holds for every session: nothing unknown opens a gate, and no final state is left."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

import lightwell.clinical as lw
from lightwell.clinical import transitions
from lightwell.clinical.evaluate import evaluate
from lightwell.clinical.facts import Fact
from lightwell.clinical.gates import Gate
from lightwell.clinical.library import library
from lightwell.clinical.predicates import facts_of
from lightwell.clinical.session import session_facts
from lightwell.clinical.ways import gate_for

AT = datetime(2026, 3, 4, 15, 0, tzinfo=UTC)
GATES = [
    gate_for(name, programme, dose.id)
    for programme in library().programmes.values()
    for dose in programme.doses
    for name in ("readiness", "discharge")
]
gates = st.sampled_from(GATES)
# What the first worked example does not say, because only some programmes ask for it.
BESIDES = {
    "course.therapist_linked": True,
    "course.preparation_sessions": 1,
    "course.integration_since_dose": True,
    "course.sessions_done": 1,
    "course.continuation_signed": True,
    "session.nasal_medicine_today": False,
    "session.minutes_after_dose": 130,
}


def _open_facts(gate: Gate) -> lw.Facts:
    """Everything known and met for this way of giving; without its own facts it is not open."""
    known = session_facts(lw.case_from_dict(dict(gate.examples[0].case))).known
    facts = lw.Facts(dict(known) | {name: Fact(value) for name, value in BESIDES.items()})
    assert gate.judge(facts).is_open
    return facts


@given(gates, st.data())
def test_nothing_unknown_opens_a_gate(gate: Gate, data: st.DataObject) -> None:
    """With everything met, taking away any one item's facts holds that item, and the gate."""
    rule = data.draw(st.sampled_from(gate.rules))
    facts = _open_facts(gate)
    left = {name: fact for name, fact in facts.known.items() if name not in facts_of(rule.when)}
    result = gate.judge(lw.Facts(left))
    assert not result.is_open
    assert rule.id in [item.rule.id for item in result.holding]


any_value = st.sampled_from([None, True, False, 0, 5, 60, 95, 150, "none", "high"])


@given(gates, st.data())
def test_a_gate_is_open_only_when_every_rule_is_met(
    gate: Gate,
    data: st.DataObject,
) -> None:
    names = sorted(frozenset().union(*(facts_of(rule.when) for rule in gate.rules)))
    known = dict(_open_facts(gate).known)
    for name in data.draw(st.lists(st.sampled_from(names), max_size=4)):
        known[name] = Fact(data.draw(any_value))
    facts = lw.Facts(known)
    outcomes = {rule.id: evaluate(rule.when, facts) for rule in gate.rules}
    result = gate.judge(facts)
    assert {item.rule.id: item.outcome for item in result.items} == outcomes, "explain agrees"
    assert result.is_open is all(one is lw.Outcome.MET for one in outcomes.values())


@given(st.lists(st.sampled_from(sorted({verb for _, verb in transitions.SESSION.table}))))
def test_no_transition_leaves_a_final_state(verbs: list[str]) -> None:
    table, state = transitions.SESSION, transitions.SESSION.initial
    for verb in verbs:
        if table.allows(state, verb):
            assert state not in table.final
            state = table.after(state, verb)
    if state not in table.final:
        assert table.allows(state, "transfer")
        assert table.allows(state, "leave_against_advice")


pressures = st.tuples(st.integers(91, 220), st.integers(40, 90))


@given(st.lists(st.tuples(st.integers(0, 30), pressures), min_size=1, max_size=6))
def test_no_high_pressure_starts_a_session_by_itself(
    rows: list[tuple[int, tuple[int, int]]],
) -> None:
    readings = [
        lw.Reading(at=AT + timedelta(minutes=minute), sbp=sbp, dbp=dbp)
        for minute, (sbp, dbp) in rows
    ]
    now = AT + timedelta(minutes=30)
    found = lw.pressure_before_start(readings, now=now, region="us", age_years=40)
    last = max(readings, key=lambda one: one.at)
    tied = [one for one in readings if one.at == last.at]
    if all((one.sbp or 0) > 140 for one in tied):
        assert found.within_limits is False
    if found.within_limits:
        assert found.measured
        assert found.rechecked


values = st.fixed_dictionaries(
    {
        "sbp": st.none() | st.integers(121, 300),
        "dbp": st.none() | st.integers(20, 120),
        "hr": st.none() | st.integers(20, 300),
        "spo2": st.none() | st.integers(30, 100),
        "rr": st.none() | st.integers(2, 80),
        "moaas": st.none() | st.integers(0, 5),
    }
)


@given(values, st.none() | st.integers(90, 160))
def test_every_reading_is_kept_and_its_flags_agree_with_their_rules(
    given_values: dict[str, int | None], before: int | None
) -> None:
    row = lw.Reading(at=AT, **given_values)
    baseline = None if before is None else lw.Reading(at=AT, sbp=before)
    found = lw.flags_on([row], baseline=baseline, now=AT)
    facts = row.facts(baseline)
    raised = {flag.title: flag for flag in found.flags}
    for rule in library().flags.flags:
        is_met = any(evaluate(one, facts) is lw.Outcome.MET for one in rule.rules)
        assert (rule.title in raised) is is_met
        if is_met:
            assert raised[rule.title].explanation.outcome is lw.Outcome.MET


@given(st.integers(0, 180), st.lists(st.integers(0, 180), max_size=12), st.booleans())
def test_what_was_observed_in_time_is_never_overdue(
    minute: int, seen: list[int], ended: bool
) -> None:
    end = AT + timedelta(minutes=40) if ended and minute >= 40 else None
    session = lw.SessionTimes(start=AT, infusion_end=end)
    done = {"vitals": [AT + timedelta(minutes=one) for one in seen]}
    now, made = AT + timedelta(minutes=minute), lw.find_programme("iv-series")
    found = [one for one in lw.observations(made, session, done, now) if one.what == "vitals"]
    for one in found:
        if one.state == "overdue":
            assert not any(one.at <= at <= now for at in done["vitals"])
    (last,) = (one for one in lw.latest(made, session, done, now) if one.what == "vitals")
    assert last.is_stale is any(one.state == "overdue" for one in found)
