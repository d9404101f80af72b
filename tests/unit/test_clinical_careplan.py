"""The care around the doses as a programme suggests it, and when it is reviewed."""

from __future__ import annotations

from datetime import date

import pytest

import lightwell.clinical as lw
from lightwell.clinical import careplan
from lightwell.clinical.care import COMPONENTS
from lightwell.clinical.transitions import CARE_LINE, GOAL

DAY = date(2026, 3, 4)


def test_every_kind_of_care_has_its_words_and_every_state_too() -> None:
    assert set(careplan.KIND_WORDS) == set(COMPONENTS)
    assert set(careplan.STATE_WORDS) == set(CARE_LINE.states)
    assert set(careplan.OPEN_STATES) < set(CARE_LINE.states)
    assert GOAL.final == ()
    assert list(careplan.RATINGS) == list(range(11))


def test_what_stands_in_the_plan_is_planned_and_the_rest_is_not() -> None:
    found = careplan.suggestions(lw.find_programme("kap"), {"integration"})
    assert {one.kind: one.is_planned for one in found} == {
        "preparation": False,
        "dosing_support": False,
        "integration": True,
        "psychotherapy": False,
        "medication_management": False,
    }
    titles = {one.kind: one.phase_title for one in found}
    assert (titles["preparation"], titles["psychotherapy"]) == ("Preparation", "")


@pytest.mark.parametrize(
    ("programme", "kind", "due"),
    [
        ("bridge", "medication_management", date(2026, 3, 18)),
        ("bridge", "psychotherapy", date(2026, 4, 1)),
        ("kap", "preparation", None),
        ("kap", "sleep", None),
    ],
)
def test_the_day_of_review_is_the_programmes_or_none(
    programme: str, kind: str, due: date | None
) -> None:
    part = careplan.component_of(lw.find_programme(programme), kind)
    assert careplan.review_day(part, DAY) == due


def test_what_is_no_kind_of_care_is_refused() -> None:
    with pytest.raises(lw.InvalidInput, match="no kind of care"):
        careplan.component_of(lw.find_programme("kap"), "horoscope")


@pytest.mark.parametrize(
    ("state", "on", "due"),
    [
        ("planned", DAY, True),
        ("going", date(2026, 3, 3), True),
        ("going", date(2026, 3, 5), False),
        ("done", DAY, False),
        ("stopped", DAY, False),
    ],
)
def test_a_review_is_due_on_its_day_while_the_line_goes_on(state: str, on: date, due: bool) -> None:
    assert careplan.is_review_due(state, on, DAY) is due


def test_each_component_of_a_programme_has_a_kind_of_its_own() -> None:
    """A line answers a component by its kind, so no programme may name a kind twice."""
    for name in ("bridge", "esketamine-nasal", "integrative", "iv-series", "iv-to-sublingual"):
        kinds = [one.kind for one in lw.find_programme(name).care.components]
        assert len(kinds) == len(set(kinds)), name
