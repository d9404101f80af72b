"""What a case says about eligibility: how old a value may be, and what silence leaves open."""

from __future__ import annotations

from typing import Any

import pytest

import lightwell.clinical as lw
from lightwell.clinical.eligibilityfacts import eligibility_facts, resistance

FRESH = {"scale_days": 14, "cssrs_days": 1, "bp_days": 30, "medicines_days": 30, "weight_days": 90}
ON = "2026-03-31"


def facts(**case: Any) -> dict[str, lw.Fact]:
    made = lw.case_from_dict({"on": ON, **case})
    return {
        name: fact
        for name, fact in eligibility_facts(made, FRESH).known.items()
        if fact.value is not None
    }


def values(name: str, **case: Any) -> object:
    found = facts(**case).get(name)
    return found.value if found else None


def test_what_is_recorded_is_asked_by_its_group_with_the_day_of_the_case() -> None:
    known = facts(
        person={"age_years": 44},
        conditions={"aneurysm": "no"},
        session={"hours_since_food": 8},
        evaluation={"oral_antidepressant": "no"},
    )
    told = {name: (fact.value, str(fact.recorded_on)) for name, fact in known.items()}
    assert told["person.age_years"] == (44, ON)
    assert told["conditions.aneurysm"] == (False, ON)
    assert told["session.hours_since_food"] == (8, ON)
    assert told["evaluation.oral_antidepressant"] == (False, ON)


# ------------------------------------------------------------------ how old a value may be


@pytest.mark.parametrize(
    ("at", "known"), [("2026-03-31", True), ("2026-03-17", True), ("2026-03-16", False)]
)
def test_a_scale_counts_for_as_long_as_its_freshness_says(at: str, known: bool) -> None:
    for name in ("phq9", "madrs"):
        found = facts(scores=[{"instrument": name, "at": at, "total": 22}])
        assert (f"evaluation.{name}" in found) is known
        if known:
            fact = found[f"evaluation.{name}"]
            assert (fact.value, str(fact.recorded_on)) == (22, at)


def test_the_last_total_of_a_scale_counts_and_another_scale_says_nothing_of_it() -> None:
    rows = [
        {"instrument": "phq9", "at": "2026-03-20", "total": 18},
        {"instrument": "phq9", "at": "2026-03-30", "total": 12},
        {"instrument": "phq9", "at": "2026-03-25", "total": 25},
        {"instrument": "gad7", "at": "2026-03-31", "total": 3},
    ]
    assert values("evaluation.phq9", scores=rows) == 12
    assert values("evaluation.madrs", scores=rows) is None


@pytest.mark.parametrize("name", ["cssrs_screener", "cssrs_since_last_visit"])
@pytest.mark.parametrize(
    ("at", "known"), [("2026-03-31", True), ("2026-03-30", True), ("2026-03-29", False)]
)
def test_the_suicide_screen_was_asked_today_or_yesterday(name: str, at: str, known: bool) -> None:
    found = facts(scores=[{"instrument": name, "at": at}])
    assert ("evaluation.cssrs_today" in found) is known
    if known:
        assert str(found["evaluation.cssrs_today"].recorded_on) == at


def test_of_two_suicide_screens_the_later_day_is_told() -> None:
    rows = [
        {"instrument": "cssrs_screener", "at": "2026-03-30"},
        {"instrument": "cssrs_since_last_visit", "at": "2026-03-31"},
    ]
    assert str(facts(scores=rows)["evaluation.cssrs_today"].recorded_on) == "2026-03-31"


@pytest.mark.parametrize(("day", "known"), [("01", True), ("31", True)])
def test_a_blood_pressure_counts_for_thirty_days(day: str, known: bool) -> None:
    vitals = [{"at": f"2026-03-{day}T10:00:00Z", "sbp": 120, "dbp": 80}]
    assert (values("evaluation.sbp", vitals=vitals), values("evaluation.dbp", vitals=vitals)) == (
        (120, 80) if known else (None, None)
    )
    older = [{"at": "2026-02-28T10:00:00Z", "sbp": 120, "dbp": 80}]
    assert values("evaluation.sbp", vitals=older) is None
    assert values("evaluation.sbp", vitals=[{"sbp": 120, "dbp": 80}]) is None


def test_an_older_reading_never_completes_the_last_one() -> None:
    vitals = [
        {"at": "2026-03-30T10:00:00Z", "sbp": 150, "dbp": 95},
        {"at": "2026-03-31T10:00:00Z", "sbp": 120},
        {"at": "2026-03-29T10:00:00Z", "sbp": 170, "dbp": 99},
    ]
    assert values("evaluation.sbp", vitals=vitals) == 120
    assert values("evaluation.dbp", vitals=vitals) is None


