"""What a case says of the episode, of its additions and of the history as a whole."""

from __future__ import annotations

from typing import Any

import pytest

import lightwell.clinical as lw
from lightwell.clinical.episodefacts import facts_of_person
from lightwell.clinical.library import library
from lightwell.clinical.trialfacts import subjects_of

Known = lw.Span.exactly


def facts(*trials: dict[str, Any], **case: Any) -> lw.Facts:
    told = [{"id": f"t{number}", **trial} for number, trial in enumerate(trials, start=1)]
    made = lw.case_from_dict({"on": "2026-03-04", "trials": told, **case})
    return facts_of_person(made, subjects_of(made))


# ------------------------------------------------------------------ the episode


@pytest.mark.parametrize(
    ("start", "end", "months"),
    [
        ("2026-03-04", None, 0),
        ("2026-03-03", None, 1),
        ("2026-02-04", None, 1),
        ("2026-02-03", None, 2),
        # Twelve months to the day are twelve; a day more has begun the thirteenth.
        ("2025-03-04", None, 12),
        ("2025-03-03", None, 13),
        ("2025-12-31", "2026-01-01", 1),
        ("2024-11-15", "2026-01-10", 14),
        (None, None, None),
    ],
)
def test_a_month_of_an_episode_counts_from_the_day_after_it_is_full(
    start: str | None, end: str | None, months: int | None
) -> None:
    episode = {key: day for key, day in (("start", start), ("end", end)) if day}
    assert facts(episode=episode)["episode.months_begun"].value == months


@pytest.mark.parametrize(
    ("episode", "level"),
    [
        ({"severity": "subsyndromal"}, Known(1)),
        ({"severity": "mild"}, Known(2)),
        ({"severity": "moderate"}, Known(3)),
        ({"severity": "severe", "psychotic": "no"}, Known(4)),
        ({"severity": "severe", "psychotic": "yes"}, Known(5)),
        ({"severity": "severe"}, lw.Span(4, 5)),
        ({"psychotic": "no"}, None),
    ],
)
def test_a_severe_episode_is_of_two_levels_until_psychosis_is_known(
    episode: dict[str, str], level: object
) -> None:
    assert facts(episode=episode)["episode.severity_level"].value == level


def test_the_newest_total_of_each_instrument_is_the_one_that_is_asked() -> None:
    scores = [
        {"instrument": "phq9", "at": "2026-03-01", "total": 20},
        {"instrument": "phq9", "at": "2026-02-01", "total": 9},
        {"instrument": "madrs", "at": "2026-01-01", "total": 30},
    ]
    known = facts(scores=scores)
    assert (known["score.phq9"].value, str(known["score.phq9"].recorded_on)) == (20, "2026-03-01")
    assert known["score.madrs"].value == 30


def test_what_is_said_of_the_person_is_of_the_day_of_the_case() -> None:
    known = facts(person={"sex_at_birth": "female"}, contributors={"ptsd": "yes"})
    assert known["person.sex_at_birth"].value == "female"
    assert known["contributors.ptsd"].value is True
    assert str(known["person.sex_at_birth"].recorded_on) == "2026-03-04"


# ------------------------------------------------------------------ the history as a whole


def drug(name: str, episode: str | None = "current", **more: Any) -> dict[str, Any]:
    told = {} if episode is None else {"episode": episode}
    return {"kind": "drug", "drug": name, **told, **more}


