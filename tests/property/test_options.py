"""Whatever is recorded: a contraindication never helps an option, and unknown never clears one."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

import lightwell.clinical as lw
from lightwell.clinical.eligibility import BLOCKED, CAUTION, NO_BLOCKER, UNKNOWN
from lightwell.clinical.evaluate import evaluate
from lightwell.clinical.facts import Fact, Facts
from lightwell.clinical.library import library
from lightwell.clinical.optionfile import OptionRule
from lightwell.clinical.predicates import facts_of
from lightwell.clinical.products import REGIONS
from tests.support.eligibility import conditions, settled

RULES = tuple(library().options.rules)
ASKED = sorted(
    {
        fact.split(".")[1]
        for rule in RULES
        if rule.strength
        for fact in facts_of(rule.when)
        if fact.startswith("conditions.")
    }
    | set(conditions())
)
regions = st.sampled_from(REGIONS)
answers = st.dictionaries(st.sampled_from(ASKED), st.sampled_from(["yes", "no", "unknown"]))
# Unknown and caution are both "not clear": an answer may turn one into the other, never into clear.
LEVELS = {BLOCKED: 0, UNKNOWN: 1, CAUTION: 1, NO_BLOCKER: 2}
MEDICINES = ("Zoloft", "Xanax", "theophylline", "vitamin D", "magic beans", "Parnate")


@st.composite
def cases(draw: st.DrawFn) -> dict[str, object]:
    """A case in which anything may be missing, and any condition present."""
    case = settled(conditions=draw(answers))
    case["evaluation"] |= {"metal_in_head": draw(st.sampled_from(["yes", "no", "unknown"]))}  # type: ignore[operator]  # a table
    case["episode"] = {"severity": draw(st.sampled_from(["mild", "severe"])), "psychotic": "no"}
    case["medicines"] = [{"drug": one} for one in draw(st.sets(st.sampled_from(MEDICINES)))]
    for key in draw(st.sets(st.sampled_from(["episode", "trials", "medicines", "evaluation"]))):
        del case[key]
    return case


def _outcomes(case: dict[str, object], region: str) -> dict[str, str]:
    found = lw.options(lw.case_from_dict(case), region)
    return {one.option.id: one.outcome for one in found.options}


@given(cases(), st.sampled_from(ASKED), regions)
def test_a_contraindication_never_moves_an_option_towards_suitable(
    case: dict[str, object], condition: str, region: str
) -> None:
    worse = {**case["conditions"], condition: "yes"}  # type: ignore[dict-item]  # a table
    before, after = _outcomes(case, region), _outcomes({**case, "conditions": worse}, region)
    for name, outcome in after.items():
        assert LEVELS[outcome] <= LEVELS[before[name]], name


@given(cases(), st.sampled_from(ASKED), regions)
def test_forgetting_an_answer_never_clears_an_option(
    case: dict[str, object], condition: str, region: str
) -> None:
    less = {key: one for key, one in case["conditions"].items() if key != condition}  # type: ignore[attr-defined]  # a table
    before, after = _outcomes(case, region), _outcomes({**case, "conditions": less}, region)
    for name, outcome in after.items():
        assert outcome != NO_BLOCKER or before[name] == NO_BLOCKER, name


@given(cases(), regions)
def test_an_option_with_an_unknown_rule_is_never_clear(
    case: dict[str, object], region: str
) -> None:
    for one in lw.options(lw.case_from_dict(case), region).options:
        unknown = any(point.outcome is lw.Outcome.UNKNOWN for point in one.points)
        assert not (unknown and one.outcome in (NO_BLOCKER, "caution")), one.option.id
        if one.outcome == "unknown":
            assert one.unknown, one.option.id
        if one.outcome in ("blocked", "caution"):
            assert one.why_not, one.option.id


@given(cases(), regions)
def test_the_explanation_agrees_with_the_rules(case: dict[str, object], region: str) -> None:
    found = lw.options(lw.case_from_dict(case), region)
    for one in found.options:
        for point in (*one.speaks_for, *one.points):
            assert point.outcome is evaluate(point.rule.when, point.facts)
            assert point.outcome is point.explanation.outcome
        if one.assessment is None:
            assert (one.explain().outcome is lw.Outcome.MET) == (one.outcome == NO_BLOCKER)
    assert "eligible" not in str(found).casefold().replace("eligibility", "")
    assert [one["id"] for one in found.as_json()["options"]] == list(library().options.options)  # type: ignore[attr-defined]  # a list


VALUES: dict[str, tuple[bool | str | None, ...]] = {
    "yes_no": (True, False, None),
    "choice": ("severe", "mild", None),
}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_outcome_of_every_rule_is_reached(rule: OptionRule) -> None:
    names = sorted(facts_of(rule.when))
    kinds = [library().dictionary.facts[name].type for name in names]
    reached = {
        evaluate(rule.when, Facts({n: Fact(v) for n, v in zip(names, values, strict=True)}))
        for values in product(*(VALUES[kind] for kind in kinds))
    }
    assert reached == set(lw.Outcome)