@pytest.mark.parametrize(
    ("key", "day", "fact", "value"),
    [
        ("medicines_reviewed_on", "2026-03-01", "medicines_current", True),
        ("medicines_reviewed_on", "2026-02-28", "medicines_current", None),
        ("weighed_on", "2025-12-31", "weight_kg", 70),
        ("weighed_on", "2025-12-30", "weight_kg", None),
    ],
)
def test_a_review_of_the_medicines_and_a_weight_grow_old(
    key: str, day: str, fact: str, value: object
) -> None:
    case = {"person": {"weight_kg": 70}, "evaluation": {key: day}}
    assert values(f"evaluation.{fact}", **case) == value
    if value is not None:
        assert str(facts(**case)[f"evaluation.{fact}"].recorded_on) == day


# ------------------------------------------------------------------ what follows from the rest


@pytest.mark.parametrize(
    ("food", "liquid", "recent"),
    [
        (2, 0.5, False),
        (1.9, 0.5, True),
        (2, 0.4, True),
        (8, 3, False),
        (8, None, None),
        (None, 3, None),
    ],
)
def test_food_within_two_hours_or_drink_within_half_an_hour_is_recent(
    food: float | None, liquid: float | None, recent: bool | None
) -> None:
    hours = {"hours_since_food": food, "hours_since_clear_liquid": liquid}
    session = {key: value for key, value in hours.items() if value is not None}
    assert values("conditions.fasting", session=session) is recent
    found = facts(session=session).get("conditions.fasting")
    assert found is None or found.recorded_by == "worked out from the hours"
    said = {"session": session, "conditions": {"fasting": "no"}}
    assert values("conditions.fasting", **said) is False


@pytest.mark.parametrize(
    ("drug", "oral", "beside"),
    [
        ("sertraline", True, True),
        ("venlafaxine", True, True),
        ("mirtazapine", True, None),
        ("Zoloft", True, True),
        # A spray, a patch, what is no antidepressant, and a stranger.
        ("esketamine", None, None),
        ("lithium", None, None),
        ("qwertyuiop", None, None),
    ],
)
def test_an_antidepressant_on_the_list_is_one_taken_by_mouth(
    drug: str, oral: bool | None, beside: bool | None
) -> None:
    medicines = [{"drug": "aspirin"}, {"drug": drug}]
    assert values("evaluation.oral_antidepressant", medicines=medicines) is oral
    assert values("evaluation.ssri_or_snri", medicines=medicines) is beside
    stopped = [{"drug": drug, "stopped_on": "2026-01-01"}]
    assert values("evaluation.oral_antidepressant", medicines=stopped) is None
    said = {"medicines": medicines, "evaluation": {"oral_antidepressant": "no"}}
    assert values("evaluation.oral_antidepressant", **said) is False
    assert values("evaluation.ssri_or_snri", **said) is beside


@pytest.mark.parametrize(
    ("sex", "said", "pregnant"),
    [
        ("male", {}, False),
        ("female", {}, None),
        ("male", {"pregnant": "yes"}, True),
        (None, {}, None),
    ],
)
def test_only_of_a_man_nobody_need_ask_about_pregnancy(
    sex: str | None, said: dict[str, str], pregnant: bool | None
) -> None:
    person = {} if sex is None else {"sex_at_birth": sex}
    made = lw.Case(person=person, conditions={k: v == "yes" for k, v in said.items()})
    found = eligibility_facts(made, FRESH)["conditions.pregnant"]
    assert found.value is pregnant
    if sex == "male" and not said:
        assert found.recorded_by == "taken from the sex at birth"


FAILED = {"kind": "drug", "days": 56, "adherence": "taken", "improvement_pct": 0,
          "episode": "current"}  # fmt: skip
TWO = [
    {"id": "t1", "drug": "sertraline", "dose_mg": 100, **FAILED},
    {"id": "t2", "drug": "venlafaxine", "dose_mg": 150, **FAILED},
]


@pytest.mark.parametrize(
    ("trials", "answer"),
    [
        (TWO, True),
        ([TWO[0], {**TWO[1], "improvement_pct": 80}], False),
        ([TWO[0], {key: value for key, value in TWO[1].items() if key != "adherence"}], None),
    ],
)
def test_resistance_is_asked_of_the_trials_under_each_definition(
    trials: list[dict[str, Any]], answer: bool | None
) -> None:
    for name in ("fda_2018", "spravato_us"):
        assert values(f"evaluation.resistant_{name}", trials=trials) is answer
    case = lw.case_from_dict({"on": ON, "trials": trials})
    found = resistance(case, ["fda_2018"])
    assert found == {"fda_2018": lw.Outcome.of(answer)}
