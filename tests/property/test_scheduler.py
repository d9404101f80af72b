"""A proposed series breaks no rule, a refusal is true, and the same problem has one answer."""

from __future__ import annotations

from datetime import date
from itertools import pairwise, product

from hypothesis import assume, given, settings

from lightwell.scheduler import NoProposal, Problem, Proposal, Rule, propose
from lightwell.scheduler.slots import Slots
from lightwell.scheduler.wishes import NURSE, Option, Weigher
from tests.support.scheduling import ALL, can_be_placed, faults, problems


@given(problems())
def test_a_proposal_breaks_no_rule(asked: Problem) -> None:
    answer = propose(asked)
    if isinstance(answer, Proposal):
        assert faults(asked, answer) == []
        assert answer.is_proved


@given(problems(days=5))
@settings(max_examples=25)
def test_a_refusal_is_true_and_each_reason_is_enough_and_needed(asked: Problem) -> None:
    answer = propose(asked)
    assert can_be_placed(asked) is isinstance(answer, Proposal)
    if isinstance(answer, NoProposal):
        for reason in answer.reasons:
            if reason.rules == (Rule.DAYS,):
                assert not can_be_placed(asked, ALL)
                continue
            assert can_be_placed(asked, reason.rules), reason
            for one in reason.rules:
                assert not can_be_placed(asked, set(reason.rules) - {one}), (reason, one)


@given(problems())
@settings(max_examples=40)
def test_the_same_asked_twice_has_the_same_answer(asked: Problem) -> None:
    assert propose(asked) == propose(asked)


@given(problems(days=5))
@settings(max_examples=60)
def test_no_way_of_placing_the_sessions_costs_less(asked: Problem) -> None:
    answer = propose(asked)
    assume(isinstance(answer, Proposal) and len(asked.sessions) < 3)
    assert isinstance(answer, Proposal)
    weigher = Weigher(Slots(asked))
    rows = [weigher.options(one) for one in asked.sessions]
    costs = [_cost(asked, ways) for ways in product(*rows) if _keeps_days(asked, ways)]
    assert answer.cost == min(costs)


def _keeps_days(asked: Problem, ways: tuple[Option, ...]) -> bool:
    days = dict(zip((one.number for one in asked.sessions), ways, strict=True))
    placed: dict[int, date] = {number: way.start.day for number, way in days.items()}
    row = placed | {one.number: one.day for one in asked.fixed}
    near = any(
        placed.keys() & {a, b} and (row[b] - row[a]).days < asked.rules.min_gap_days
        for a, b in pairwise(sorted(row))
    )
    return not near and (row[max(row)] - row[min(row)]).days < asked.rules.within_days


def _cost(asked: Problem, ways: tuple[Option, ...]) -> int:
    total = sum(way.cost for way in ways)
    if asked.preferences.same_nurse:
        nurses = {one.id: one for site in asked.sites for one in site.nurses}.values()
        with_one = [sum(way.nurse == one.id for way in ways) for one in nurses]
        total += NURSE * (len(ways) - max(with_one))
    return total
