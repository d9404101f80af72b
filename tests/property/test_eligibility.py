"""Whatever is recorded: a contraindication never helps, and unknown never opens."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

import lightwell.clinical as lw
from lightwell.clinical.eligibility import PRECEDENCE
from lightwell.clinical.eligibilityfacts import eligibility_facts
from lightwell.clinical.evaluate import evaluate
from lightwell.clinical.library import library
from tests.support.eligibility import conditions, settled

RULES = library().eligibility["ketamine", "iv"]
CONDITIONS = conditions()
regions = st.sampled_from(["us", "eu"])
answers = st.dictionaries(st.sampled_from(CONDITIONS), st.sampled_from(["yes", "no", "unknown"]))


@st.composite
def pressures(draw: st.DrawFn) -> dict[str, object]:
    """A reading in which either value may be missing; the first is above the second."""
    row: dict[str, object] = {"at": "2026-03-04T09:00:00-05:00"}
    lower = draw(st.integers(50, 120))
    both = {"sbp": draw(st.integers(max(100, lower + 1), 200)), "dbp": lower}
    return row | {name: both[name] for name in draw(st.sets(st.sampled_from(["sbp", "dbp"])))}


@st.composite
def cases(draw: st.DrawFn) -> dict[str, object]:
    """A case in which anything may be missing, and any condition present."""
    case = settled(conditions=draw(answers), vitals=[draw(pressures())])
    case["person"] = {"age_years": draw(st.integers(5, 90))}
    for key in draw(st.sets(st.sampled_from(["vitals", "scores", "trials", "session", "person"]))):
        del case[key]
    return case


@given(cases(), st.sampled_from(CONDITIONS), regions)
def test_a_contraindication_never_improves_an_assessment(
    case: dict[str, object], condition: str, region: str
) -> None:
    before = lw.assess(lw.case_from_dict(case), region=region)
    worse = {**case["conditions"], condition: "yes"}  # type: ignore[dict-item]  # a table
    after = lw.assess(lw.case_from_dict({**case, "conditions": worse}), region=region)
    assert PRECEDENCE.index(after.outcome) <= PRECEDENCE.index(before.outcome)
    assert before.may_offer or not after.may_offer


@given(cases(), regions)
def test_unknown_in_safety_never_opens_an_offer(case: dict[str, object], region: str) -> None:
    assessment = lw.assess(lw.case_from_dict(case), region=region)
    safety = [card for card in assessment.cards if card.rule.group == "safety"]
    if any(card.outcome is lw.Outcome.UNKNOWN for card in safety):
        assert not assessment.may_offer
        assert assessment.outcome in ("blocked", "unknown")


@given(st.sampled_from([one for one in CONDITIONS if one != "fasting"]), regions)
def test_forgetting_an_answer_never_improves_an_assessment(condition: str, region: str) -> None:
    asked = {
        fact.split(".")[1]
        for card in lw.assess(lw.case_from_dict({}), region=region).cards
        for fact in card.missing
    }
    forgotten = lw.assess(
        lw.case_from_dict(settled(conditions={condition: "unknown"})), region=region
    )
    assert forgotten.outcome == ("unknown" if condition in asked else "no_blocker")


@given(cases(), regions)
def test_the_explanation_agrees_with_the_rule(case: dict[str, object], region: str) -> None:
    read = lw.case_from_dict(case)
    assessment = lw.assess(read, region=region)
    facts = eligibility_facts(read, RULES.freshness)
    assert [card.outcome for card in assessment.cards] == [
        evaluate(card.rule.when, facts) for card in assessment.cards
    ]
    tree = assessment.explain()
    assert (tree.outcome is lw.Outcome.MET) == all(
        card.outcome is lw.Outcome.MET for card in assessment.cards
    )


@given(cases(), regions)
def test_no_offer_is_open_while_a_safety_rule_is_unknown(
    case: dict[str, object], region: str
) -> None:
    """Nor while a rule that nobody may set aside is not met; and each block is somebody's."""
    assessment = lw.assess(lw.case_from_dict(case), region=region)
    found = lw.offering(assessment)
    safety = [card for card in assessment.cards if card.rule.group == "safety"]
    if any(card.outcome is lw.Outcome.UNKNOWN for card in safety):
        assert not found.is_open
    blocked = {card.rule.id for card in assessment.cards if card.weight == "blocked"}
    answered = {card.rule.id for card in (*found.closed, *found.asked)}
    assert blocked <= answered
    assert all(card.rule.signers for card in found.asked)
    assert not any(card.rule.signers for card in found.closed)
