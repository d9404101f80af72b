"""Guards of life stages are of the day of the act, and unknown is no way past them."""

from __future__ import annotations

from typing import Any

import pytest

import lightwell.clinical as lw
from lightwell.clinical.library import library

NOT = {"pregnant": "no", "lactation": "no", "end_of_life": "no"}


def case(on: str, born: str | None, **more: Any) -> lw.Case:
    person = {} if born is None else {"birth_date": born}
    given = {"on": on, "person": person, "conditions": NOT} | more
    return lw.case_from_dict(given)


def met(found: tuple[lw.StageGuard, ...]) -> list[str]:
    return [one.guard.id for one in found if one.is_met]


@pytest.mark.parametrize(
    ("born", "on", "stages"),
    [
        # Thirteen and eighteen on an ordinary birthday, on the day before and on the day.
        ("2013-03-04", "2026-03-03", ["child"]),
        ("2013-03-04", "2026-03-04", ["adolescent"]),
        ("2008-03-04", "2026-03-03", ["adolescent"]),
        ("2008-03-04", "2026-03-04", []),
        # Born on 29 February: the birthday of a year without one is 1 March.
        ("2012-02-29", "2025-02-28", ["child"]),
        ("2012-02-29", "2025-03-01", ["adolescent"]),
        ("2008-02-29", "2026-02-28", ["adolescent"]),
        ("2008-02-29", "2026-03-01", []),
        ("1964-02-29", "2024-02-28", []),
        ("1964-02-29", "2024-02-29", ["older_iv"]),
    ],
)
def test_a_birthday_changes_the_guards_on_its_day(born: str, on: str, stages: list[str]) -> None:
    assert met(lw.life_stages(case(on, born), "iv")) == stages


@pytest.mark.parametrize(
    ("route", "on", "stages"),
    [
        ("intranasal", "2025-02-28", []),
        ("intranasal", "2025-03-01", ["older_esketamine"]),
        ("im", "2025-02-28", []),
        ("im", "2025-03-01", ["older_other"]),
        ("iv", "2025-02-28", ["older_iv"]),
    ],
)
def test_older_begins_with_the_way_of_giving(route: str, on: str, stages: list[str]) -> None:
    assert met(lw.life_stages(case(on, "1960-02-29"), route)) == stages


@pytest.mark.parametrize(
    ("condition", "guard", "stops"),
    [
        ("pregnant", "pregnant", True),
        ("lactation", "breastfeeding", False),
        ("end_of_life", "end_of_life", False),
    ],
)
def test_each_condition_raises_its_guard(condition: str, guard: str, stops: bool) -> None:
    now = case("2026-03-04", "1984-07-14", conditions=NOT | {condition: "yes"})
    [found] = lw.life_stages(now, "iv")
    assert (found.guard.id, found.is_met, found.stops, found.missing) == (guard, True, stops, ())
    assert found.guard.evidence
    assert found.guard.basis.words


def test_unknown_stands_and_names_what_is_missing() -> None:
    found = lw.life_stages(case("2026-03-04", None, conditions={}), "im")
    assert {one.guard.id: one.missing for one in found} == {
        "child": ("person.age_years",),
        "adolescent": ("person.age_years",),
        "older_other": ("person.age_years",),
        "pregnant": ("conditions.pregnant",),
        "breastfeeding": ("conditions.lactation",),
        "end_of_life": ("conditions.end_of_life",),
    }
    assert not any(one.is_met or one.stops for one in found)


def test_what_only_concerns_women_is_not_asked_of_a_man_who_said_nothing_else() -> None:
    man = {"birth_date": "1984-07-14", "sex_at_birth": "male"}
    unsaid = lw.case_from_dict({"on": "2026-03-04", "person": man})
    assert [one.guard.id for one in lw.life_stages(unsaid, "iv")] == ["end_of_life"]
    stated = lw.case_from_dict(
        {
            "on": "2026-03-04",
            "person": man,
            "conditions": {"pregnant": "yes"},
            "evaluation": {"pregnancy_stated": "yes"},
        }
    )
    assert met(lw.life_stages(stated, "iv")) == ["pregnant"]


@pytest.mark.parametrize(
    ("then", "now", "begun"),
    [
        ({}, {"pregnant": "yes"}, ["pregnant"]),
        ({}, {"lactation": "yes"}, ["breastfeeding"]),
        ({}, {"end_of_life": "unknown"}, ["end_of_life"]),
        ({"lactation": "yes"}, {"lactation": "yes"}, []),
        ({"lactation": "yes"}, {}, []),
        ({"lactation": "unknown"}, {"lactation": "unknown"}, []),
        ({"lactation": "unknown"}, {"lactation": "yes"}, ["breastfeeding"]),
    ],
)
def test_what_began_since_is_worse_than_it_was(
    then: dict[str, str], now: dict[str, str], begun: list[str]
) -> None:
    before = case("2026-03-04", "1984-07-14", conditions=NOT | then)
    after = case("2026-03-11", "1984-07-14", conditions=NOT | now)
    assert [one.guard.id for one in lw.stages_begun(before, after, "iv")] == begun


def test_a_birthday_that_only_adjusts_the_start_asks_for_no_new_decision() -> None:
    before, after = case("2025-02-28", "1960-02-29"), case("2025-03-01", "1960-02-29")
    assert not lw.stages_begun(before, after, "intranasal")


@pytest.mark.parametrize("route", ["iv", "im", "sublingual", "oral", "intranasal"])
def test_every_stage_has_a_guard_for_every_way(route: str) -> None:
    stages = {one.stage for one in library().common_care.guards if route in one.routes}
    assert stages == {
        "child", "adolescent", "older", "pregnant", "breastfeeding", "end_of_life"
    }  # fmt: skip


def test_the_days_of_a_case_are_read_before_its_own_day_is_known() -> None:
    days = lw.days_in_case(
        {
            "episode": {"start": "2026-01-01"},
            "scores": [{"instrument": "phq9", "at": "2026-03-05", "total": 9}],
            "evaluation": {"weighed_on": "2026-03-04"},
        }
    )
    assert sorted(str(day) for day in days) == ["2026-01-01", "2026-03-04", "2026-03-05"]
    assert lw.days_in_case({}) == ()
