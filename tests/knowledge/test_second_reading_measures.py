"""What the second, blind reading of measures and treatment history found: it stays mended."""

from __future__ import annotations

import pytest

import lightwell.clinical as lw
from lightwell.clinical.library import library
from lightwell.clinical.lint import headers

# Own words with nothing outside to read them against; names of other medicines.
NOT_READ_BLIND = {"bladder", "medicines"}


def test_every_measure_definition_and_staging_was_read_twice() -> None:
    mine = {*library().instruments, *library().definitions, *library().stagings}
    mine |= {"drugs", "augmentation", "medicines", "reasons", "risk", "flags"}
    kinds = {
        header.id: {reading.kind for reading in header.readings} for _, header in headers(library())
    }
    assert {name for name in mine if kinds[name] != {"first", "blind"}} == NOT_READ_BLIND


def test_item_12_of_the_qids_is_red_from_2_on() -> None:
    scored = lw.score("qids16", [*[0] * 11, 2, *[0] * 4])
    finding = lw.risk_of(scored)
    assert finding is not None
    assert finding.level.id == "red"


@pytest.mark.parametrize(
    ("drug", "dose", "outcome"),
    [
        # the doses for liver disease and beside an inhibitor are doses of the label too
        ("lumateperone", 42, (2.5, 2.5)),
        ("lumateperone", 21, (2, 2.5)),
        ("lumateperone", 10, (2, 2)),
        # the label is that of the pair with fluoxetine
        ("Symbyax", 6, (2.5, 2.5)),
        ("olanzapine", 6, (2, 2.5)),
    ],
)
def test_an_addition_counts_from_the_dose_of_its_label(
    drug: str, dose: float, outcome: tuple[float, float]
) -> None:
    failed = {"days": 56, "adherence": "taken", "improvement_pct": 0, "episode": "current"}
    added = {"days": 60, "adherence": "taken", "improvement_pct": 0, "episode": "current"}
    trials = [
        {"id": "t1", "drug": "sertraline", "dose_mg": 100, **failed},
        {"id": "t2", "drug": "venlafaxine", "dose_mg": 150, **failed},
        {"id": "a1", "drug": drug, "dose_mg": dose, "augments": "t1", **added},
    ]
    staged = lw.history(lw.case_from_dict({"trials": trials})).staging["mgh_s"]
    assert (staged.low, staged.high) == outcome


def test_no_source_gives_a_number_for_left_sided_ect() -> None:
    courses = library().courses
    assert courses.least_sessions("ect", "right").is_known
    assert not courses.least_sessions("ect", "left").is_known


def test_zuranolone_has_three_doses_in_its_label() -> None:
    found = lw.find_drug("Zurzuvae").exact
    assert found is not None
    assert found.minimum is not None
    assert (found.minimum.mg.low, found.minimum.mg.high) == (30, 50)


def test_symptoms_that_make_a_reading_an_emergency_are_named() -> None:
    told = {flag.fact: flag.hold_action for flag in library().flags.flags}
    for pressure in ("reading.sbp", "reading.dbp"):
        for symptom in ("chest pain", "shortness of breath", "headache", "vision", "seizure"):
            assert symptom in told[pressure]
        assert told[pressure].endswith("emergency.")
    assert told["reading.hr"].endswith("palpitations or faintness: emergency.")
