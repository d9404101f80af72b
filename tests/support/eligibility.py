"""A case in which every rule of every agent and route is settled."""

from __future__ import annotations

from lightwell.clinical.library import library
from lightwell.clinical.predicates import facts_of

ON = "2026-03-04"
TRIAL = {"kind": "drug", "adherence": "taken", "improvement_pct": 10, "episode": "current"}


def conditions() -> list[str]:
    """Every condition that a rule asks about."""
    asked = {fact for rule in library().eligibility.forms for fact in facts_of(rule.when)}
    return sorted(fact.split(".")[1] for fact in asked if fact.startswith("conditions."))


def settled(**changes: object) -> dict[str, object]:
    """The settled case; a table is changed key by key, everything else is replaced."""
    case: dict[str, object] = {
        "on": ON,
        "person": {"age_years": 40, "sex_at_birth": "female", "weight_kg": 70},
        "conditions": dict.fromkeys(conditions(), "no"),
        "evaluation": {
            "psychiatric_assessment": "yes",
            "medicines_reviewed_on": ON,
            "weighed_on": ON,
            "acute_suicidality": "no",
            "ssri_or_snri": "yes",
            "rems_enrolled": "yes",
        },
        "session": {
            "consent_current": "yes",
            "escort_arranged": "yes",
            "hours_since_food": 8,
            "hours_since_clear_liquid": 3,
            "bipolar_screen_positive": "no",
        },
        "vitals": [{"at": f"{ON}T09:00:00-05:00", "sbp": 120, "dbp": 80}],
        "scores": [
            {"instrument": "phq9", "at": ON, "total": 18},
            {"instrument": "madrs", "at": ON, "total": 30},
            {"instrument": "cssrs_screener", "at": ON},
        ],
        "trials": [
            {**TRIAL, "drug": "sertraline", "dose_mg": 100, "days": 56},
            {**TRIAL, "drug": "venlafaxine", "dose_mg": 150, "days": 60},
        ],
    }
    for key, change in changes.items():
        before = case[key]
        both = isinstance(before, dict) and isinstance(change, dict)
        case[key] = {**before, **change} if both else change  # type: ignore[dict-item]  # both are
    return case
