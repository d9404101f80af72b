"""What stagings, reasons, assessments and outcomes tell another system, under which name."""

from __future__ import annotations

from typing import Any

import pytest

import lightwell.clinical as lw
from lightwell.clinical.library import library

TAKEN = {"adherence": "taken", "episode": "current", "improvement_pct": 0}
SERTRALINE = {"id": "t1", "kind": "drug", "drug": "sertraline", "dose_mg": 50, "days": 42, **TAKEN}
MAY_COUNT = {"id": "t2", "kind": "drug", "drug": "venlafaxine", "dose_mg": 150, "days": 60,
             "improvement_pct": 0, "episode": "current"}  # fmt: skip


def staged(*trials: dict[str, Any], **episode: Any) -> dict[str, lw.Staged]:
    case = {"on": "2026-11-20", "trials": list(trials), "episode": episode}
    return dict(lw.staging(lw.case_from_dict(case)))


def test_a_ladder_tells_its_rungs_with_what_is_sure_and_what_is_possible() -> None:
    told: dict[str, Any] = staged(SERTRALINE, MAY_COUNT)["european"].as_json()
    assert [(one["id"], one["outcome"]) for one in told.pop("parts")][:3] == [
        ("A", "met"), ("TRD1", "unknown"), ("TRD2", "not_met"),
    ]  # fmt: skip
    staging = library().stagings["european"]
    assert told == {
        "stage": None,
        "low": "A",
        "high": "TRD1",
        "counted": ["t1"],
        "possible": ["t2"],
        "missing": ["It is not known whether venlafaxine (trial t2) was taken as prescribed."],
        "notes": [],
        "assumes": list(staging.assumes),
        "provenance": staging.header.note,
    }


def test_a_rung_counts_as_none_or_one_for_sure_and_at_most() -> None:
    parts = staged(SERTRALINE, MAY_COUNT)["european"].parts
    assert [(one.low, one.high) for one in parts[:3]] == [(1, 1), (0, 1), (0, 0)]


def test_a_sum_tells_its_items_with_their_least_and_most_points() -> None:
    told: dict[str, Any] = staged(SERTRALINE, MAY_COUNT)["maudsley"].as_json()
    assert (told["total"], told["band"], told["low"], told["high"]) == (None, None, 3, 9)
    assert told["parts"][0] == {
        "id": "duration", "title": "Duration of the episode", "low": 1, "high": 3,
    }  # fmt: skip
    points = {one["id"]: (one["low"], one["high"]) for one in told["parts"]}
    assert points["severity"] == (1, 5)
    assert points["failures"] == (1, 1)
    half = staged(SERTRALINE, {"id": "t2", "kind": "drug", "drug": "lithium", "level": 0.8,
                               "days": 28, "augments": "t1", **TAKEN})["mgh_s"]  # fmt: skip
    parts: dict[str, Any] = {one.id: (one.low, one.outcome) for one in half.parts}
    assert parts["augmentation"] == (0.5, lw.Outcome.MET)
    assert parts["failures"] == (1, lw.Outcome.MET) and isinstance(parts["failures"][0], int)


@pytest.mark.parametrize(
    ("trials", "words"),
    [
        ([], "not staged"),
        ([{"id": "t1", "drug": "sertraline", "episode": "past"}], "not staged"),
        ([MAY_COUNT], "not staged, or up to 9"),
        ([SERTRALINE], "from 3 to 9"),
    ],
)
def test_an_answer_that_is_not_exact_says_how_far_it_goes(trials: Any, words: str) -> None:
    assert staged(*trials)["maudsley"].words == words


def test_a_sum_without_one_failed_drug_does_not_apply_and_says_why() -> None:
    may = staged(MAY_COUNT)["maudsley"]
    assert may.notes == (
        "Antidepressants that failed: none for sure; without one the method does not apply.",
    )
    never = staged({**SERTRALINE, "improvement_pct": 80})["maudsley"]
    assert (never.low, never.high, never.missing) == (None, None, ())
    assert never.words == "not staged"


def test_a_range_within_one_band_names_it_and_one_across_two_does_not() -> None:
    inside = staged(SERTRALINE, severity="mild", psychotic="no")["maudsley"]
    assert (inside.low, inside.high, inside.band) == (4, 6, "mild")
    assert inside.words == "from 4 to 6"
    across = staged(SERTRALINE, severity="severe", start="2026-01-01")["maudsley"]
    assert (across.low, across.high, across.band) == (6, 7, "")
    exact = staged(SERTRALINE, severity="mild", psychotic="no", start="2026-01-01")["maudsley"]
    assert exact.words == "4, mild"


