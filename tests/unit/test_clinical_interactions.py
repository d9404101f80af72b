"""Medicines beside a treatment: what is found, what was not checked, and refused input."""

from __future__ import annotations

import json
from pathlib import Path
from typing import cast

import pytest

import lightwell.clinical as lw
from lightwell import cli

CASE = """
on = 2026-03-04
evaluation = { medicines_reviewed_on = 2026-03-04 }
medicines = [{ drug = "Xanax" }, { drug = "Zoloft" }, { drug = "magic beans" }]
"""


def _interactions(*medicines: dict[str, object], **case: object) -> lw.Interactions:
    given: dict[str, object] = {"on": "2026-03-04", "medicines": list(medicines), **case}
    return lw.interactions(lw.case_from_dict(given))


REVIEWED = {"medicines_reviewed_on": "2026-03-04"}


def test_no_list_is_not_an_empty_list() -> None:
    nothing = _interactions()
    assert not nothing.is_complete
    assert nothing.severity is None
    assert nothing.explain().outcome is lw.Outcome.UNKNOWN
    assert "No medicines are recorded: nothing was checked." in str(nothing)
    empty = _interactions(evaluation=REVIEWED)
    assert empty.is_complete
    assert empty.explain().outcome is lw.Outcome.MET
    assert str(empty).startswith("ketamine IV, region us: no row speaks\n")
    assert "was gone through on 2026-03-04 and holds no medicine" in str(empty)


def test_a_medicine_that_is_not_known_is_not_checked_and_keeps_the_whole_unknown() -> None:
    found = _interactions({"drug": "vitamin D"}, {"drug": "magic beans"}, evaluation=REVIEWED)
    assert [one.text for one in found.not_checked] == ["magic beans"]
    assert not found.is_complete
    assert found.explain().outcome is lw.Outcome.UNKNOWN
    told = f"{found}{json.dumps(found.as_json())}"
    assert "magic beans: NOT CHECKED, no list of medicines has this name" in told
    assert "no interaction" not in told.lower()


def test_a_slip_of_the_pen_is_told_with_what_it_may_be() -> None:
    told = str(_interactions({"drug": "lorazepan"}, evaluation=REVIEWED))
    assert "lorazepan: NOT CHECKED, no list of medicines has this name" in told
    assert "    Did you mean lorazepam?" in told


def test_a_medicine_without_a_name_is_not_checked() -> None:
    found = _interactions({"dose_mg": 20}, evaluation=REVIEWED)
    (one,) = found.medicines
    assert (one.text, one.state) == ("medicine 1", "not_checked")


def test_a_list_of_another_day_is_not_complete() -> None:
    old = _interactions({"drug": "lithium"}, evaluation={"medicines_reviewed_on": "2026-03-03"})
    assert not old.is_complete
    assert "1 of 1 checked; the list was not gone through on the day." in str(old)
    now = _interactions({"drug": "lithium"}, evaluation=REVIEWED)
    assert now.is_complete
    assert now.explain().outcome is lw.Outcome.MET
    undated = lw.interactions(lw.case_from_dict({"medicines": [{"drug": "lithium"}]}))
    assert not undated.is_complete


def test_the_most_severe_stands_first_and_what_was_not_checked_before_the_rest() -> None:
    found = _interactions(
        {"drug": "Zoloft"},
        {"drug": "methadone", "stopped_on": "2026-01-01"},
        {"drug": "magic beans"},
        {"drug": "Ritalin"},
        {"drug": "Xanax"},
    )
    names = [one.text for one in found.medicines]
    assert names == ["Xanax", "magic beans", "Ritalin", "Zoloft", "methadone"]
    assert found.severity == "S2"
    assert "methadone: stopped 62 days ago" in str(found)


def test_a_stopped_medicine_counts_where_the_day_of_the_case_is_unknown() -> None:
    row = {"drug": "Xanax", "stopped_on": "2026-01-01"}
    (one,) = lw.interactions(lw.case_from_dict({"medicines": [row]})).medicines
    assert one.severity == "S2"


