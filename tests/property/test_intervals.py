"""Intervals and ways out over any totals: never past the programme, never met on unknown."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

import lightwell.clinical as lw
from lightwell.clinical.exits import CourseState, judge_exits, relapse_exit, weeks_stable
from lightwell.clinical.library import library
from lightwell.clinical.programme import Phase
from lightwell.clinical.progress import FRESH_DAYS, CourseScores, Total, propose_interval

DAY = date(2026, 3, 2)
PHASES = [one for made in library().programmes.values() for one in made.phases]
GROWING = [one for one in PHASES if one.interval_steps_days]
totals = st.integers(0, 27)


@st.composite
def states(draw: st.DrawFn) -> CourseState:
    """Totals a few days apart, perhaps none before, looked at soon or late."""
    apart = draw(st.lists(st.tuples(totals, st.integers(1, 20)), max_size=8))
    on, since = DAY, []
    for total, days in apart:
        on += timedelta(days=days)
        since.append(Total(on=on, total=total))
    begun = draw(st.none() | totals)
    return CourseState(
        scores=CourseScores(
            baseline=None if begun is None else Total(on=DAY, total=begun), since=tuple(since)
        ),
        sessions_done=draw(st.integers(0, 12)),
        on=on + timedelta(days=draw(st.integers(0, 20))),
    )


@given(states(), st.sampled_from(GROWING), st.data())
def test_an_interval_is_a_neighbouring_step_or_none(
    state: CourseState, phase: Phase, data: st.DataObject
) -> None:
    steps = phase.interval_steps_days
    days = data.draw(st.sampled_from(steps))
    made = propose_interval(
        phase, state.scores, current_days=days, last_session=state.on, on=state.on
    )
    if made.next_days is None:
        assert made.step in ("relapse", "unknown")
        return
    assert state.is_fresh
    assert abs(steps.index(made.next_days) - steps.index(days)) <= 1
    if made.next_days > days:
        assert made.step == "lengthen"


@given(states(), st.sampled_from(GROWING))
def test_a_relapse_and_its_way_out_are_one_answer(state: CourseState, phase: Phase) -> None:
    made = propose_interval(
        phase,
        state.scores,
        current_days=phase.interval_steps_days[0],
        last_session=state.on,
        on=state.on,
    )
    rule = relapse_exit(phase)
    judged = {one.exit: one.outcome for one in judge_exits(phase, state)}
    if made.step == "relapse":
        assert rule is not None
        assert judged[rule] is lw.Outcome.MET
        assert weeks_stable(phase, state) in (0, None)
    elif rule is not None and judged[rule] is lw.Outcome.MET:
        assert made.step == "unknown"  # without a total before, no interval is proposed at all


@given(states(), st.sampled_from(PHASES))
def test_no_way_opens_on_totals_that_are_old_or_missing(state: CourseState, phase: Phase) -> None:
    last = state.scores.since[-1] if state.scores.since else None
    old = last is None or (state.on - last.on).days > FRESH_DAYS
    for one in judge_exits(phase, state):
        if old and one.exit.seen_times > 1:
            assert one.outcome is lw.Outcome.UNKNOWN
    if old:
        assert weeks_stable(phase, state) is None


@given(states())
def test_what_is_stored_is_the_same_again(state: CourseState) -> None:
    assert CourseState.from_json(state.as_json()) == state
