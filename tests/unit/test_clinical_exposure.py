"""How much of a drug for how long: what the record says for sure, and what it leaves open.

Sertraline reaches its label minimum at 50 mg a day.
"""

from __future__ import annotations

from typing import Any

import pytest

import lightwell.clinical as lw
from lightwell.clinical.library import library
from lightwell.clinical.trialfacts import subjects_of

Known = lw.Span.exactly


def subject(*trials: dict[str, Any], on: str = "2026-03-04") -> lw.Facts:
    """The facts of the first trial."""
    told = [{"id": f"t{number}", **trial} for number, trial in enumerate(trials, start=1)]
    return subjects_of(lw.case_from_dict({"on": on, "trials": told}))[0]


def taken(*steps: tuple[object, ...], **more: object) -> dict[str, Any]:
    """A trial of sertraline in steps of (mg, first day, last day); None is not recorded."""
    keys = ("dose_mg", "start", "stop")
    rows = [
        {key: value for key, value in zip(keys, step, strict=True) if value is not None}
        for step in steps
    ]
    return {"kind": "drug", "drug": "sertraline", "steps": rows, **more}


JAN, FEB, MAR, APR = "2025-01-01", "2025-02-01", "2025-03-01", "2025-04-01"


@pytest.mark.parametrize(
    ("trial", "highest", "at_adequate", "in_all"),
    [
        # One dose without dates.
        ({"dose_mg": 50, "days": 42}, Known(50), Known(42), Known(42)),
        ({"days": 42}, None, Known(42), Known(42)),
        ({"dose_mg": 50}, Known(50), lw.Span(0), None),
        ({}, None, None, None),
        # Below the label minimum the days are those at the highest dose, and the dose is told.
        ({"dose_mg": 25, "days": 42}, Known(25), Known(42), Known(42)),
        (taken((25, JAN, FEB), (40, FEB, MAR)), Known(40), Known(28), Known(59)),
        # Only steps at the label minimum or above count as adequate.
        (taken((25, JAN, FEB), (50, FEB, MAR)), Known(50), Known(28), Known(59)),
        (taken((50, JAN, FEB), (100, FEB, MAR)), Known(100), Known(59), Known(59)),
        # Days on which two steps overlap count once.
        (taken((50, JAN, MAR), (100, FEB, APR)), Known(100), Known(90), Known(90)),
        (taken((50, JAN, APR), (100, FEB, MAR)), Known(100), Known(90), Known(90)),
        # A step without a dose may have been adequate: at least the sure days, at most all.
        (taken((50, JAN, FEB), (None, FEB, MAR)), lw.Span(50), lw.Span(31, 59), Known(59)),
        (taken((None, JAN, FEB), (None, FEB, MAR)), None, lw.Span(28, 59), Known(59)),
        (taken((None, JAN, None)), None, None, None),
        # A step without an end lasted at least no days, and nobody knows how long.
        (taken((50, JAN, FEB), (100, FEB, None)), Known(100), lw.Span(31), lw.Span(31)),
        (taken((50, None, None)), Known(50), lw.Span(0), None),
        (taken((20, JAN, None), (25, FEB, MAR)), Known(25), Known(28), lw.Span(28)),
    ],
)
def test_dose_and_days_say_what_is_sure_and_what_is_open(
    trial: dict[str, Any], highest: object, at_adequate: object, in_all: object
) -> None:
    facts = subject({"kind": "drug", "drug": "sertraline", **trial})
    found = [
        facts[f"trial.{one}"].value
        for one in ("highest_dose_mg", "days_at_adequate_dose", "days_in_all")
    ]
    assert found == [highest, at_adequate, in_all]


def test_only_the_last_course_of_what_goes_on_lasts_until_today() -> None:
    steps = ((50, "2026-01-01", None), (100, "2026-02-01", None))
    goes_on = subject(taken(*steps, stopped_for="ongoing"))
    assert goes_on["trial.days_at_adequate_dose"].value == lw.Span(31)
    ended = subject(taken((50, "2026-02-01", None)))
    assert ended["trial.days_at_adequate_dose"].value == lw.Span(0)


@pytest.mark.parametrize(
    ("steps", "raised"),
    [
        (((50, JAN, FEB), (100, FEB, MAR)), True),
        # Reached for the first time, lowered, the same again, or without an order: not raised.
        (((25, JAN, FEB), (50, FEB, MAR)), False),
        (((100, JAN, FEB), (50, FEB, MAR)), False),
        (((50, JAN, FEB), (50, FEB, MAR)), False),
        (((50, JAN, FEB), (100, None, None)), False),
        (((50, None, None), (100, FEB, MAR)), False),
        (((50, JAN, FEB), (100, JAN, MAR)), False),
        (((50, JAN, FEB), (None, FEB, MAR)), False),
    ],
)
def test_a_dose_was_raised_only_where_dates_say_so(
    steps: tuple[tuple[object, ...], ...], raised: bool
) -> None:
    assert subject(taken(*steps))["trial.dose_was_raised"].value is raised


