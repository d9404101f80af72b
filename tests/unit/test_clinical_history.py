"""Names of drugs, the words of a history, and its shape for machines."""

from __future__ import annotations

from typing import Any

import pytest
from attrs import evolve

import lightwell.clinical as lw
from lightwell.clinical.formulary import is_one_edit_away

TWO: list[dict[str, object]] = [
    {
        "id": "t1", "kind": "drug", "drug": "Zoloft", "dose_mg": 100, "days": 56,
        "adherence": "taken", "improvement_pct": 10, "episode": "current",
    },
    {
        "id": "t2", "kind": "drug", "drug": "venlafaxine", "dose_mg": 150, "days": 60,
        "adherence": "taken", "improvement_pct": 0, "episode": "current",
    },
]  # fmt: skip


def _history(*trials: dict[str, object]) -> lw.History:
    return lw.history(lw.case_from_dict({"on": "2026-03-04", "trials": list(trials)}))


@pytest.mark.parametrize(
    ("text", "drug"),
    [
        ("sertraline", "sertraline"),
        ("  SERTRALINE  Hydrochloride ", "sertraline"),
        ("Wellbutrin XL", "bupropion"),
        ("Prozac®", "fluoxetine"),
        ("Spravato", "esketamine"),
    ],
)
def test_a_drug_is_known_by_every_name(text: str, drug: str) -> None:
    found = lw.find_drug(text).exact
    assert found is not None
    assert found.name == drug


@pytest.mark.parametrize("text", ["sertralin", "setraline", "sertralinne", "sertarline"])
def test_a_slip_of_the_pen_suggests_and_never_guesses(text: str) -> None:
    match = lw.find_drug(text)
    assert match.exact is None
    assert [drug.id for drug in match.suggestions] == ["sertraline"]


@pytest.mark.parametrize("text", ["", "xyz", "aspirin", "sert"])
def test_a_stranger_suggests_nothing(text: str) -> None:
    assert lw.find_drug(text) == lw.DrugMatch(text, None)


@pytest.mark.parametrize(
    ("left", "right", "near"),
    [
        ("abcd", "abcd", False), ("abcd", "abc", True), ("abc", "abcd", True),
        ("abcd", "abxd", True), ("abcd", "abdc", True), ("abcd", "xbcd", True),
        ("abcd", "badc", False), ("abcd", "ab", False), ("abcd", "dcba", False),
    ],
)  # fmt: skip
def test_one_edit(left: str, right: str, near: bool) -> None:
    assert is_one_edit_away(left, right) is near


def test_every_drug_says_where_its_numbers_come_from() -> None:
    for drug in lw.drugs():
        assert bool(drug.rxcui) == (drug.rxcui_provenance is not None)
        assert bool(drug.atc) == (drug.atc_provenance is not None)
        assert (drug.minimum is not None) == drug.antidepressant
        for minimum in (drug.minimum, *(form.minimum for form in drug.formulations)):
            if minimum:
                assert minimum.read_at


def test_a_history_in_the_shape_for_machines() -> None:
    found = _history(*TWO).as_json()
    assert found["definitions"]["fda_2018"]["outcome"] == "met"  # type: ignore[index]  # JSON
    assert found["definitions"]["spravato_us"]["counted"] == ["t1", "t2"]  # type: ignore[index]
    assert found["trials"][0]["id"] == "t1"  # type: ignore[index]
    assert found["trials"][0]["adequate"] == dict.fromkeys(lw.history(lw.Case()).definitions, "met")  # type: ignore[index]
    assert found["lost_effect"] == []


def test_a_history_for_another_system_names_each_part() -> None:
    lost = {**TWO[0], "lost_effect": True}
    silent = {key: value for key, value in TWO[1].items() if key != "adherence"}
    found: dict[str, Any] = _history(lost, silent).as_json()
    assert found["definitions"]["spravato_us"] == {
        "outcome": "not_met",
        "counted": [],
        "possible": ["t2"],
        "would_change": [
            (
                "If Zoloft (trial t1) is not recorded as having lost an effect, treatment "
                "resistance (Esketamine trials, US) would become unknown."
            )
        ],
        "provenance": lw.history(lw.Case()).definitions["spravato_us"].definition.provenance_note,
    }
    assert found["lost_effect"] == ["t1"]
    assert found["reported"] == [
        {
            "id": "t1",
            "what": "lost_effect",
            "text": "Zoloft (trial t1): worked and then lost its effect; not a failure to respond.",
        }
    ]
    second = {key: part["spravato_us"] for key, part in found["trials"][1].items() if key != "id"}
    assert second == {
        "adequate": "unknown",
        "failed": "unknown",
        "counted": "unknown",
        "why": ["It is not known whether venlafaxine (trial t2) was taken as prescribed."],
    }


def test_a_failure_of_a_past_episode_failed_and_does_not_count() -> None:
    (finding,) = _history({**TWO[0], "episode": "past"}).trials
    told = [getattr(finding, part)["fda_2018"] for part in ("adequate", "failed", "counted")]
    assert told == [lw.Outcome.MET, lw.Outcome.MET, lw.Outcome.NOT_MET]


