"""The facts of a course, and the interval that is proposed from them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from attrs import evolve

import lightwell.clinical as lw
from lightwell.clinical.progress import CourseScores, Total, propose_interval

DAY = date(2026, 3, 2)
PHASE = lw.find_programme("iv-series").phase_of("maintenance")


def scores(*totals: int, baseline: int | None = 20) -> CourseScores:
    return CourseScores(
        baseline=None if baseline is None else Total(on=DAY, total=baseline),
        since=tuple(
            Total(on=DAY + timedelta(days=7 * number), total=total)
            for number, total in enumerate(totals, start=1)
        ),
    )


def proposed(made: CourseScores, *, days: int = 14, late: int = 0) -> lw.IntervalProposal:
    on = (made.since[-1].on if made.since else DAY) + timedelta(days=late)
    return propose_interval(PHASE, made, current_days=days, last_session=on, on=on)


def value(made: CourseScores, name: str) -> object:
    return made.facts()[f"course.{name}"].value


def test_what_a_course_amounts_to() -> None:
    made = scores(12, 8, 11)
    assert value(made, "improvement_pct") == 45
    assert value(made, "phq9_rise") == 3
    assert value(made, "gain_lost_pct") == 25


@pytest.mark.parametrize(
    ("made", "unknown"),
    [
        (scores(), {"improvement_pct", "phq9_rise", "gain_lost_pct"}),
        (scores(9, baseline=None), {"improvement_pct", "gain_lost_pct"}),
        (scores(3, baseline=0), {"improvement_pct", "gain_lost_pct"}),
        (scores(21), {"gain_lost_pct"}),
    ],
)
def test_what_is_missing_stays_unknown(made: CourseScores, unknown: set[str]) -> None:
    known = ("improvement_pct", "phq9_rise", "gain_lost_pct")
    assert {name for name in known if value(made, name) is None} == unknown


@pytest.mark.parametrize(
    ("totals", "days", "step", "next_days"),
    [
        ((8, 8), 14, "lengthen", 21),
        ((8, 8), 28, "lengthen", 42),
        ((8, 8), 56, "keep", 56),
        ((8, 8, 13), 14, "shorten", 7),
        ((8, 8, 13), 7, "shorten", 7),
        ((8, 13, 14), 14, "relapse", None),
        ((8, 14, 9, 14), 14, "shorten", 7),
    ],
)
def test_the_next_interval(
    totals: tuple[int, ...], days: int, step: str, next_days: int | None
) -> None:
    found = proposed(scores(*totals), days=days)
    assert (found.step, found.next_days) == (step, next_days)
    assert found.explanation is not None


@pytest.mark.parametrize(
    "found",
    [proposed(scores()), proposed(scores(8, baseline=None)), proposed(scores(8), late=8)],
)
def test_nothing_is_proposed_on_a_missing_or_an_old_total(found: lw.IntervalProposal) -> None:
    assert (found.step, found.next_days, found.next_on) == ("unknown", None, None)
    assert "a total is missing" in str(found)
    assert found.as_json()["next_on"] is None


def test_the_arithmetic_is_told() -> None:
    found = proposed(scores(8, 10))
    assert "rise: 10 − 8 = 2" in found.lines
    assert "part of the gain that is lost: 2 ÷ 12 = 17 %" in found.lines
    assert found.lines[-1].endswith("+ 21 days = 2026-04-06")
    assert str(found).startswith("Lengthen to 21 days")
    assert "part of the gain" not in str(proposed(scores(22)))


def test_each_step_is_told_with_the_totals_that_it_rests_on() -> None:
    told = str(proposed(scores(8, 10))).splitlines()
    assert told == [
        "Lengthen to 21 days",
        "  before the first dose: 20 on 2026-03-02",
        "  lowest since: 8 on 2026-03-09",
        "  last: 10 on 2026-03-16",
        "  rise: 10 − 8 = 2",
        "  part of the gain that is lost: 2 ÷ 12 = 17 %",
        "  2026-03-16 + 21 days = 2026-04-06",
        "The prescriber decides.",
    ]
    longest = PHASE.interval_steps_days[-1]
    heads = [
        str(proposed(made, days=days)).splitlines()[0]
        for made, days in (
            (scores(8, 8), longest), (scores(8, 8, 13), 14), (scores(8, 13, 14), 14),
            (scores(), 14),
        )
    ]  # fmt: skip
    assert heads == [
        f"Keep {longest} days",
        "Shorten to 7 days",
        "The relapse rule is met: a decision is needed, no interval is proposed",
        "No interval is proposed: a total is missing or older than a week",
    ]
    assert proposed(scores(8, baseline=None)).lines == (
        "lowest since: 8 on 2026-03-09", "last: 8 on 2026-03-09", "rise: 8 − 8 = 0",
    )  # fmt: skip


def test_a_proposal_for_another_system() -> None:
    assert proposed(scores(8, 8, 13), days=28).as_json() == {
        "step": "shorten",
        "current_days": 28,
        "next_days": 21,
        "next_on": "2026-04-13",
        "lines": list(proposed(scores(8, 8, 13), days=28).lines),
    }


def test_a_total_of_seven_days_ago_still_decides() -> None:
    assert proposed(scores(8), late=7).step == "lengthen"
    assert proposed(scores(8), late=8).step == "unknown"


def test_where_nothing_was_gained_no_part_of_a_gain_is_lost() -> None:
    assert value(scores(20), "gain_lost_pct") is None
    assert value(scores(19), "gain_lost_pct") == 0
    assert value(scores(20), "improvement_pct") == 0


def test_a_phase_without_steps_says_so() -> None:
    bare = evolve(PHASE, interval_steps_days=())
    with pytest.raises(lw.InvalidInput, match="14 days is no step of maintenance: use none"):
        propose_interval(bare, scores(8), current_days=14, last_session=DAY, on=DAY)


def test_a_phase_without_a_relapse_rule_shortens_nothing() -> None:
    phase = evolve(PHASE, exits=PHASE.exits[1:])
    made = scores(8, 15, 16)
    last = made.since[-1].on
    found = propose_interval(phase, made, current_days=14, last_session=last, on=last)
    assert (found.step, found.explanation) == ("lengthen", None)


def test_bad_input() -> None:
    with pytest.raises(lw.InvalidInput, match="10 days is no step of maintenance: use 7, 14"):
        proposed(scores(8), days=10)
    with pytest.raises(lw.InvalidInput, match="not in order"):
        CourseScores(baseline=Total(on=DAY + timedelta(days=9), total=20), since=scores(8).since)