DRUGS = (("sertraline", 50), ("venlafaxine", 150))


def weeks(first: int, second: int) -> tuple[str, ...]:
    """The notes of the European staging for two trials of so many days."""
    return staged(
        *(
            {**SERTRALINE, "id": f"t{number}", "drug": drug, "dose_mg": mg, "days": days}
            for number, ((drug, mg), days) in enumerate(zip(DRUGS, (first, second), strict=True))
        )
    )["european"].notes


@pytest.mark.parametrize(
    ("days", "told"),
    [
        # The band of TRD1 is 12 to 16 weeks.
        ((42, 42), ""),
        ((42, 70), ""),
        ((42, 71), "lasted 16 weeks together; the band of TRD1 is 12 to 16 weeks"),
        ((70, 70), "lasted 20 weeks together; the band of TRD1 is 12 to 16 weeks"),
    ],
)
def test_failures_that_lasted_longer_than_the_band_of_their_stage_are_told(
    days: tuple[int, int], told: str
) -> None:
    notes = weeks(*days)
    assert (len(notes) == 0) if not told else (told in notes[0] and len(notes) == 1)


def test_failures_at_the_same_time_count_their_days_once_and_an_open_end_warns_of_nothing() -> None:
    def notes(*steps: list[dict[str, Any]]) -> tuple[str, ...]:
        trials = [
            {"id": f"t{number}", "kind": "drug", "drug": drug, "steps": rows, **TAKEN}
            for number, ((drug, _), rows) in enumerate(zip(DRUGS, steps, strict=True))
        ]
        found = staged(*trials)["european"]
        assert found.value == "TRD1"
        return found.notes

    quarter = {"dose_mg": 150, "start": "2025-01-01", "stop": "2025-04-01"}
    after = {"dose_mg": 150, "start": "2025-04-01", "stop": "2025-07-01"}
    assert notes([quarter], [quarter]) == ()
    assert "lasted 26 weeks" in notes([quarter], [after])[0]
    assert notes([quarter], [after, {"dose_mg": 150, "start": "2025-07-01"}]) == ()


def test_a_reason_to_check_is_told_with_what_was_found_or_the_question() -> None:
    case = {"on": "2026-03-04", "trials": [SERTRALINE], "contributors": {"ptsd": "yes"}}
    told: Any = lw.history(lw.case_from_dict(case)).as_json()["reasons_to_check"]
    by_id = {one["id"]: one for one in told}
    assert by_id["ptsd"]["outcome"] == "evidence_found"
    assert by_id["ptsd"]["evidence"] and by_id["ptsd"]["ask"] == ""
    unknown = by_id["wrong_class"]
    assert unknown["title"] == "Class of medicine"
    assert (unknown["outcome"], unknown["evidence"]) == ("not_known", [])
    assert unknown["ask"] == "Which antidepressants of other classes were tried in this episode?"
    assert by_id["dose_or_duration"]["outcome"] == "nothing_found"
    assert by_id["dose_or_duration"]["ask"] == ""
    assert all("(local policy)" in one["sources"][0] for one in told)
    assert [one.words for one in lw.Checked] == [
        "evidence found in the case", "nothing found", "not known",
    ]  # fmt: skip


def test_an_assessment_tells_its_cards_and_who_supplies_what_is_missing() -> None:
    case = lw.case_from_dict({"on": "2026-03-04", "person": {"age_years": 40}})
    told: Any = lw.assess(case).as_json()
    cards, unknown = told.pop("cards"), told.pop("unknown")
    assert told == {
        "agent": "ketamine",
        "route": "iv",
        "region": "us",
        "outcome": "unknown",
        "known": sum(one["outcome"] != "unknown" for one in cards),
        "of": len(cards),
    }
    by_id = {one["rule"]: one for one in cards}
    assert by_id["elig.severity"] == {
        "rule": "elig.severity",
        "group": "indication",
        "claim": "MADRS above 20 or PHQ-9 above 15, as in trials",
        "outcome": "unknown",
        "strength": "info",
        "action": "For information: trials took people above these totals.",
        "settled_by": "clinician",
        "override": "nobody",
        "signers": [],
        "why": "the MADRS total: not recorded; the PHQ-9 total: not recorded",
        "provenance": "retrieved_primary",
        "sources": [
            "Trial NCT03113968 (ELEKT-D): entry with MADRS above 20 (registry entry)",
            "Trial NCT03156504 (BIO-K): entry with PHQ-9 above 15 (registry entry)",
        ],
    }
    assert unknown[0] == {
        "fact": "evaluation.resistant_fda_2018",
        "label": "treatment resistance by the FDA draft guidance of 2018",
        "who": "clinician",
        "rules": ["elig.trd"],
    }
    assert by_id["elig.age"]["why"] == "the age: 40 years (2026-03-04)"


