"""The gate of a supply that goes home, calls in time, and units that add up."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

import lightwell.clinical as lw
from lightwell.clinical.library import library
from lightwell.clinical.predicates import facts_of
from lightwell.clinical.takehome import (
    UnitCount,
    are_days_covered,
    take_home,
    take_home_gate,
)
from lightwell.clinical.transitions import SUPPLY

DAY = date(2026, 3, 6)
OPEN = {
    "person.age_years": 18,
    "evaluation.take_home_supply_days": 14,
    "evaluation.take_home_recall_open": False,
    "evaluation.take_home_programme_withdrawn": False,
    "evaluation.take_home_risk_open": False,
    **{
        f"evaluation.take_home_{name}": True
        for name in (
            *("in_programme", "permitted", "first_dose_supervised", "within_limit"),
            *("supply_counted", "pdmp_checked", "reason_given", "check_ins"),
            *("decision_stands", "consent_current", "checks_current"),
        )
    },
}
CLOSED = {
    "person.age_years": 17,
    "evaluation.take_home_supply_days": 15,
    "evaluation.take_home_recall_open": True,
    "evaluation.take_home_programme_withdrawn": True,
    "evaluation.take_home_risk_open": True,
}


def test_everything_known_and_met_opens_it() -> None:
    assert take_home(OPEN).is_open


@pytest.mark.parametrize("fact", sorted(OPEN))
def test_each_condition_holds_it_when_it_is_not_met_and_when_it_is_unknown(fact: str) -> None:
    for value, outcome in (
        (CLOSED.get(fact, False), lw.Outcome.NOT_MET),
        (None, lw.Outcome.UNKNOWN),
    ):
        result = take_home({**OPEN, fact: value})
        assert [one.outcome for one in result.holding] == [outcome]
        assert fact in facts_of(result.holding[0].rule.when)
    assert len(take_home({name: one for name, one in OPEN.items() if name != fact}).holding) == 1


def test_nobody_may_set_a_condition_aside() -> None:
    assert len(take_home_gate().rules) == len(OPEN)
    assert {one.override for one in take_home_gate().rules} == {""}
    assert {one.settled_by for one in take_home_gate().rules} == {
        *("front desk", "medical director", "nurse", "prescriber"),
    }


@pytest.mark.parametrize(
    ("called", "every", "is_covered"),
    [
        ((0, 3), None, True),
        ((0, 1, 3, 9), None, True),
        ((0,), None, False),
        ((), 7, False),
        ((3,), 3, True),
        ((3,), 2, False),
        ((1,), 2, True),
        ((1,), 1, False),
        ((-2,), 7, False),
    ],
)
def test_calls_on_each_day_of_a_dose_or_so_many_days_apart(
    called: tuple[int, ...], every: int | None, is_covered: bool
) -> None:
    days = tuple(DAY + timedelta(days=one) for one in called)
    assert are_days_covered((DAY, DAY + timedelta(days=3)), days, every) is is_covered


@pytest.mark.parametrize(
    ("taken", "returned", "left", "outcome", "words"),
    [
        (2, 0, 2, "met", "4 of 4 units accounted for"),
        (2, 0, 1, "not_met", "3 of 4 units accounted for"),
        (5, 0, None, "not_met", "5 of 4 units accounted for"),
        (2, 2, None, "met", "4 of 4 units accounted for"),
        (0, 0, None, "unknown", "0 of 4 units accounted for; 4 should be left, not counted"),
    ],
)
def test_units_add_up_or_the_difference_is_said(
    taken: int, returned: int, left: int | None, outcome: str, words: str
) -> None:
    count = UnitCount(handed_over=4, taken=taken, returned=returned, left=left)
    assert (count.outcome.value, count.words) == (outcome, words)


def test_one_unit_is_not_said_in_the_plural() -> None:
    words = UnitCount(handed_over=1, taken=1, returned=0, left=None).words
    assert words == "1 of 1 unit accounted for"


def test_a_missed_call_and_a_worry_raise_a_level() -> None:
    for sign in ("check_in_missed", "worried"):
        found = library().risk.assess({"home": sign})
        assert found is not None
        assert found.level.id == "amber"


def test_nothing_is_out_of_sight_once_it_was_handed_over() -> None:
    for state in ("out", "recalled", "finished", "closed"):
        assert SUPPLY.allows(state, "take_back"), "units may come back at any time"
    assert SUPPLY.verbs_from("withdrawn") == ()