@pytest.mark.parametrize(
    ("trials", "answer"),
    [
        ([drug("sertraline"), drug("fluoxetine")], True),
        ([drug("sertraline"), drug("venlafaxine")], False),
        # One drug, or the same one twice, says nothing about classes.
        ([], None),
        ([drug("sertraline")], None),
        ([drug("sertraline"), drug("Zoloft")], None),
        # What may be of this episode, and what nobody knows, may be of another class.
        ([drug("sertraline"), drug("fluoxetine"), drug("venlafaxine", None)], None),
        ([drug("sertraline"), drug("fluoxetine"), drug("qwertyuiop")], None),
        ([drug("sertraline"), drug("venlafaxine"), drug("qwertyuiop")], False),
        # A past episode, and what is no antidepressant, do not count.
        ([drug("sertraline"), drug("fluoxetine"), drug("venlafaxine", "past")], True),
        ([drug("sertraline"), drug("fluoxetine"), drug("lithium", augments="t1")], True),
        ([drug("sertraline"), drug("fluoxetine"), {"kind": "ect", "episode": "current"}], True),
        ([drug("sertraline"), drug("fluoxetine", "past")], None),
    ],
)
def test_all_of_one_class_is_said_of_at_least_two_drugs_of_this_episode(
    trials: list[dict[str, Any]], answer: bool | None
) -> None:
    assert facts(*trials)["history.one_class_only"].value is answer


def talked(episode: str | None = "current", kind: str = "psychotherapy") -> dict[str, Any]:
    return {"kind": kind} | ({} if episode is None else {"episode": episode})


@pytest.mark.parametrize(
    ("trials", "answer"),
    [
        ([drug("sertraline")], True),
        ([drug("sertraline"), talked()], False),
        ([drug("sertraline"), talked(kind="lifestyle")], False),
        ([drug("sertraline"), talked("past")], True),
        ([drug("sertraline"), talked(None)], None),
        ([drug("sertraline"), talked(None), talked()], False),
        ([drug("sertraline"), {"kind": "ect", "episode": "current"}], True),
        ([drug("sertraline"), {"episode": "current"}], None),
        ([], None),
        ([drug("sertraline", "past")], None),
    ],
)
def test_nothing_but_drugs_is_said_only_where_the_kinds_are_known(
    trials: list[dict[str, Any]], answer: bool | None
) -> None:
    assert facts(*trials)["history.medication_only"].value is answer


# ------------------------------------------------------------------ what is added


def added(name: str | None, **more: Any) -> dict[str, Any]:
    told = {} if name is None else {"drug": name}
    return {"kind": "drug", "augments": "t2", "episode": "current", **told, **more}


@pytest.mark.parametrize(
    ("trial", "enough", "days", "least"),
    [
        # Lithium is judged by its level: enough from the upper end on, open in between.
        (added("lithium", level=0.8, days=28), True, Known(28), "agent"),
        (added("lithium", level=0.6, days=28), True, Known(28), "agent"),
        (added("lithium", level=0.5, days=28), None, Known(28), "agent"),
        (added("lithium", level=0.3, days=28), False, Known(28), "agent"),
        (added("lithium", days=28), None, Known(28), "agent"),
        (added("lithium", level=0.8), True, None, "agent"),
        # Aripiprazole by its dose, for its own days.
        (added("Abilify", dose_mg=5, days=42), True, Known(42), "agent"),
        (added("Abilify", dose_mg=3, days=42), None, Known(42), "agent"),
        (added("Abilify", dose_mg=2, days=42), None, Known(42), "agent"),
        (added("Abilify", dose_mg=1, days=42), False, Known(42), "agent"),
        (added("Abilify", days=42), None, Known(42), "agent"),
        # An antidepressant without a number of its own as a trial would be: six weeks.
        (added("trazodone", dose_mg=150, days=42), True, Known(42), Known(42)),
        (added("trazodone", dose_mg=100, days=42), False, Known(42), Known(42)),
        # A stranger is not known to be enough, and has no least time.
        (added("qwertyuiop", dose_mg=5, days=42), None, Known(42), None),
        (added(None, dose_mg=5, days=42), None, Known(42), None),
    ],
)
def test_an_addition_is_enough_by_its_own_dose_or_level_and_time(
    trial: dict[str, Any], enough: bool | None, days: object, least: object
) -> None:
    told = facts(trial, drug("sertraline")).each("trials")[0]
    assert told["trial.addition_is_enough"].value is enough
    assert told["trial.days_as_addition"].value == days
    if least == "agent":
        name = "lithium" if trial["drug"] == "lithium" else "aripiprazole"
        least = library().courses.agents[name].days
    assert told["trial.least_days_as_addition"].value == least


