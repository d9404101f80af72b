"""Signals: the rule of the programme, the limit of the instrument, a jump for the worse."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

import lightwell.clinical as lw

SERIES = lw.find_programme("iv-series")
DAY = date(2026, 3, 4)


def scores(baseline: int | None, *since: int) -> lw.CourseScores:
    """Totals a week apart, the first of them a week after the one before the first dose."""
    begun = lw.Total(on=DAY, total=baseline) if baseline is not None else None
    rows = [
        lw.Total(on=DAY + timedelta(days=7 * number), total=total)
        for number, total in enumerate(since, start=1)
    ]
    return lw.CourseScores(baseline=begun, since=tuple(rows))


def kinds(found: tuple[lw.Signal, ...]) -> list[str]:
    return [one.kind for one in found]


@pytest.mark.parametrize(
    ("totals", "expected"),
    [
        ((8, 12, 12), []),  # 4 above the lowest, a third of the gain
        ((8, 9, 13), []),  # met once: the rule asks for two in a row
        ((8, 13, 13), ["rule"]),
        ((8, 14, 9), []),  # seen once, then better again
        ((8, 13, 14), ["rule"]),
        ((8, 8, 13), ["jump"]),  # 5 worse at once, seen once
        ((8, 13, 18), ["rule", "jump"]),
    ],
)
def test_the_rule_asks_for_two_totals_in_a_row(
    totals: tuple[int, ...], expected: list[str]
) -> None:
    found = lw.relapse_signals("phq9", SERIES, scores(20, *totals))
    assert kinds(found) == expected


def test_it_says_since_when_and_its_arithmetic() -> None:
    (rule,) = lw.relapse_signals("phq9", SERIES, scores(20, 8, 13, 14))
    assert rule.since == DAY + timedelta(days=14)
    assert rule.words == (
        "14 on 25-Mar-2026, 6 above the lowest (8 on 11-Mar-2026); 50 % of a gain of 12 is gone; "
        "the programme's rule is met on 2 totals in a row"
    )


def test_without_a_gain_no_part_of_it_is_gone() -> None:
    (rule,) = lw.relapse_signals("phq9", SERIES, scores(8, 8, 13, 14))
    assert "gain" not in rule.words


def test_a_jump_is_measured_from_the_total_before() -> None:
    (jump,) = lw.relapse_signals("phq9", None, scores(10, 15))
    assert (jump.kind, jump.since) == ("jump", DAY + timedelta(days=7))
    assert jump.words == ("15 on 11-Mar-2026, 5 worse than 10 on 04-Mar-2026; 5 or more is a flag")
    assert lw.relapse_signals("phq9", None, scores(10, 14)) == ()


@pytest.mark.parametrize("given", [scores(None), scores(20), scores(None, 27)])
def test_one_total_or_none_is_no_signal(given: lw.CourseScores) -> None:
    assert lw.relapse_signals("phq9", SERIES, given) == ()


def test_the_limit_of_an_instrument_counts_after_a_person_was_well() -> None:
    found = lw.relapse_signals("qids16", None, scores(20, 4, 11))
    assert "limit" in kinds(found)
    assert "at least 11" in found[0].words or "11" in found[0].words
    assert "limit" not in kinds(lw.relapse_signals("qids16", None, scores(20, 15, 16)))


def test_a_scale_on_which_higher_is_better_jumps_downwards() -> None:
    limits = lw.instrument("who5").change
    assert limits is not None
    if limits.deterioration is None:
        assert lw.relapse_signals("who5", None, scores(80, 20)) == ()
    else:
        assert kinds(lw.relapse_signals("who5", None, scores(80, 20))) == ["jump"]
