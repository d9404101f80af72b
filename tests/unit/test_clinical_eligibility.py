"""An assessment: precedence, cards, what is unknown and who supplies it, and refused input."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import lightwell.clinical as lw
from lightwell import cli
from lightwell.clinical.rulebook import explain_rule
from tests.support.eligibility import settled

VISIT = Path(__file__).parents[2] / "examples" / "iv-series-first-visit.toml"


def _assess(given: dict[str, object], region: str = "us") -> lw.Assessment:
    return lw.assess(lw.case_from_dict(given), region=region)


def _card(assessment: lw.Assessment, rule: str) -> lw.Card:
    return next(card for card in assessment.cards if card.rule.id == rule)


@pytest.mark.parametrize("region", ["us", "eu"])
def test_a_settled_case_has_no_blocker_and_is_never_called_eligible(region: str) -> None:
    assessment = _assess(settled(), region)
    assert (assessment.outcome, assessment.unknown) == ("no_blocker", ())
    assert assessment.known == len(assessment.cards)
    assert assessment.may_offer
    told = f"{assessment} {json.dumps(assessment.as_json())}"
    assert " eligible" not in told
    assert "A clinician decides; this is no permission." in told


def test_blocked_is_stronger_than_unknown_and_unknown_than_caution() -> None:
    caution = settled(conditions={"sud_hx": "yes"})
    assert _assess(caution).outcome == "caution"
    assert _assess(caution).may_offer
    unknown = settled(conditions={"sud_hx": "yes", "avm": "unknown"})
    assert _assess(unknown).outcome == "unknown"
    assert not _assess(unknown).may_offer
    blocked = settled(conditions={"sud_hx": "yes", "avm": "unknown", "icp": "yes"})
    assert _assess(blocked).outcome == "blocked"
    assert not _assess(blocked).may_offer


def test_unknown_in_readiness_is_told_and_does_not_keep_from_an_offer() -> None:
    assessment = _assess(settled(session={"escort_arranged": "unknown"}))
    assert (assessment.outcome, assessment.may_offer) == ("unknown", True)
    (one,) = assessment.unknown
    assert (one["fact"], one["who"]) == ("session.escort_arranged", "front desk")
    assert one["rules"] == ["elig.escort"]
    assert "Not known, and who can supply it\n  the way home: front desk" in str(assessment)


def test_information_never_weighs() -> None:
    mild = settled(
        scores=[
            {"instrument": "phq9", "at": "2026-03-04", "total": 3},
            {"instrument": "madrs", "at": "2026-03-04", "total": 5},
            {"instrument": "cssrs_screener", "at": "2026-03-04"},
        ]
    )
    assessment = _assess(mild)
    assert _card(assessment, "elig.severity").outcome is lw.Outcome.NOT_MET
    assert assessment.outcome == "no_blocker"


def test_a_card_tells_value_date_action_override_and_source() -> None:
    case = settled(vitals=[{"at": "2026-03-04T09:00:00-05:00", "sbp": 150, "dbp": 80}])
    card = _card(_assess(case), "ci.bp_pre")
    assert "the systolic blood pressure of today: 150 mmHg (2026-03-04)" in card.why
    told = card.as_json()
    keys = {"rule", "outcome", "strength", "action", "override", "why", "sources"}
    assert keys <= told.keys()
    assert (told["outcome"], told["strength"]) == ("not_met", "block")
    assert told["override"] == "prescriber, with a reason"
    assert told["sources"]
    assert card.missing == ()


def test_an_empty_case_is_unknown_and_every_missing_fact_has_someone_who_supplies_it() -> None:
    assessment = _assess({})
    assert (assessment.outcome, assessment.known) == ("unknown", 0)
    assert all(one["who"] and one["rules"] and one["label"] for one in assessment.unknown)


def test_a_man_is_not_asked_about_pregnancy_and_the_card_says_why() -> None:
    card = _card(_assess({"on": "2026-03-04", "person": {"sex_at_birth": "male"}}), "ci.pregnant")
    assert card.outcome is lw.Outcome.MET
    assert card.why == "pregnancy: no (2026-03-04, taken from the sex at birth)"


def test_what_is_recorded_stands_before_what_the_sex_at_birth_says() -> None:
    given: dict[str, object] = {
        "person": {"sex_at_birth": "male"},
        "conditions": {"pregnant": "yes"},
        "evaluation": {"pregnancy_stated": "yes"},
    }
    assert _card(_assess(given), "ci.pregnant").outcome is lw.Outcome.NOT_MET


def test_the_last_reading_counts_and_an_older_one_never_completes_it() -> None:
    rows = [
        {"at": "2026-03-04T09:00:00-05:00", "sbp": 150, "dbp": 95},
        {"at": "2026-03-04T09:10:00-05:00", "sbp": 130},
        {"sbp": 200, "dbp": 120},
    ]
    assert _card(_assess(settled(vitals=rows)), "ci.bp_pre").outcome is lw.Outcome.UNKNOWN


def test_without_the_day_of_the_case_no_value_is_recent() -> None:
    case = settled()
    del case["on"]
    assert _card(_assess(case), "elig.baseline_bp").outcome is lw.Outcome.UNKNOWN
    assert _card(_assess(case), "elig.baseline_weight").outcome is lw.Outcome.UNKNOWN


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (
            {"person": {"sex_at_birth": "male"}, "conditions": {"pregnant": "yes"}},
            "conditions.pregnant: yes and person.sex_at_birth: male disagree",
        ),
        (
            {"person": {"age_years": 40}, "conditions": {"elderly": "yes"}},
            "conditions.elderly: contradicts the age of 40",
        ),
        (
            {"on": "2026-03-04", "evaluation": {"weighed_on": "2026-03-05"}},
            "evaluation.weighed_on: 2026-03-05 is after 2026-03-04",
        ),
    ],
)
def test_facts_that_cannot_all_be_true_are_refused(given: dict[str, object], told: str) -> None:
    with pytest.raises(lw.InvalidCase, match=told):
        lw.case_from_dict(given)


def test_an_age_that_agrees_with_what_is_recorded_is_taken() -> None:
    lw.case_from_dict({"person": {"age_years": 70}, "conditions": {"elderly": "yes"}})


@pytest.mark.parametrize(
    ("food", "liquid", "said", "outcome"),
    [
        (6, 2, "unknown", lw.Outcome.MET),
        (5, 2, "unknown", lw.Outcome.NOT_MET),
        (1, 2, "unknown", lw.Outcome.NOT_MET),
        (6, 0.4, "unknown", lw.Outcome.NOT_MET),
        (8, 8, "yes", lw.Outcome.NOT_MET),
    ],
)
def test_recent_food_holds_whichever_way_it_is_written(
    food: float, liquid: float, said: str, outcome: lw.Outcome
) -> None:
    hours = {"hours_since_food": food, "hours_since_clear_liquid": liquid}
    case = settled(conditions={"fasting": said}, session=hours)
    assert _card(_assess(case), "ci.fasting").outcome is outcome


# ------------------------------------------------------------------ the command line


def test_assess_prints_groups_cards_and_what_is_unknown(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["assess", str(VISIT)]) == 0
    told = capsys.readouterr().out
    assert told.startswith("ketamine iv, region us: blocked\n")
    assert all(f"\n{group}\n" in told for group in ("Indication", "Safety", "Readiness"))
    assert "[NOT MET] ci.bp_pre" in told
    assert "[UNKNOWN] ci.icp" in told
    assert "second reading: 2026-11-27" in told


def test_assess_answers_a_machine(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["--agent", "ketamine", "--route", "iv", "--region", "eu", "--json"]
    assert cli.main(["assess", str(VISIT), *arguments]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["outcome"], told["region"]) == ("blocked", "eu")
    assert {"outcome", "cards", "unknown"} <= told.keys()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--agent", "esketamine", "--route", "iv"], "esketamine iv is not among the treatments"),
        (["--agent", "ketamin"], "There is no agent 'ketamin'. Did you mean 'ketamine'?"),
        (["--agent", "propofol"], "no agent 'propofol'. Use one of: esketamine, ketamine."),
        (["--route", "nasal"], "There is no route 'nasal'. Did you mean 'intranasal'?"),
        (["--region", "uk"], "There is no region 'uk'. Use one of: us, eu."),
    ],
)  # fmt: skip
def test_what_is_not_known_is_refused_in_one_line(
    capsys: pytest.CaptureFixture[str], arguments: list[str], told: str
) -> None:
    assert cli.main(["assess", str(VISIT), *arguments]) == 2
    error = capsys.readouterr().err
    assert told in error
    assert error.count("\n") == 1


def test_a_rule_is_explained_in_prose_region_by_region(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["explain", "ci.bp_pre"]) == 0
    told = capsys.readouterr().out
    assert told.startswith("ci.bp_pre (ketamine IV; us; safety)\n")
    assert "ci.bp_pre (ketamine IV; eu; safety)" in told
    assert "ci.bp_pre (esketamine intranasal; us; safety)" in told
    assert "at most 140 mmHg" in told
    assert "Source: Spravato" in told
    assert cli.main(["explain", "ci.avm", "--json"]) == 0
    ketamine, esketamine = json.loads(capsys.readouterr().out)["rules"]
    assert ketamine["facts"] == esketamine["facts"] == ["conditions.avm"]
    assert len(ketamine["for"]) == 6
    assert (esketamine["for"], esketamine["override"]) == (["esketamine intranasal"], "nobody")
    assert "  Source: Ketalar" in str(explain_rule("ci.eclampsia"))
    assert "\n  \n" not in str(explain_rule("ci.icp"))


@pytest.mark.parametrize(
    ("name", "told"), [("ci.aneurism", "Did you mean 'ci.aneurysm'?"), ("zzz", "Known: elig.trd")]
)
def test_an_unknown_rule_is_refused(
    capsys: pytest.CaptureFixture[str], name: str, told: str
) -> None:
    assert cli.main(["explain", name]) == 2
    assert told in capsys.readouterr().err


def test_the_explanation_of_an_assessment_has_every_rule_under_one_claim() -> None:
    assessment = lw.assess(lw.case_from_dict(settled()), region="us")
    tree = assessment.explain()
    assert "ketamine" in tree.claim
    assert [child.claim for child in tree.children] == [
        card.explanation.claim for card in assessment.cards
    ]
