"""The blood pressures of labels and decisions, transcribed by hand, are the ones that hold."""

from __future__ import annotations

import pytest

import lightwell.clinical as lw

# Region, age, the highest pressure that does not hold a start, and where it is printed.
PRINTED = [
    ("us", 40, 140, 90, "Spravato US prescribing information, blood pressure: above 140/90"),
    ("us", 70, 140, 90, "the same; the US text has no other limit for older people"),
    ("eu", 64, 140, 90, "Spravato EU-type text: above 140/90 below 65 years"),
    ("eu", 65, 150, 90, "Spravato EU-type text: above 150/90 from 65 years"),
]


TREATMENTS = [("esketamine", "intranasal"), ("ketamine", "iv"), ("ketamine", "oral")]


def _outcome(
    region: str,
    age: int,
    sbp: int,
    dbp: int,
    rule: str,
    treatment: tuple[str, str] = ("ketamine", "iv"),
) -> lw.Outcome:
    reading = {"at": "2026-03-04T09:00:00-05:00", "sbp": sbp, "dbp": dbp}
    case = {"on": "2026-03-04", "person": {"age_years": age}, "vitals": [reading]}
    cards = lw.assess(lw.case_from_dict(case), *treatment, region).cards
    return next(card.outcome for card in cards if card.rule.id == rule)


@pytest.mark.parametrize("treatment", TREATMENTS, ids=" ".join)
@pytest.mark.parametrize(("region", "age", "sbp", "dbp", "where"), PRINTED)
def test_a_start_is_held_from_the_first_point_above_the_printed_pressure(
    region: str, age: int, sbp: int, dbp: int, where: str, treatment: tuple[str, str]
) -> None:
    assert where
    held = [(sbp + 1, dbp), (sbp, dbp + 1)]
    assert _outcome(region, age, sbp, dbp, "ci.bp_pre", treatment) is lw.Outcome.MET
    for one in held:
        assert _outcome(region, age, *one, "ci.bp_pre", treatment) is lw.Outcome.NOT_MET


@pytest.mark.parametrize("treatment", TREATMENTS, ids=" ".join)
@pytest.mark.parametrize("region", ["us", "eu"])
def test_from_160_or_100_a_senior_prescriber_signs(region: str, treatment: tuple[str, str]) -> None:
    assert _outcome(region, 40, 159, 99, "ci.bp_160", treatment) is lw.Outcome.MET
    assert _outcome(region, 40, 160, 60, "ci.bp_160", treatment) is lw.Outcome.NOT_MET
    assert _outcome(region, 40, 101, 100, "ci.bp_160", treatment) is lw.Outcome.NOT_MET


def test_no_label_of_nasal_esketamine_is_quoted_for_160_over_100() -> None:
    """A number that is widely copied as a rule of the label: the label has none."""
    cards = lw.assess(lw.Case(), "esketamine").cards
    (rule,) = [card.rule for card in cards if card.rule.id == "ci.bp_160"]
    assert [source.key for source in rule.sources] == ["lightwell_policy"]
    assert rule.provenance is lw.Provenance.LOCAL_POLICY


# Region, hours since food and since drink, and what the label of nasal esketamine says.
FOOD = [
    ("us", 2, 0.5, True, "Spravato US prescribing information: food two hours, liquids 30 minutes"),
    ("eu", 2, 0.5, True, "Spravato EU leaflet: food two hours, liquids 30 minutes"),
    ("us", 1.9, 0.5, False, "food within two hours"),
    ("eu", 2, 0.4, False, "liquid within 30 minutes"),
]


@pytest.mark.parametrize(("region", "food", "drink", "is_met", "where"), FOOD)
def test_food_and_drink_before_nasal_esketamine_are_as_printed(
    region: str, food: float, drink: float, is_met: bool, where: str
) -> None:
    assert where
    hours = {"hours_since_food": food, "hours_since_clear_liquid": drink}
    cards = lw.assess(lw.case_from_dict({"session": hours}), "esketamine", region=region).cards
    (outcome,) = [card.outcome for card in cards if card.rule.id == "ci.fasting"]
    assert outcome is (lw.Outcome.MET if is_met else lw.Outcome.NOT_MET)