def test_a_combination_is_told_with_its_medicines_and_signs() -> None:
    found = _interactions({"drug": "Nardil"}, {"drug": "Zoloft"}, evaluation=REVIEWED)
    told = found.as_json()
    (one,) = cast("list[dict[str, object]]", told["together"])
    assert (one["rule"], one["severity"], one["outcome"]) == ("sero.maoi", "S1", "met")
    assert one["medicines"] == ["Nardil", "Zoloft"]
    assert told["severity"] == "S1"
    assert "clonus" in cast("list[str]", told["signs"])
    assert found.explain().outcome is lw.Outcome.NOT_MET
    assert "S1 avoid: an MAO inhibitor with" in str(found)
    assert "Signs to look for: clonus" in str(found)


def test_a_dose_that_is_not_recorded_leaves_qt_open() -> None:
    found = _interactions({"drug": "citalopram"}, {"drug": "Zofran"}, evaluation=REVIEWED)
    (one,) = found.together
    assert one.outcome is lw.Outcome.UNKNOWN
    assert "the dose of citalopram is not recorded" in one.why
    assert "S3 moderate; not certain: two medicines" in str(found)
    assert found.as_json()["signs"] == []
    mild = _interactions({"drug": "Seroquel"}, {"drug": "Zofran"}, evaluation=REVIEWED)
    among = [one for one in mild.explain().children if one.claim.startswith("not together")]
    assert [one.outcome for one in among] == [lw.Outcome.MET]
    open_ = [one for one in found.explain().children if one.claim.startswith("not together")]
    assert [one.outcome for one in open_] == [lw.Outcome.UNKNOWN]


def test_ect_that_goes_on_is_named_and_one_that_is_over_is_not() -> None:
    trials = [{"kind": "ect", "stopped_for": "ongoing"}]
    (one,) = _interactions(trials=trials).medicines
    assert (one.text, one.severity, one.drug) == ("ECT (trial t1)", "S4", None)
    assert _interactions(trials=[{"kind": "ect", "stopped_for": "intolerance"}]).medicines == ()


def test_a_size_of_another_route_is_shown_and_not_carried_over() -> None:
    (one,) = _interactions({"drug": "clarithromycin"}).medicines
    (found,) = one.findings
    assert found.as_json()["effect_size"] == "not studied"
    (elsewhere,) = (study.as_json() for study in found.measured_elsewhere)
    assert (elsewhere["auc_ratio"], elsewhere["routes"]) == (2.6, ["oral"])
    swallowed = lw.case_from_dict({"medicines": [{"drug": "grapefruit"}]})
    (juice,) = lw.interactions(swallowed, "ketamine", "oral").medicines
    assert "exposure × 3 (2.4 to 3.6); peak × 2.1 (1.8 to 2.6)" in str(
        juice.findings[0].measured[0]
    )


@pytest.mark.parametrize(
    ("text", "drug", "near"),
    [
        ("Klonopin", "clonazepam", []),
        ("  SAMe ", "sam-e", []),
        ("Zoloft", "sertraline", []),
        ("clonazepan", None, ["clonazepam"]),
        ("Zoloft 50mg at night", None, ["sertraline"]),
        ("Zolof 50 mg", None, ["sertraline"]),
        ("beans 3", None, []),
        ("", None, []),
    ],
)
def test_a_name_is_found_in_either_list_and_a_slip_only_suggests(
    text: str, drug: str | None, near: list[str]
) -> None:
    match = lw.find_medicine(text)
    assert (match.exact.id if match.exact else None) == drug
    assert [one.id for one in match.suggestions] == near


def test_the_other_medicines_are_no_antidepressants_and_the_first_list_is_untouched() -> None:
    assert lw.find_drug("Klonopin").exact is None
    match = lw.find_medicine("Klonopin").exact
    assert match is not None
    assert not match.antidepressant


# ------------------------------------------------------------------ the command line


@pytest.fixture
def case(tmp_path: Path) -> str:
    path = tmp_path / "case.toml"
    path.write_text(CASE, encoding="utf-8")
    return str(path)


