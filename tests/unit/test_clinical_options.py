"""Options, evidence, claims, education and expected courses: the face, and refused input."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import cast

import pytest

import lightwell.clinical as lw
from lightwell import cli
from lightwell.clinical.educationfile import TALK
from lightwell.clinical.library import library
from lightwell.clinical.rulebook import explain_rule
from tests.support.eligibility import settled

CASE = """
on = 2026-03-04
evaluation = { medicines_reviewed_on = 2026-03-04, metal_in_head = true }
medicines = [{ drug = "Zoloft" }, { drug = "magic beans" }, { drug = "theophylline" }]
trials = [{ kind = "ect", improvement_pct = 40 }]
"""


def _found(**changes: object) -> lw.Options:
    return lw.options(lw.case_from_dict({**settled(), **changes}))


def test_every_option_is_there_with_its_reasons_and_its_evidence() -> None:
    found = lw.options(lw.read_case(CASE))
    assert len(found.options) == len(library().options.options)
    tms = found["tms"]
    assert tms.outcome == "blocked"
    assert tms.why_not[0].startswith("Not so: there is no metal and no device in or near the head")
    iv = found["ketamine_iv"]
    assert any(one.startswith("theophylline: ") for one in iv.why_not)
    assert "magic beans beside it" in iv.unknown
    assert found["ect"].tried == ("ECT (trial t1): improvement 40 %",)
    told = str(found)
    assert "no ranking" in told
    assert "recommends nothing" in told
    assert "Magnetic stimulation (TMS): something recorded stands against it" in told
    assert "Evidence: No share of people" in told


def test_a_list_that_nobody_went_through_is_asked_for() -> None:
    found = lw.options(lw.case_from_dict({}))
    assert "the list of medicines, gone through on the day" in found["ketamine_im"].unknown
    assert {one.outcome for one in found.options} == {"unknown"}
    assert found.explain().outcome is lw.Outcome.UNKNOWN


def test_the_json_of_an_option_holds_its_rules_and_numbers() -> None:
    told = json.loads(json.dumps(_found().as_json()))
    by_id = {one["id"]: one for one in told["options"]}
    iv = by_id["ketamine_iv"]
    assert (iv["agent"], iv["route"]) == ("ketamine", "iv")
    assert by_id["tms"]["agent"] is None
    rule = next(one for one in by_id["tms"]["rules"] if one["rule"] == "tms.metal")
    assert rule["missing"] == [
        "metal or a device in or near the head, or one run by signals of the body"
    ]
    number = next(one for one in iv["evidence"] if one["id"] == "mcinnes_response")
    assert (number["value"], number["per"], number["n"]) == (54, 100, 537)
    assert number["comparator"] is None
    assert number["comparison"] == "one arm only, no comparison group"
    points = next(one for one in iv["evidence"] if one["id"] == "jelovac_points")
    assert (points["value"], points["exact"], points["interval"]) == (None, -3.2, [-8.5, 2.2])


def test_a_number_in_words_says_all_that_a_reader_needs() -> None:
    numbers = {one.id: one for one in lw.evidence_about("ketamine_iv")}
    told = str(numbers["mcinnes_response"])
    for words in (
        "54 of 100",
        "46 not",
        "No comparison",
        "n = 537 people",
        "Certainty low",
        "doi",
        "again by 2027-05-20",
    ):
        assert words in told, words
    against = str(numbers["anand_response"])
    assert "with ECT three times a week: 41 of 100 (difference 3.9 to 24.2 in 100)" in against
    assert "-3.16 points (-8.5 to 2.2)" in str(numbers["jelovac_points"])
    spray = {one.id: one for one in lw.evidence_about("esketamine_intranasal")}
    assert "-5.1 points (p below 0.001), compared with placebo spray" in str(
        spray["janik_points_56"]
    )
    assert "0 of 100; n = 297" in str(spray["daly_dissociation"])
    assert numbers["mcinnes_response"].against_words == "one arm only, no comparison group"
    assert numbers["mcinnes_response"].against_value is None
    assert spray["popova_response"].arm.interval is None


def test_a_rule_of_an_option_is_told_in_prose() -> None:
    told = explain_rule("tms.metal")
    assert "What must be so: there is no metal" in str(told)
    assert "Fillings and braces do not count." in str(told)
    rules = cast("list[dict[str, object]]", told.as_json()["rules"])
    assert rules[0]["strength"] == "block"
    speaks = explain_rule("mindfulness.stress")
    assert str(speaks).startswith("mindfulness.stress (may speak for an option)")
    assert cast("list[dict[str, object]]", speaks.as_json()["rules"])[0]["strength"] is None


def test_the_command_answers_in_words_and_in_json(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "case.toml"
    path.write_text(CASE, encoding="utf-8")
    assert cli.main(["options", str(path)]) == 0
    assert "Options, region us" in capsys.readouterr().out
    assert cli.main(["options", str(path), "--region", "eu", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["region"] == "eu"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--region", "uk"], "There is no region 'uk'"),
        (["--region", "us"], "conditions.aneurism: is not a key of a case file"),
    ],
)
def test_bad_input_is_refused_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], told: str
) -> None:
    path = tmp_path / "case.toml"
    good = arguments == ["--region", "uk"]
    path.write_text(CASE if good else "conditions = { aneurism = true }\n", encoding="utf-8")
    assert cli.main(["options", str(path), *arguments]) == 2
    error = capsys.readouterr().err
    assert told in error
    assert error.count("\n") == 1


# ------------------------------------------------------------------ claims and education


def test_a_claim_takes_its_numbers_from_the_evidence() -> None:
    claims = {one.id: one for one in lw.claims()}
    told = claims["response_rate"].as_json()
    assert told["verdict"] == "misleading"
    text = str(told["text"])
    for words in ("71 of 100", "45 of 100", "47 of 100", "33 of 100"):
        assert words in text
    assert "{" not in text
    assert "mcinnes_still_well_8_weeks" in cast(
        "list[str]", claims["for_good"].as_json()["evidence"]
    )


def test_a_topic_is_told_whole_and_an_unknown_one_is_refused() -> None:
    topic = lw.education("risks")
    assert str(topic).startswith("Risks and side effects")
    assert TALK in str(topic)
    told = json.loads(json.dumps(topic.as_json()))
    assert told["sections"][0]["statements"][0]["sources"]
    assert told["reviewed"] == "2026-11-27"
    with pytest.raises(lw.InvalidInput, match=r"There is no topic .riscs.\. Known: a-session"):
        lw.education("riscs")


# ------------------------------------------------------------------ expected courses


def test_a_day_that_no_group_reports_is_unknown() -> None:
    after = lw.expected_course("lii_2023", 90)
    assert not after.is_known
    assert "lii_2023, response: told from day 0 to day 14" in after.unknown
    assert "Unknown: lii_2023" in str(after)
    none = lw.expected_course("ketamine oral", 7)
    assert none.unknown == ("no published course is encoded for ketamine oral",)


def test_a_band_says_of_whom_and_whether_it_has_an_interval() -> None:
    found = lw.expected_course("iv-series", 28)
    assert found.is_known
    told = json.loads(json.dumps(found.as_json()))
    (band,) = told["bands"]
    assert (band["course"], band["low"], band["high"]) == ("mcinnes_2022", 80, 80)
    assert not band["has_interval"]
    assert "no interval was told" in str(found)
    assert "day 28 from the last infusion of the first series; n = 537" in str(found)
    between = str(lw.expected_course("lii_2023", 10))
    assert "between day 7 and day 14" in between
    assert "points" in between


def test_a_programme_with_two_routes_asks_for_both() -> None:
    both = lw.expected_course("iv-to-sublingual", 1)
    assert {one.course.id for one in both.bands} == {"lii_2023"}
    assert lw.expected_course("ketamine", 1).bands == both.bands


@pytest.mark.parametrize(
    ("name", "day", "told"),
    [
        ("iv-series", -1, "day: -1 is before the beginning"),
        ("iv-serie", 1, "There is no programme, treatment or course 'iv-serie'"),
        ("ketamine vein", 1, "There is no programme, treatment or course 'ketamine vein'"),
    ],
)
def test_what_cannot_be_asked_is_refused(name: str, day: int, told: str) -> None:
    with pytest.raises(lw.InvalidInput, match=told):
        lw.expected_course(name, day)


def test_an_overdue_number_is_being_checked() -> None:
    (one,) = [one for one in lw.evidence_about("tms") if one.id == "three_d_response"]
    assert not one.is_being_checked(date(2027, 5, 27))
    assert one.is_being_checked(date(2027, 5, 28))
