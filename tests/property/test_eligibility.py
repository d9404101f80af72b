"""Whatever is recorded: a contraindication never helps, and unknown never opens."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import lightwell.clinical as lw
from lightwell.clinical.eligibility import PRECEDENCE
from lightwell.clinical.eligibilityfacts import eligibility_facts
from lightwell.clinical.eligibilityfile import EligibilityRule
from lightwell.clinical.evaluate import evaluate
from lightwell.clinical.library import library
from lightwell.clinical.products import PRODUCTS, REGIONS, Product
from tests.support.eligibility import conditions, settled

CONDITIONS = conditions()
regions = st.sampled_from(REGIONS)
products = st.sampled_from(PRODUCTS)
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


@given(cases(), st.sampled_from(CONDITIONS), products, regions)
def test_a_contraindication_never_improves_an_assessment(
    case: dict[str, object], condition: str, product: Product, region: str
) -> None:
    before = lw.assess(lw.case_from_dict(case), *product, region)
    worse = {**case["conditions"], condition: "yes"}  # type: ignore[dict-item]  # a table
    after = lw.assess(lw.case_from_dict({**case, "conditions": worse}), *product, region)
    assert PRECEDENCE.index(after.outcome) <= PRECEDENCE.index(before.outcome)
    assert before.may_offer or not after.may_offer


@given(cases(), regions)
def test_unknown_in_safety_never_opens_an_offer(case: dict[str, object], region: str) -> None:
    for assessment in lw.assess_all(lw.case_from_dict(case), region).values():
        safety = [card for card in assessment.cards if card.rule.group == "safety"]
        if any(card.outcome is lw.Outcome.UNKNOWN for card in safety):
            assert not assessment.may_offer
            assert assessment.outcome in ("blocked", "unknown")


@given(st.sampled_from([one for one in CONDITIONS if one != "fasting"]), products, regions)
def test_forgetting_an_answer_never_improves_an_assessment(
    condition: str, product: Product, region: str
) -> None:
    asked = {
        fact.split(".")[1]
        for card in lw.assess(lw.case_from_dict({}), *product, region).cards
        for fact in card.missing
    }
    forgotten = lw.assess(
        lw.case_from_dict(settled(conditions={condition: "unknown"})), *product, region
    )
    assert forgotten.outcome == ("unknown" if condition in asked else "no_blocker")


RECORDED = ("conditions", "evaluation", "session", "person")


@given(cases(), regions, st.data())
def test_what_is_forgotten_never_opens_a_blocker(
    case: dict[str, object], region: str, data: st.DataObject
) -> None:
    """Taking any recorded answer away never makes "no blocker" out of something stronger."""
    parts = [key for key in RECORDED if case.get(key)]
    part = data.draw(st.sampled_from(parts)) if parts else None
    if part is None:
        return
    held: dict[str, object] = case[part]  # type: ignore[assignment]  # one of the tables above
    key = data.draw(st.sampled_from(sorted(held)))
    less = {**case, part: {name: one for name, one in held.items() if name != key}}
    before = lw.assess_all(lw.case_from_dict(case), region)
    after = lw.assess_all(lw.case_from_dict(less), region)
    for product, assessment in after.items():
        if assessment.outcome == "no_blocker":
            assert before[product].outcome == "no_blocker"


@pytest.mark.parametrize("form", library().eligibility.forms, ids=lambda form: form.id)
def test_every_outcome_of_every_rule_is_reached_in_an_assessment(form: EligibilityRule) -> None:
    """By the examples of the file, for each agent, route and region of the rule."""
    for outcome, given_case in form.examples.items():
        case = lw.case_from_dict(given_case)
        for product in form.products:
            for region in form.regions:
                cards = lw.assess(case, *product, region).cards
                (card,) = [card for card in cards if card.rule.id == form.id]
                assert (card.outcome, card.explanation.outcome) == (outcome, outcome)
                assert not (card.weight == "no_blocker" and outcome is lw.Outcome.UNKNOWN) or (
                    form.strength == "info"
                )


@given(cases(), products, regions)
def test_the_explanation_agrees_with_the_rule(
    case: dict[str, object], product: Product, region: str
) -> None:
    read = lw.case_from_dict(case)
    assessment = lw.assess(read, *product, region)
    assert assessment.as_json() == lw.assess_all(read, region)[product].as_json()
    facts = eligibility_facts(read, library().eligibility.freshness)
    for card in assessment.cards:
        assert card.outcome is evaluate(card.rule.when, facts) is card.explanation.outcome
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