@pytest.mark.parametrize(
    ("severity", "told"), [("moderate", True), ("severe", True), ("mild", False), (None, False)]
)
def test_one_more_trial_is_named_only_where_nothing_else_stands_in_the_way(
    severity: str | None, told: bool
) -> None:
    """The European label asks for a moderate or severe episode too."""
    episode = {} if severity is None else {"severity": severity}
    case = lw.case_from_dict({"on": "2026-03-04", "trials": TWO[:1], "episode": episode})
    changes = lw.history(case).definitions["eu_smpc"].would_change
    assert any("If one more different antidepressant" in one for one in changes) is told


def test_what_is_recorded_stands_beside_the_reason_unless_it_is_a_plain_yes_or_no() -> None:
    added = {**TWO[0], "augments": "t2", "episode": "past"}
    why = _history(added, TWO[1]).trials[0].why["fda_2018"]
    assert why == (
        "Zoloft (trial t1) was added to another trial.",
        "Zoloft (trial t1) was tried in a past episode.",
    )


def test_of_one_drug_tried_twice_the_trial_that_may_count_gives_way_to_the_one_that_does() -> None:
    """Also where the one that counts came later; a trial that surely does not count keeps why."""
    may = {key: value for key, value in TWO[0].items() if key != "adherence"}
    counts, fails = {**TWO[0], "id": "t8"}, {**TWO[0], "id": "t9", "dose_mg": 25}
    found = _history(may, counts, fails)
    assert found.definitions["fda_2018"].counted == ("t8",)
    assert found.definitions["fda_2018"].possible == ()
    why = [finding.why["fda_2018"][0] for finding in found.trials]
    assert why[0] == "The same drug as trial t8, which counts: one drug counts once."
    assert why[2].startswith("The dose of Zoloft (trial t9) was below its label minimum")


def test_a_history_says_how_far_its_definition_is_verified() -> None:
    result = _history(*TWO).definitions["fda_2018"]
    assert "not verified in the primary source" in result.definition.provenance_note
    assert "second reading: 2026-11-21" in result.definition.provenance_note
    assert "not yet reviewed by a clinician" in result.definition.provenance_note
    assert any("FDA-2018-D-1919" in line for line in result.definition.sources)


def test_each_trial_is_told_why_in_words() -> None:
    low = {**TWO[0], "dose_mg": 25}
    (finding,) = _history(low).trials
    assert finding.why["fda_2018"] == (
        "The dose of Zoloft (trial t1) was below its label minimum of 50 mg (recorded: 25 mg).",
    )
    unknown = {key: value for key, value in TWO[0].items() if key != "adherence"}
    (finding,) = _history(unknown).trials
    assert finding.why["fda_2018"] == (
        "It is not known whether Zoloft (trial t1) was taken as prescribed.",
    )
    assert finding.explanations["fda_2018"].outcome is lw.Outcome.UNKNOWN


def test_the_same_drug_again_names_the_trial_that_counts() -> None:
    again = {**TWO[0], "id": "t9", "drug": "sertraline"}
    found = _history(*TWO, again)
    assert found.definitions["fda_2018"].counted == ("t1", "t2")
    assert found.trials[2].why["fda_2018"] == (
        "The same drug as trial t1, which counts: one drug counts once.",
    )
    tree = found.definitions["fda_2018"].explanation
    assert "Zoloft (trial t1) and sertraline (trial t9): the same, counted once" in str(tree)


def test_met_names_the_recorded_facts_that_carry_it() -> None:
    changes = _history(*TWO).definitions["fda_2018"].would_change
    assert (
        "If the dose of Zoloft (trial t1) was below its label minimum of 50 mg, "
        "treatment resistance (FDA draft guidance, 2018) would become not met."
    ) in changes


@pytest.mark.parametrize(("trials", "told"), [(TWO, False), (TWO[:1], True), ([{}], False)])
def test_one_more_trial_is_named_only_where_one_is_lacking(
    trials: list[dict[str, object]], told: bool
) -> None:
    changes = _history(*trials).definitions["fda_2018"].would_change
    assert any("If one more different antidepressant" in one for one in changes) is told


def test_six_weeks_and_half_are_inside_what_is_told() -> None:
    (early,) = _history({**TWO[0], "days": 41, "stopped_for": "intolerance"}).reported
    assert early.text.endswith("before six weeks; not counted.")
    (late,) = _history({**TWO[0], "days": 42, "stopped_for": "intolerance"}).reported
    assert late.text.endswith("stopped for intolerance.")
    fell = {**TWO[0], "best_improvement_pct": 50, "improvement_pct": 49}
    assert _history(fell).lost_effect == ("t1",)
    assert _history({**fell, "improvement_pct": 50}).lost_effect == ()
    assert _history({**fell, "best_improvement_pct": 49}).lost_effect == ()


