"""A case file is read strictly: each fault is named with its place and a remedy."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path

import jsonschema
import pytest

import lightwell.clinical as lw
from lightwell.clinical.casefile import LARGEST_BYTES
from lightwell.clinical.caserules import age_on
from lightwell.clinical.schema import case_schema

WHOLE: dict[str, object] = {
    "on": "2026-03-04",
    "person": {"birth_date": "1980-05-06", "sex_at_birth": "female", "weight_kg": 70.5},
    "episode": {"start": "2025-01-01", "severity": "severe", "psychotic": "no", "subtype": "major"},
    "conditions": {"aneurysm": "no", "bipolar": "unknown", "pregnant": False},
    "medicines": [{"drug": "sertraline", "dose_mg": 100, "frequency": "once a day"}],
    "allergies": ["penicillin"],
    "vitals": [{"at": "2026-03-04T09:30:00-05:00", "sbp": 120, "dbp": 80}],
    "labs": [{"name": "TSH", "value": 2.1, "unit": "mIU/L", "at": "2026-02-01"}],
    "scores": [{"instrument": "phq9", "at": "2026-03-01", "total": 18}],
    "trials": [
        {
            "kind": "drug",
            "drug": "sertraline",
            "steps": [{"dose_mg": 50, "start": "2025-02-01", "stop": "2025-05-01"}],
            "adherence": "taken",
        },
        {"id": "cbt", "kind": "psychotherapy", "modality": "CBT", "episode": "unknown"},
    ],
    "preferences": {"goals": "to paint again"},
    "insurance": {"payer": "none"},
}


def test_a_whole_case_is_read() -> None:
    case = lw.case_from_dict(WHOLE)
    assert case.on == date(2026, 3, 4)
    assert case.person["birth_date"] == date(1980, 5, 6)
    assert case.conditions == {"aneurysm": False, "bipolar": None, "pregnant": False}
    assert case.trials[0].id == "t1"
    assert case.trials[0].steps[0].stop == date(2025, 5, 1)
    assert case.trials[1].episode is None, "unknown is read as not recorded"
    assert case.trials[1].name == "CBT (trial cbt)"


def test_the_schema_accepts_what_the_reader_accepts() -> None:
    jsonschema.Draft202012Validator.check_schema(case_schema())
    jsonschema.validate(WHOLE, case_schema())
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"perzon": {}}, case_schema())


def test_a_case_is_read_from_files_and_text(tmp_path: Path) -> None:
    as_json = tmp_path / "case.json"
    as_json.write_text(json.dumps(WHOLE), encoding="utf-8")
    as_toml = tmp_path / "case.toml"
    as_toml.write_text('on = 2026-03-04\nallergies = ["penicillin"]\n', encoding="utf-8")
    assert lw.read_case(as_json) == lw.case_from_dict(WHOLE) == lw.read_case(json.dumps(WHOLE))
    assert lw.read_case(str(as_toml)).allergies == ("penicillin",)
    assert lw.read_case('allergies = ["nuts"]').allergies == ("nuts",)
    assert lw.read_case("[person]\nage_years = 40\n").person == {"age_years": 40}


def _with(**changed: object) -> dict[str, object]:
    return {"on": "2026-03-04", **changed}


def _trial(**told: object) -> dict[str, object]:
    return _with(trials=[told])


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ([], "case: is not a table"),
        (_with(trails=[]), "trails: is not a key of a case file. Did you mean 'trials'"),
        (_with(zzz=1), "zzz: is not a key of a case file. Known here: on, "),
        (_with(person={"wieght_kg": 70}), "person.wieght_kg: .* Did you mean 'weight_kg'"),
        (_with(person=[]), "person: is not a table"),
        (_with(trials={}), "trials: is not a list"),
        (_with(trials="t"), "trials: is not a list"),
        (_with(trials=[1]), r"trials\[1\]: is not a table"),
        (_with(allergies=[""]), r"allergies\[1\]: '' is not a text"),
        (_with(allergies=[1]), r"allergies\[1\]: 1 is not a text"),
        (_with(person={"weight_kg": "70 kg"}), "person.weight_kg: '70 kg' is not a number"),
        (_with(person={"weight_kg": True}), "is not a number"),
        (_with(person={"weight_kg": 700}), "700 is outside 2 to 400 \\(kg\\): check the value"),
        (_with(person={"weight_kg": float("nan")}), "write a finite one"),
        (_with(person={"age_years": 40.5}), "is not a whole number"),
        (_with(person={"sex_at_birth": "f"}), "use one of: female, male, intersex"),
        (_with(person={"sex_at_birth": "femal"}), "did you mean 'female'"),
        (_with(conditions={"aneurysm": "maybe"}), "write yes, no or unknown"),
        (_with(conditions={"aneurysm": ["yes"]}), "write yes, no or unknown"),
        (_with(person={"weight_kg": 10**400}), "is outside 2 to 400"),
        (_with(on="2026-02-31"), "on: '2026-02-31' is not a date that exists"),
        (_with(on=datetime(2026, 3, 4, tzinfo=UTC)), "is not a date that exists"),
        (_with(vitals=[{"at": "soon"}]), "is not a time that exists"),
        (_with(vitals=[{"at": "2026-03-04T09:30:00"}]), "has no time zone"),
        (_with(vitals=[{"at": "2026-03-05T09:30:00Z"}]), "is after 2026-03-04"),
        (_with(scores=[{"at": "2026-03-05"}]), r"scores\[1\].at: 2026-03-05 is after"),
        (_with(person={"birth_date": "2027-01-01"}), "birth_date: 2027-01-01 is after"),
        (_with(person={"birth_date": "1880-01-01"}), "makes the person 146"),
        (_with(person={"birth_date": "1980-01-01", "age_years": 50}), "disagree"),
        (_with(episode={"start": "2026-01-02", "end": "2026-01-01"}), "is before its start"),
        (_with(episode={"start": "2027-01-01"}), "episode.start: 2027-01-01 is after"),
        (
            _with(person={"birth_date": "1980-01-01"}, episode={"start": "1970-01-01"}),
            "before the birth",
        ),
        (_with(trials=[{"id": "a"}, {"id": "a"}]), "'a' is used twice"),
        (_trial(id="a", augments="b"), "there is no other trial 'b'"),
        (_trial(id="a", augments="a"), "there is no other trial 'a'"),
        (_trial(days=10, steps=[{}]), "has steps and also dose_mg or days"),
        (
            _trial(steps=[{"start": "2026-01-02", "stop": "2026-01-01"}]),
            "step 1: stop 2026-01-01 is before start 2026-01-02",
        ),
        (_trial(steps=[{"start": "2026-04-02"}]), r"steps\[1\].start: 2026-04-02 is after"),
        (_trial(steps=[{"stop": "2026-04-02"}]), r"steps\[1\].stop: 2026-04-02 is after"),
        (_trial(improvement_pct=50, best_improvement_pct=10), "the best is at least"),
        (_trial(improvement_pct=101), "outside -100 to 100"),
        (_trial(kind="drugs"), "did you mean 'drug'"),
    ],
)
def test_a_fault_is_named_with_its_place(given: object, told: str) -> None:
    with pytest.raises(lw.InvalidCase, match=told):
        lw.case_from_dict(given)


def test_a_file_that_is_no_case_is_refused(tmp_path: Path) -> None:
    broken = tmp_path / "broken.toml"
    broken.write_text("on = 2026-02-31", encoding="utf-8")
    with pytest.raises(lw.InvalidCase, match=r"broken\.toml: is not TOML"):
        lw.read_case(broken)
    with pytest.raises(lw.InvalidCase, match="is not JSON"):
        lw.read_case("{")
    with pytest.raises(lw.InvalidCase, match="No such file"):
        lw.read_case(tmp_path / "none.toml")
    latin = tmp_path / "latin.toml"
    latin.write_bytes(b'name = "\xe9"')
    with pytest.raises(lw.InvalidCase, match="not text in UTF-8"):
        lw.read_case(latin)


def test_a_file_larger_than_a_case_is_refused_unread(tmp_path: Path) -> None:
    huge = tmp_path / "huge.json"
    with huge.open("wb") as file:
        file.truncate(LARGEST_BYTES + 1)
    with pytest.raises(lw.InvalidCase, match="larger than 5 MB"):
        lw.read_case(huge)
    with pytest.raises(lw.InvalidCase, match="larger than 5 MB"):
        lw.read_case("a = 1\n" * LARGEST_BYTES)


def test_dates_may_be_dates_and_a_case_needs_no_day() -> None:
    case = lw.case_from_dict({"person": {"birth_date": date(1980, 2, 29)}, "scores": [{}]})
    assert case.on is None
    assert lw.case_from_dict({"vitals": [{"at": datetime(2026, 1, 1, tzinfo=UTC)}]}).vitals


@pytest.mark.parametrize(
    ("on", "years"),
    [(date(2026, 2, 28), 45), (date(2026, 3, 1), 46), (date(2028, 2, 29), 48)],
)
def test_age_counts_completed_years(on: date, years: int) -> None:
    assert age_on(date(1980, 2, 29), on) == years
