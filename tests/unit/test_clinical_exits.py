"""The ways out of a phase: rules on what is known, unknown never met, and weeks of a kept gain."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

import lightwell.clinical as lw
from lightwell.clinical.exits import (
    CourseState,
    judge_exit,
    judge_exits,
    relapse_exit,
    weeks_stable,
)
from lightwell.clinical.programme import Phase
from lightwell.clinical.progress import CourseScores, Total

DAY = date(2026, 3, 2)
TO_SUBLINGUAL = lw.find_programme("iv-to-sublingual")
SERIES = TO_SUBLINGUAL.phase_of("induction")
SUBLINGUAL = TO_SUBLINGUAL.phase_of("sublingual")


def state(
    *totals: int, baseline: int | None = 20, done: int = 6, late: int = 0, every: int = 7
) -> CourseState:
    since = tuple(
        Total(on=DAY + timedelta(days=every * number), total=total)
        for number, total in enumerate(totals, start=1)
    )
    begun = None if baseline is None else Total(on=DAY, total=baseline)
    last = since[-1].on if since else DAY
    return CourseState(
        scores=CourseScores(baseline=begun, since=since),
        sessions_done=done,
        on=last + timedelta(days=late),
    )


def outcome(phase: Phase, to: str, made: CourseState) -> lw.Outcome | None:
    one = next(one for one in phase.exits if one.to == to)
    return judge_exit(phase, one, made).outcome


@pytest.mark.parametrize(
    ("done", "expected"), [(5, lw.Outcome.NOT_MET), (6, lw.Outcome.MET), (10, lw.Outcome.MET)]
)
def test_sessions_open_the_change_of_route(done: int, expected: lw.Outcome) -> None:
    assert outcome(SERIES, "sublingual", state(done=done)) is expected


def test_an_exit_without_a_rule_is_a_decision() -> None:
    judged = judge_exits(SERIES, state())
    ends = next(one for one in judged if one.exit.to == "end")
    assert (ends.outcome, ends.explanation, ends.needs_override) == (None, None, False)
    assert "no rule: a decision" in str(ends)
    assert "rule met" in str(judged[0])


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (state(), lw.Outcome.UNKNOWN),  # no total
        (state(8, 8), lw.Outcome.NOT_MET),
        (state(8, 14), lw.Outcome.NOT_MET),  # seen once
        (state(8, 14, 15), lw.Outcome.MET),
        (state(8, 14, 15, late=8), lw.Outcome.UNKNOWN),  # too old to decide anything
        (state(8, 14, 8), lw.Outcome.NOT_MET),
        (state(8), lw.Outcome.NOT_MET),
        (state(25), lw.Outcome.UNKNOWN),  # nothing was gained, and there is no second total
    ],
)
def test_a_relapse_is_seen_as_often_as_the_programme_asks(
    made: CourseState, expected: lw.Outcome
) -> None:
    assert outcome(SUBLINGUAL, "induction", made) is expected


@pytest.mark.parametrize(
    ("made", "weeks"),
    [
        (state(8, 8, 8, 8, 8), 4),
        (state(8, 8, 8, 8), 3),
        (state(8), 0),
        (state(8, 8, 14, 8, 9), 1),  # lost in between: counted from the day that it was back
        (state(8, 8, 15), 0),
        (state(), None),
        (state(8, 8, baseline=None), None),
        (state(21, 20), None),  # no gain
        (state(8, 8, late=8), None),
    ],
)
def test_weeks_in_which_the_gain_was_kept(made: CourseState, weeks: int | None) -> None:
    assert weeks_stable(SUBLINGUAL, made) == weeks


def test_a_phase_without_a_relapse_rule_knows_no_weeks() -> None:
    assert relapse_exit(SERIES) is None
    assert weeks_stable(SERIES, state(8, 8)) is None


def test_the_arithmetic_stands_beside_the_outcome() -> None:
    judged = judge_exit(SUBLINGUAL, SUBLINGUAL.exits[0], state(8, 9, 8, 8, 8))
    assert "gain kept from 2026-03-09 to 2026-04-06: 4 whole weeks" in judged.lines
    assert "sessions done in this phase: 6" in judged.lines
    again = judge_exit(SUBLINGUAL, SUBLINGUAL.exits[1], state(8, 14, 15, late=9))
    assert any("too old to decide" in line for line in again.lines)
    assert "the rule must be met on the 2 newest totals: unknown, unknown" in again.lines


def test_what_is_stored_is_judged_the_same() -> None:
    for made in (state(8, 14, 15), state(baseline=None), state(8)):
        assert CourseState.from_json(made.as_json()) == made
