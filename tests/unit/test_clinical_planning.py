"""A plan is a proposal that keeps the programme's distances, or a refusal that says why."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from attrs import evolve

import lightwell.clinical as lw
from lightwell.clinical import planning
from lightwell.clinical.programme import Programme

MONDAY = date(2026, 3, 2)


def test_a_plan_in_words_and_for_machines() -> None:
    made = lw.plan("iv-series", start=MONDAY)
    told = str(made)
    assert "6 sessions, 2 a week, proposed\n  1. Mon 2026-03-02\n  2. Thu 2026-03-05" in told
    assert "review after it: Is it tolerated?" in told
    assert "Observe: vitals every 10 minutes until infusion end" in told
    shown = made.as_json()
    assert shown["version"] == made.programme.header.version


def test_a_clinic_closed_for_too_long_is_told() -> None:
    closed = [MONDAY + timedelta(days=day) for day in range(7, 21)]
    with pytest.raises(lw.InvalidInput, match="session 3 does not fit into 21 days"):
        lw.plan("iv-series", start=MONDAY, closed_days=closed)


@pytest.mark.parametrize(
    ("case", "told"),
    [
        (lw.Case(on=date(2026, 3, 3), person={"age_years": 40}), "is before 2026-03-03"),
        (lw.Case(on=MONDAY), "the age is not recorded"),
        (lw.Case(on=MONDAY, person={"age_years": 17}), "a specialist's own decision"),
    ],
)
def test_a_case_that_no_plan_rests_on_is_refused(case: lw.Case, told: str) -> None:
    with pytest.raises(lw.InvalidInput, match=told):
        lw.plan("iv-series", start=MONDAY, case=case)


def test_an_adult_case_is_planned() -> None:
    case = lw.Case(on=MONDAY, person={"age_years": 18})
    assert len(lw.plan("iv-series", start=MONDAY, case=case).sessions) == 6


def _instead(monkeypatch: pytest.MonkeyPatch, made: Programme) -> None:
    monkeypatch.setattr(planning, "find_programme", lambda _: made)


def test_a_withdrawn_programme_holds_new_plans(monkeypatch: pytest.MonkeyPatch) -> None:
    _instead(monkeypatch, evolve(lw.find_programme("iv-series"), status="withdrawn"))
    with pytest.raises(lw.InvalidInput, match="iv-series is withdrawn"):
        lw.plan("iv-series", start=MONDAY)


def test_a_programme_without_a_series_proposes_no_dates(monkeypatch: pytest.MonkeyPatch) -> None:
    made = lw.find_programme("iv-series")
    _instead(monkeypatch, evolve(made, phases=made.phases[1:]))
    with pytest.raises(lw.InvalidInput, match="no rhythm of it: use none"):
        lw.plan("iv-series", start=MONDAY)


def test_every_part_of_a_programme_says_where_it_comes_from() -> None:
    made = lw.find_programme("iv-series")
    parts = (made.dose, *made.titrations, *made.phases, *made.observe, *made.reviews)
    assert all(part.basis.words for part in parts)
    assert made.title


def test_a_place_is_kept_for_preparation_infusion_and_recovery() -> None:
    made = lw.visit_length(lw.find_programme("iv-series"), lw.Minutes("40.5"))
    assert (made.preparation, made.infusion, made.recovery) == (30, 41, 60)
    assert str(made) == "30 min preparation + 41 min infusion + 60 min recovery = 131 min"