def test_what_is_told_besides() -> None:
    told = {
        one.what: one.text
        for one in _history(
            {**TWO[0], "drug": "sertralin"},
            {"id": "t2", "kind": "drug"},
            {**TWO[0], "id": "t3", "days": 20, "stopped_for": "intolerance"},
            {"id": "t4", "drug": "sertraline", "episode": "past"},
            {"id": "t5"},
        ).reported
    }
    assert told["intolerance"].endswith("before six weeks; not counted.")
    assert "is also trial t3" in told["same_drug"]
    assert "treatment (trial t5): the drug is not recorded." in told["unknown_drug"]
    suggested = _history({**TWO[0], "drug": "sertralin"}).reported[0].text
    assert suggested.endswith("'sertralin' is not on the drug list. Did you mean sertraline?")
    stranger = _history({**TWO[0], "drug": "qwertyuiop"}).reported[0].text
    assert stranger.endswith("'qwertyuiop' is not on the drug list.")


def _dated(trial_id: str, drug: str, start: str, stop: str, **more: object) -> dict[str, object]:
    steps = [{"dose_mg": 100, "start": start, "stop": stop}]
    return {"id": trial_id, "kind": "drug", "drug": drug, "steps": steps, **more}


def test_courses_that_overlap_are_told_and_judged_each_on_its_own() -> None:
    first = _dated("t1", "sertraline", "2025-01-01", "2025-03-01")
    second = _dated("t2", "trazodone", "2025-02-01", "2025-04-01")
    after = _dated("t3", "venlafaxine", "2025-04-01", "2025-06-01")
    told = [one for one in _history(first, second, after).reported if one.what == "together"]
    assert [(one.trial, "trial t1 for 28 days" in one.text) for one in told] == [("t2", True)]
    added = _history(first, {**second, "augments": "t1"}).reported
    assert [one.what for one in added] == ["augmentation"]


def test_a_staging_says_what_it_rests_on() -> None:
    staged = _history(*TWO).staging["maudsley"]
    assert staged.staging.id == "maudsley"
    assert any("10.1186/s12888-018-1679-x" in line for line in staged.staging.sources)
    assert lw.staging(lw.case_from_dict({"on": "2026-03-04", "trials": TWO}))["mgh_s"].value == 2


def test_the_shape_of_stagings_and_reasons_for_machines() -> None:
    found = _history(*TWO).as_json()
    stagings, reasons = found["staging"], found["reasons_to_check"]
    assert stagings["thase_rush"]["stage"] == "II"  # type: ignore[index]  # JSON
    assert stagings["european"]["stage"] == "TRD1"  # type: ignore[index]
    assert stagings["mgh_s"]["score"] == 2  # type: ignore[index]
    maudsley = stagings["maudsley"]  # type: ignore[index]
    assert (maudsley["total"], maudsley["band"]) == (None, None)
    assert (maudsley["low"], maudsley["high"]) == (3, 9)
    assert maudsley["missing"][0] == "When did this episode begin?"
    assert {one["outcome"] for one in reasons} == {  # type: ignore[attr-defined]
        "evidence_found", "nothing_found", "not_known",
    }  # fmt: skip
    assert set(reasons[0]) == {"id", "title", "outcome", "evidence", "ask", "sources"}  # type: ignore[index]


def test_a_course_of_a_kind_without_a_number_stays_unknown() -> None:
    plan = {"id": "t1", "kind": "lifestyle", "sessions": 30, "episode": "current"}
    (subject,) = _history(plan).facts.each("trials")
    assert not subject["trial.least_sessions"].is_known


TAKEN = {
    "kind": "drug",
    "dose_mg": 100,
    "days": 56,
    "adherence": "taken",
    "improvement_pct": 10,
    "episode": "current",
}


def test_a_staging_says_of_each_trial_why_it_counts_or_not() -> None:
    case = lw.case_from_dict(
        {
            "trials": [
                TAKEN | {"id": "a", "drug": "sertraline"},
                TAKEN | {"id": "b", "drug": "sertraline"},
                TAKEN | {"id": "c", "drug": "lithium", "augments": "a"},
            ]
        }
    )
    maudsley, thase = (lw.staging(case)[name] for name in ("maudsley", "thase_rush"))
    first, second, third = maudsley.trials
    assert [one.trial for one in maudsley.trials] == ["a", "b", "c"]
    assert (first.outcome, first.again, second.again) == (lw.Outcome.MET, "", "a")
    assert third.outcome is lw.Outcome.NOT_MET
    assert [claim.claim for claim in first.claims] == [
        "it counts as a trial that failed",
        "Augmentation used",
        "Electroconvulsive therapy used",
    ]
    assert third.claims[1].outcome is lw.Outcome.UNKNOWN  # how long together is not told
    assert [len(one.claims) for one in thase.trials] == [1, 1, 1]


def test_a_case_is_worked_out_once_and_another_case_anew() -> None:
    case = lw.case_from_dict({"trials": [TAKEN | {"id": "a", "drug": "sertraline"}]})
    assert lw.history(case).facts is lw.history(case).facts
    other = evolve(case, on=None)
    assert other == case
    assert lw.history(other).facts is not lw.history(case).facts
