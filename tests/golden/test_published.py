"""Examples that others published come out here as they printed them."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import lightwell.clinical as lw
from lightwell.clinical.library import library
from lightwell.clinical.predicates import AtLeast
from lightwell.clinical.ways import gate_for
from lightwell.clinical.weights import weights_of

PUBLISHED = tomllib.loads((Path(__file__).parent / "published.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("example", PUBLISHED["example"], ids=lambda one: str(one["source"])[:60])
def test_a_published_example_scores_as_printed(example: dict[str, Any]) -> None:
    got = lw.score(example["instrument"], example["answers"]).as_json()
    shown = {key: got[key] for key in ("total", "band", "safety", "risk") if key in example}
    assert shown == {key: example[key] for key in shown}
    assert example["source"]


def test_the_phq9_bands_begin_where_the_paper_says() -> None:
    (printed,) = PUBLISHED["band"]
    bands = {band.label: band.minimum for band in lw.instrument("phq9").bands}
    assert {name: bands[name] for name in printed["lower_bounds"]} == printed["lower_bounds"]
    assert lw.instrument("phq9").maximum == 27


@pytest.mark.parametrize("printed", PUBLISHED["range"], ids=lambda one: str(one["instrument"]))
def test_a_published_range_and_its_bands_are_the_ones_here(printed: dict[str, Any]) -> None:
    made = lw.instrument(printed["instrument"])
    assert [band.minimum for band in made.bands] == printed["lower_bounds"]
    assert made.maximum == printed["maximum"]
    assert printed["source"] in {source.key for source in made.header.sources}


@pytest.mark.parametrize("printed", PUBLISHED["remission"], ids=lambda one: str(one["source"]))
def test_a_published_remission_is_the_one_here(printed: dict[str, Any]) -> None:
    limits = lw.instrument(printed["instrument"]).change
    assert limits is not None
    assert printed["at_most"] in [
        one.at_most for one in limits.remissions if one.source == printed["source"]
    ]


def test_the_label_minima_that_were_verified_are_the_ones_in_the_list() -> None:
    """The verified table of label doses, transcribed a second time by hand."""
    verified = {
        "fluoxetine": 20, "sertraline": 50, "paroxetine": 20, "citalopram": 20,
        "escitalopram": 10, "fluvoxamine": 100, "venlafaxine": 75, "desvenlafaxine": 50,
        "duloxetine": 40, "levomilnacipran": 40, "bupropion": 300, "mirtazapine": 15,
        "trazodone": 150, "nefazodone": 300, "vilazodone": 20, "vortioxetine": 10,
        "gepirone": 18.2, "amitriptyline": 75, "nortriptyline": 75, "imipramine": 75,
        "desipramine": 100, "doxepin": 75, "trimipramine": 75, "protriptyline": 15,
        "maprotiline": 75, "phenelzine": 60, "tranylcypromine": 30, "isocarboxazid": 40,
        "selegiline-patch": 6, "zuranolone": 50,
    }  # fmt: skip
    minima = {drug.id: drug.minimum.mg.high for drug in lw.drugs() if drug.minimum}
    assert {name: minima[name] for name in verified} == verified


@pytest.mark.parametrize(
    ("sex", "inches", "kilograms"),
    [
        # worldlycalc.com/ideal-body-weight-calculator, worked examples of the Devine formula
        ("male", 70, "73"),
        ("female", 66, "59.3"),
    ],
)
def test_the_ideal_weight_is_the_printed_one(sex: str, inches: int, kilograms: str) -> None:
    height = lw.Centimetres(inches * Decimal("2.54"))
    made = weights_of(lw.Kilograms(70), height, sex, library().dosing)
    assert made.ideal == lw.Kilograms(kilograms)


def test_the_trial_dose_is_the_programmes_own() -> None:
    """0.5 mg/kg over 40 minutes, six infusions (Anand 2023, Phillips 2019)."""
    made = lw.find_programme("iv-series")
    assert made.dose.start == Decimal("0.5")
    assert made.dose.pump.usual_minutes[0] == 40
    assert made.phases[0].series is not None
    assert made.phases[0].series.count == 6
    assert {one.per_week: one.days[-1] for one in made.phases[0].rhythms} == {2: 17, 3: 11}


def test_the_pressure_limits_before_a_dose_are_the_labels() -> None:
    """US label: above 140/90. EU-type text: above 140/90 under 65 years, above 150/90 from 65."""
    limits = library().flags.before_start
    assert (limits.systolic_limit("us", 70), limits.diastolic_above) == (140, 90)
    assert limits.systolic_limit("eu", 64) == 140
    assert limits.systolic_limit("eu", 65) == 150


def test_the_readings_are_as_often_as_published() -> None:
    """Every 10 minutes during, every 15 after (Riva-Posse 2018, 684 infusions)."""
    lines = lw.find_programme("iv-series").observe
    vitals = {
        one.start.words: one.every_min for one in lines if one.what == "vitals" and one.every_min
    }
    assert vitals == {"start": 10, "infusion end": 15}


def test_who_is_escorted_stays_an_hour() -> None:
    """Oxford Health: one hour with an escort."""
    for name in ("iv-series", "iv-to-sublingual", "bridge"):
        gate = gate_for("discharge", lw.find_programme(name), "iv")
        rules = {rule.id: rule for rule in gate.rules}
        assert rules["time"].when == AtLeast("session.minutes_after_infusion", 60)
        assert rules["time"].source.key == "oxford_ketamine"


def test_after_esketamine_everybody_stays_two_hours() -> None:
    """The label: at least two hours of observation, and nobody may shorten it."""
    gate = gate_for("discharge", lw.find_programme("esketamine-nasal"))
    (time,) = [rule for rule in gate.rules if rule.id == "time"]
    assert (time.when, time.override) == (AtLeast("session.minutes_after_dose", 120), "")


@pytest.mark.parametrize("printed", PUBLISHED["severity"], ids=lambda one: str(one["instrument"]))
def test_every_total_has_the_severity_of_the_authors_table(printed: dict[str, Any]) -> None:
    made = lw.instrument(printed["instrument"])
    sets = {one.id: (one.source, one.bands) for one in made.band_sets}
    source, bands = sets.get(printed["band_set"], (printed["source"], made.bands))
    assert source == printed["source"]
    assert [[band.minimum, band.maximum] for band in bands] == printed["grades"]
    for total in range(made.minimum, made.maximum + 1):
        (grade,) = [n for n, (low, high) in enumerate(printed["grades"]) if low <= total <= high]
        assert bands[grade].minimum <= total <= bands[grade].maximum


@pytest.mark.parametrize("printed", PUBLISHED["keyed"], ids=lambda one: str(one["instrument"]))
def test_the_items_that_are_turned_round_are_the_printed_ones(printed: dict[str, Any]) -> None:
    made = lw.instrument(printed["instrument"])
    assert [item.number for item in made.items if item.is_keyed] == printed["items"]
    assert printed["source"] in {source.key for source in made.header.sources}


def test_the_items_of_the_hamilton_scale_score_as_printed() -> None:
    """CamCOPS, after Guy 1976: items 4 to 6, 12 to 14, 16 and 17 score to 2, the others to 4."""
    made = lw.instrument("hamd17")
    to_two = [item.number for item in made.items if max(item.points.values()) == 2]
    assert to_two == [4, 5, 6, 12, 13, 14, 16, 17]
    assert {max(item.points.values()) for item in made.items} == {2, 4}
    assert 3 in made.items[15].values
    assert 3 not in made.items[15].points


def test_the_pattern_of_the_pcl5_counts_the_clusters_as_printed() -> None:
    """Rated 2 or more: one of items 1 to 5, one of 6 and 7, two of 8 to 14, two of 15 to 20."""
    clusters = ((1, 1), (6, 1), (8, 2), (15, 2))  # the first item, and how many
    enough = [0] * 20
    for first, number in clusters:
        for item in range(first, first + number):
            enough[item - 1] = 2
    assert lw.score("pcl5", enough).signs["dsm5_pattern"] is lw.Outcome.MET
    for first, _ in clusters:
        short = [*enough]
        short[first - 1] = 1
        assert lw.score("pcl5", short).signs["dsm5_pattern"] is lw.Outcome.NOT_MET


def test_ten_instruments_and_more_have_published_scoring_here() -> None:
    assert len({one["instrument"] for one in PUBLISHED["example"]}) >= 13
    kinds = ("example", "range", "severity", "keyed")
    assert len({one["instrument"] for kind in kinds for one in PUBLISHED[kind]}) >= 15
