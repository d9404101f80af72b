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


def _outcome(region: str, age: int, sbp: int, dbp: int, rule: str) -> lw.Outcome:
    reading = {"at": "2026-03-04T09:00:00-05:00", "sbp": sbp, "dbp": dbp}
    case = {"on": "2026-03-04", "person": {"age_years": age}, "vitals": [reading]}
    cards = lw.assess(lw.case_from_dict(case), region=region).cards
    return next(card.outcome for card in cards if card.rule.id == rule)


@pytest.mark.parametrize(("region", "age", "sbp", "dbp", "where"), PRINTED)
def test_a_start_is_held_from_the_first_point_above_the_printed_pressure(
    region: str, age: int, sbp: int, dbp: int, where: str
) -> None:
    assert where
    assert _outcome(region, age, sbp, dbp, "ci.bp_pre") is lw.Outcome.MET
    assert _outcome(region, age, sbp + 1, dbp, "ci.bp_pre") is lw.Outcome.NOT_MET
    assert _outcome(region, age, sbp, dbp + 1, "ci.bp_pre") is lw.Outcome.NOT_MET


@pytest.mark.parametrize("region", ["us", "eu"])
def test_from_160_or_100_a_senior_prescriber_signs(region: str) -> None:
    assert _outcome(region, 40, 159, 99, "ci.bp_160") is lw.Outcome.MET
    assert _outcome(region, 40, 160, 60, "ci.bp_160") is lw.Outcome.NOT_MET
    assert _outcome(region, 40, 101, 100, "ci.bp_160") is lw.Outcome.NOT_MET