@pytest.mark.parametrize("kind", ["psychotherapy", "lifestyle", "ect", "tms"])
def test_what_is_no_drug_is_no_addition_of_a_drug(kind: str) -> None:
    told = facts({"kind": kind, "augments": "t2"}, drug("sertraline")).each("trials")[0]
    assert told["trial.addition_is_enough"].value is False
    assert not told["trial.days_as_addition"].is_known


def test_of_two_steps_one_at_the_least_dose_is_enough() -> None:
    low = {"dose_mg": 1, "start": "2025-01-01", "stop": "2025-02-01"}
    high = {"dose_mg": 5, "start": "2025-02-01", "stop": "2025-04-01"}
    open_ = {"start": "2025-02-01", "stop": "2025-04-01"}
    for steps, enough in (([low, high], True), ([low, open_], None), ([low, low], False)):
        told = facts(added("Abilify", steps=steps), drug("sertraline")).each("trials")[0]
        assert told["trial.addition_is_enough"].value is enough


@pytest.mark.parametrize(
    ("trial", "least"),
    [
        ({"kind": "ect", "laterality": "bilateral"}, lw.Span(6, 7)),
        ({"kind": "ect", "laterality": "right"}, lw.Span(10, 12)),
        ({"kind": "ect"}, lw.Span(6, 12)),
        ({"kind": "tms"}, Known(20)),
        ({"kind": "psychotherapy"}, lw.Span(8, 12)),
        ({"kind": "drug", "drug": "sertraline"}, None),
    ],
)
def test_the_least_sessions_of_a_course_depend_on_its_side(
    trial: dict[str, Any], least: object
) -> None:
    assert facts(trial).each("trials")[0]["trial.least_sessions"].value == least


# ------------------------------------------------------------------ taken at the same time


def dated(name: str, start: str, stop: str, **more: Any) -> dict[str, Any]:
    return drug(name, steps=[{"dose_mg": 100, "start": start, "stop": stop}], **more)


def together(*trials: dict[str, Any]) -> list[tuple[str, str]]:
    told = [{"id": f"t{number}", **trial} for number, trial in enumerate(trials, start=1)]
    found = lw.history(lw.case_from_dict({"on": "2026-03-04", "trials": told})).reported
    return [
        (one.trial, one.text.split("trial ")[-1].split(";")[0])
        for one in found
        if one.what == "together"
    ]


def test_days_taken_together_are_told_of_each_pair_but_of_additions() -> None:
    one = dated("sertraline", "2025-01-01", "2025-03-01")
    inside = dated("trazodone", "2025-01-10", "2025-01-20")
    after = dated("bupropion", "2025-03-01", "2025-05-01")
    day = dated("mirtazapine", "2025-02-28", "2025-06-01")
    assert together(one, inside) == [("t2", "t1 for 10 days")]
    assert together(inside, one) == [("t2", "t1 for 10 days")]
    assert together(one, after) == []
    assert together(one, day) == [("t2", "t1 for 1 days")]
    assert together(one, {**inside, "augments": "t1"}) == []
    assert together({**inside, "augments": "t2"}, one) == []
    assert together(one, {**inside, "augments": "t1"}, day) == [("t3", "t1 for 1 days")]
    undated = drug("trazodone", days=30)
    assert together(one, undated) == []
    open_ = drug("trazodone", steps=[{"dose_mg": 100, "start": "2025-01-10"}])
    assert together(one, open_) == together(open_, one) == []
    third = dated("mirtazapine", "2025-01-15", "2025-06-01")
    assert together(one, third, {**inside, "augments": "t1"}) == [
        ("t2", "t1 for 45 days"), ("t3", "t2 for 5 days"),
    ]  # fmt: skip