def test_interactions_are_printed_for_a_clinician(
    capsys: pytest.CaptureFixture[str], case: str
) -> None:
    assert cli.main(["interactions", case]) == 0
    told = capsys.readouterr().out
    head = "ketamine IV, region us: the worst is S2; unknown: not everything was checked"
    assert told.startswith(f"{head}\n2 of 3 checked;")
    assert "  Xanax = alprazolam\n    S2 major: medicines and substances that sedate" in told
    assert "Size: not studied by this route" in told or "Size: " in told
    assert told.endswith("do not stop a medicine on your own.\n")


def test_interactions_answer_a_machine(capsys: pytest.CaptureFixture[str], case: str) -> None:
    arguments = ["--agent", "esketamine", "--route", "intranasal", "--region", "eu", "--json"]
    assert cli.main(["interactions", case, *arguments]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["agent"], told["route"], told["region"]) == ("esketamine", "intranasal", "eu")
    assert told["not_checked"] == ["magic beans"]
    assert told["complete"] is False


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--agent", "esketamine", "--route", "iv"], "esketamine is given by: intranasal."),
        (["--agent", "ketamine", "--route", "rectal"], "There is no route 'rectal'. Use one of:"),
        (["--region", "US"], "There is no region 'US'. Did you mean 'us'?"),
    ],
)
def test_a_treatment_that_is_not_known_is_refused_in_one_line(
    capsys: pytest.CaptureFixture[str], case: str, arguments: list[str], told: str
) -> None:
    assert cli.main(["interactions", case, *arguments]) == 2
    error = capsys.readouterr().err
    assert told in error
    assert error.count("\n") == 1


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("medicines = [{ drugs = 'Xanax' }]", "medicines[1].drugs: is not a key of a case file."),
        ("medicines = [{ drug = 5 }]", "medicines[1].drug: 5 is not a text"),
        ("medicine = []", "Did you mean 'medicines'?"),
        (
            "on = 2026-03-04\nmedicines = [{ drug = 'x', stopped_on = 2026-03-05 }]",
            "medicines[1].stopped_on: 2026-03-05 is after 2026-03-04, the day of the case",
        ),
        (
            "person = { sex_at_birth = 'male' }\nconditions = { pregnant = 'yes' }",
            "conditions.pregnant: yes and person.sex_at_birth: male disagree",
        ),
        (
            "episode = { start = 2026-03-04, end = 2026-03-03 }",
            "episode.end: 2026-03-03 is before its start",
        ),
    ],
)
@pytest.mark.parametrize("command", ["assess", "interactions"])
def test_a_case_that_cannot_be_true_is_refused_in_one_line(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, command: str, text: str, told: str
) -> None:
    path = tmp_path / "case.toml"
    path.write_text(text, encoding="utf-8")
    assert cli.main([command, str(path)]) == 2
    error = capsys.readouterr().err
    assert told in error
    assert error.count("\n") == 1


@pytest.mark.parametrize("command", ["assess", "interactions"])
def test_a_case_file_of_forty_megabytes_is_refused(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, command: str
) -> None:
    path = tmp_path / "huge.toml"
    with path.open("wb") as file:
        file.truncate(40_000_000)
    assert cli.main([command, str(path)]) == 2
    assert "larger than 5 MB: a case file describes one person." in capsys.readouterr().err


# ------------------------------------------------------------------ every rule in prose


@pytest.mark.parametrize("name", lw.rule_ids())
def test_every_rule_is_explained_with_its_source(name: str) -> None:
    told = lw.explain_rule(name)
    assert str(told).startswith(f"{name} (")
    assert "  Source: " in str(told)
    assert "  Provenance: " in str(told)
    rules = cast("list[dict[str, object]]", told.as_json()["rules"])
    assert rules
    for rule in rules:
        assert rule["rule"] == name
        assert rule["sources"]


def test_the_nearest_rule_is_told_for_a_slip() -> None:
    with pytest.raises(lw.InvalidInput, match=r"Did you mean 'pk\.rifampicin'"):
        lw.explain_rule("pk.rifampicine")


def test_a_row_tells_how_long_it_counts_and_that_it_was_not_studied() -> None:
    assert "Counts for 14 days after the last dose." in str(lw.explain_rule("pd.maoi"))
    assert "  Size: not studied" in str(lw.explain_rule("pk.inducer"))
    assert "'effect_size': 'not studied'" in str(lw.explain_rule("pd.zdrug").as_json())
