"""What holds for every staging of every treatment history."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

import lightwell.clinical as lw
from lightwell.clinical import Outcome
from lightwell.clinical.evaluate import evaluate
from lightwell.clinical.explain import explain
from lightwell.clinical.library import library

from .strategies import histories

ON = date(2026, 11, 20)
Trials = list[dict[str, object]]
FAILED: dict[str, object] = {
    "kind": "drug", "drug": "trazodone", "dose_mg": 300, "days": 60, "adherence": "taken",
    "improvement_pct": 0, "episode": "current",
}  # fmt: skip
STRANGER: dict[str, object] = {"id": "stranger", "kind": "drug", "drug": "qwertyuiop"}
ORDER = {
    "thase_rush": ["0", "I", "II", "III", "IV", "V"],
    "european": ["none", "A", "TRD1", "TRD2", "TRD3", "TRD4", "TRD5", "CRD"],
}
extras = st.lists(
    st.sampled_from(
        [
            {"kind": "ect", "sessions": 12, "laterality": "bilateral", "improvement_pct": 0},
            {"kind": "ect", "sessions": 6, "improvement_pct": 0, "episode": "current"},
            {"drug": "lithium", "level": 0.5, "days": 60, "episode": "current"},
            {"drug": "nortriptyline", "dose_mg": 100, "days": 60, "improvement_pct": 10},
            {**FAILED, "drug": "phenelzine", "dose_mg": 60},
            {**FAILED, "drug": "amitriptyline", "dose_mg": 150, "days": 300},
        ]
    ),
    max_size=3,
)
episodes = st.fixed_dictionaries(
    {},
    optional={
        "start": st.sampled_from([date(2026, 6, 1), date(2025, 6, 1), date(2020, 1, 1)]),
        "severity": st.sampled_from(["subsyndromal", "mild", "moderate", "severe"]),
        "psychotic": st.booleans(),
    },
)


def _staged(trials: Trials, episode: dict[str, Any]) -> dict[str, lw.Staged]:
    return dict(lw.staging(lw.case_from_dict({"on": ON, "trials": trials, "episode": episode})))


def _rank(name: str, answer: object) -> float:
    """How far an answer goes; that a method does not apply is below every stage."""
    if answer is None:
        return -1
    return ORDER[name].index(str(answer)) if name in ORDER else float(str(answer))


@given(histories, extras, episodes)
def test_one_more_failed_trial_never_lowers_a_stage(
    trials: Trials, more: Trials, episode: dict[str, Any]
) -> None:
    before = _staged([*trials, *more], episode)
    after = _staged([*trials, *more, {**FAILED, "id": "added"}], episode)
    for name, staged in before.items():
        assert _rank(name, after[name].low) >= _rank(name, staged.low)
        assert _rank(name, after[name].high) >= _rank(name, staged.high)


@given(histories, extras, episodes)
def test_an_unknown_trial_never_makes_anything_surer(
    trials: Trials, more: Trials, episode: dict[str, Any]
) -> None:
    """A stranger leaves what is sure as it is, and may only widen what is possible."""
    told = [*trials, *more, {**FAILED, "id": "last"}]
    before, after = _staged(told, episode), _staged([*told, STRANGER], episode)
    for name, staged in before.items():
        assert after[name].low == staged.low
        assert _rank(name, after[name].high) >= _rank(name, staged.high)
        assert after[name].counted == staged.counted
    case = {"on": ON, "episode": episode}
    old = lw.history(lw.case_from_dict({**case, "trials": told})).definitions
    new = lw.history(lw.case_from_dict({**case, "trials": [*told, STRANGER]})).definitions
    for name, result in new.items():
        if old[name].outcome is Outcome.NOT_MET:
            assert result.outcome is not Outcome.MET
        if old[name].outcome is Outcome.MET:
            assert result.outcome is Outcome.MET


@given(histories, extras, episodes)
def test_a_range_says_what_is_missing_and_an_exact_answer_lacks_nothing(
    trials: Trials, more: Trials, episode: dict[str, Any]
) -> None:
    for name, staged in _staged([*trials, *more], episode).items():
        assert (staged.value is not None) == (staged.low == staged.high is not None)
        assert _rank(name, staged.low) <= _rank(name, staged.high)
        if staged.low != staged.high:
            assert staged.missing
        if staged.value is not None and staged.staging.items:
            assert staged.value == sum(part.low for part in staged.parts)


@given(histories, extras)
def test_nothing_unknown_stages(trials: Trials, more: Trials) -> None:
    """A trial that counts for a staging has a dose, days, adherence and a response on record."""
    for staged in _staged([*trials, *more], {}).values():
        case = lw.case_from_dict({"trials": [*trials, *more]})
        for trial in (one for one in case.trials if one.id in staged.counted):
            assert trial.episode == "current"
            assert trial.improvement_pct is not None
            assert trial.lost_effect is not True
            if trial.kind != "ect":
                assert trial.dose_mg is not None
                assert trial.days is not None
                assert trial.days >= 42
                assert trial.adherence == "taken"


@given(histories, extras, episodes)
def test_the_explanation_agrees_with_the_answer(
    trials: Trials, more: Trials, episode: dict[str, Any]
) -> None:
    case = lw.case_from_dict({"on": ON, "trials": [*trials, *more], "episode": episode})
    facts = lw.history(case).facts
    for staging in library().stagings.values():
        for rung in staging.rungs:
            assert explain(rung.whole, facts).outcome is evaluate(rung.whole, facts)
        for subject in facts.each("trials"):
            assert explain(staging.where, subject).outcome is evaluate(staging.where, subject)


@given(histories, extras)
def test_the_order_of_trials_does_not_stage(trials: Trials, more: Trials) -> None:
    named = [{**trial, "id": f"x{number}"} for number, trial in enumerate([*trials, *more])]
    one, other = _staged(named, {}), _staged(named[::-1], {})
    for name, staged in one.items():
        assert (staged.low, staged.high) == (other[name].low, other[name].high)


@given(histories, extras)
def test_silence_is_never_nothing_found(trials: Trials, more: Trials) -> None:
    """Without a clinician's no, a reason that a clinician answers is never ruled out."""
    case = lw.case_from_dict({"on": ON, "trials": [*trials, *more]})
    for one in lw.history(case).reasons_to_check:
        assert bool(one.evidence) == (one.outcome is lw.Checked.FOUND)
        assert bool(one.ask) == (one.outcome is lw.Checked.UNKNOWN)
        assert one.sources
        if one.rule.asked:
            assert one.outcome is lw.Checked.UNKNOWN