def test_of_a_drug_without_a_least_dose_no_rise_is_told() -> None:
    stranger = {**taken((50, JAN, FEB), (100, FEB, MAR)), "drug": "qwertyuiop"}
    assert subject(stranger)["trial.dose_was_raised"].value is False


def test_a_treatment_that_began_between_two_steps_followed_the_first() -> None:
    steps = taken((50, JAN, FEB), (100, MAR, APR))
    other = {"kind": "drug", "drug": "venlafaxine", "steps": [{"start": FEB}]}
    assert subject(steps, other)["trial.another_followed"].value is True


SERTRALINE = taken((50, JAN, FEB))


@pytest.mark.parametrize(
    ("others", "followed"),
    [
        ([], None),
        ([{"kind": "drug", "drug": "venlafaxine"}], None),
        ([{"kind": "drug", "drug": "venlafaxine", "steps": [{"start": FEB}]}], True),
        ([{"kind": "tms", "steps": [{"start": FEB}]}], True),
        # Begun on the same day or before, a talking treatment, or the same drug again.
        ([{"kind": "drug", "drug": "venlafaxine", "steps": [{"start": JAN}]}], None),
        ([{"kind": "psychotherapy", "steps": [{"start": FEB}]}], None),
        ([{"kind": "lifestyle", "steps": [{"start": FEB}]}], None),
        ([{"kind": "drug", "drug": "Zoloft", "steps": [{"start": FEB}]}], None),
        # The first that says nothing hides no other; an addition follows without a date.
        (
            [
                {"kind": "psychotherapy", "steps": [{"start": FEB}]},
                {"kind": "drug", "drug": "lithium", "augments": "t1"},
            ],
            True,
        ),
    ],
)
def test_another_treatment_followed_only_where_it_surely_did(
    others: list[dict[str, Any]], followed: bool | None
) -> None:
    assert subject(SERTRALINE, *others)["trial.another_followed"].value is followed


def test_every_fact_of_a_trial_is_worked_out_or_recorded() -> None:
    """What the rules may ask of an added drug is there for each name in the dictionary."""
    added = {
        "kind": "drug", "drug": "lithium", "level": 0.7, "days": 30, "augments": "t2",
        "lost_effect": False, "laterality": "bilateral", "sessions": 3, "episode": "past",
        "adherence": "partial", "improvement_pct": 20,
    }  # fmt: skip
    facts = subject(added, {"kind": "drug", "drug": "sertraline"})
    derived = {
        name
        for name, fact in library().dictionary.facts.items()
        if name.startswith("trial.") and fact.derived
    }
    assert derived <= set(facts.known)
    values = {name: fact.value for name, fact in facts.known.items()}
    assert values["trial.laterality"] == "bilateral"
    assert (values["trial.sessions"], values["trial.lost_effect"]) == (3, False)
    assert values["trial.in_current_episode"] is False
    assert values["trial.is_augmentation"] is True


def test_electroconvulsive_therapy_is_a_treatment_and_a_class_of_its_own() -> None:
    one, two = {"kind": "ect", "sessions": 8}, {"kind": "ect", "sessions": 10}
    facts = subject(one, two)
    assert facts["trial.ingredient"].value == "ect t1"
    assert facts["trial.family"].value == "ECT"
    assert facts["trial.is_antidepressant"].value is False
    assert subject({"kind": "tms"})["trial.family"].value is None


def test_without_a_kind_a_trial_of_a_named_drug_is_one_of_a_drug() -> None:
    assert subject({"drug": "sertraline"})["trial.kind"].value == "drug"
    assert subject({"dose_mg": 50})["trial.kind"].value is None


@pytest.mark.parametrize(
    ("improvement", "lost"),
    [
        ({"best_improvement_pct": 50, "improvement_pct": 49}, True),
        ({"best_improvement_pct": 50, "improvement_pct": 50}, False),
        ({"best_improvement_pct": 49, "improvement_pct": 10}, False),
        ({"best_improvement_pct": 60}, False),
        ({"improvement_pct": 10}, False),
        ({"stopped_for": "lost_effect"}, True),
        ({"stopped_for": "lost_effect", "lost_effect": False}, None),
        ({"lost_effect": True}, True),
        ({"lost_effect": False}, False),
    ],
)
def test_an_effect_was_lost_where_the_record_says_so(
    improvement: dict[str, Any], lost: bool | None
) -> None:
    facts = subject({"kind": "drug", "drug": "sertraline", **improvement})
    assert facts["trial.effect_was_lost"].value is lost