def test_an_assessment_in_words_names_each_card_once_with_what_follows() -> None:
    case = lw.case_from_dict({"on": "2026-03-04", "person": {"age_years": 40}})
    lines = str(lw.assess(case)).splitlines()
    assert lines[0] == "ketamine iv, region us: unknown: not everything that must be known is known"
    assert lines[1].endswith(" known")
    assert [line for line in lines if line in ("Indication", "Safety", "Readiness")] == [
        "Indication", "Safety", "Readiness",
    ]  # fmt: skip
    assert "  [met] elig.age: the person is at least 18" in lines
    place = lines.index("  [UNKNOWN] elig.severity: MADRS above 20 or PHQ-9 above 15, as in trials")
    assert lines[place + 1] == "      the MADRS total: not recorded; the PHQ-9 total: not recorded"
    assert lines[place + 2] == "      info. For information: trials took people above these totals."
    assert lines[place + 3].startswith("      Source: Trial NCT03113968 (ELEKT-D)")
    assert lines[place + 3].endswith("(read in the primary source)")
    assert any("May override: " in line for line in lines)
    assert "Not known, and who can supply it" in lines
    assert "A clinician decides; this is no permission." in lines


def test_the_tree_of_a_card_keeps_a_single_claim_below_that_of_its_rule() -> None:
    case = lw.case_from_dict({"on": "2026-03-04", "person": {"age_years": 40}})
    made = lw.assess(case)
    cards = {card.rule.id: card for card in made.cards}
    age = cards["elig.age"].explanation
    assert (age.claim, age.combine, len(age.children)) == ("the person is at least 18", "all", 1)
    assert age.children[0].combine == "leaf"
    severity = cards["elig.severity"].explanation
    assert severity.combine == "any" and len(severity.children) == 2
    assert made.explain().combine == "all"
    assert len(made.explain().children) == len(made.cards)
    assert cards["elig.age"].missing == ()
    assert cards["elig.severity"].missing == ("evaluation.madrs", "evaluation.phq9")


def test_each_card_is_printed_in_its_own_group() -> None:
    made = lw.assess(lw.case_from_dict({"on": "2026-03-04", "person": {"age_years": 40}}))
    lines = str(made).splitlines()
    starts = [lines.index(group) for group in ("Indication", "Safety", "Readiness")]
    for start, end, group in zip(
        starts, [*starts[1:], lines.index("Not known, and who can supply it")],
        ("indication", "safety", "readiness"), strict=True,
    ):  # fmt: skip
        printed = [line.split("] ")[1].split(":")[0] for line in lines[start:end] if "] " in line]
        assert printed == [card.rule.id for card in made.cards if card.rule.group == group]


def test_what_no_rule_is_made_of_is_told_with_why() -> None:
    left_out = library().eligibility.left_out
    assert left_out and all(one.what and one.why for one in left_out)


@pytest.mark.parametrize(
    ("name", "totals", "told"),
    [
        (
            "phq9",
            (20, 9),
            {"change": -11, "change_pct": 55.0, "direction": "lower", "response": True,
             "partial": False, "remission": False, "deterioration": False,
             "reliable_change": True},
        ),
        (
            "phq9",
            (20, 4),
            {"change": -16, "change_pct": 80.0, "direction": "lower", "response": True,
             "partial": False, "remission": True, "deterioration": False,
             "reliable_change": True},
        ),
        (
            "phq9",
            (20, 13),
            {"change": -7, "direction": "lower", "response": False, "partial": True,
             "remission": False, "deterioration": False},
        ),
        ("phq9", (10, 10), {"change": 0, "change_pct": 0.0, "direction": "unchanged",
                            "response": False, "reliable_change": False}),
    ],
)  # fmt: skip
def test_an_outcome_tells_another_system_each_word_of_it(
    name: str, totals: tuple[int, int], told: dict[str, Any]
) -> None:
    found = lw.change_in_score(name, *totals).as_json()
    assert {key: found[key] for key in told} == told
    assert found["instrument"] == name
    assert set(found) == {
        "instrument", "change", "change_pct", "direction", "response", "partial", "remission",
        "remission_rule", "remission_by", "deterioration", "reliable_change", "not_judged", "note",
    }  # fmt: skip
    assert (found["remission_rule"], found["not_judged"]) == ("below_5", {})
    assert str(found["note"]).startswith("Response and remission are words for a review point")
