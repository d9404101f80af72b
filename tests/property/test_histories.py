"""What holds for every treatment history."""

from __future__ import annotations

from hypothesis import given

import lightwell.clinical as lw
from lightwell.clinical import Outcome
from lightwell.clinical.eligibilityfacts import resistance

from .strategies import histories

FAILED: dict[str, object] = {
    "kind": "drug",
    "drug": "trazodone",
    "dose_mg": 300,
    "days": 60,
    "adherence": "taken",
    "improvement_pct": 0,
    "episode": "current",
}
Trials = list[dict[str, object]]


def _history(trials: Trials) -> lw.History:
    return lw.history(lw.case_from_dict({"trials": trials}))


ADDED_TO_IT: dict[str, object] = {"id": "after", "drug": "lithium", "augments": "added"}
REGISTERS = ("kim_2020", "claims_2021")  # know neither dose, adherence nor improvement


@given(histories)
def test_one_more_failed_drug_never_takes_resistance_away(trials: Trials) -> None:
    more = [*trials, {**FAILED, "id": "added"}, ADDED_TO_IT]
    before, after = _history(trials), _history(more)
    order = [Outcome.NOT_MET, Outcome.UNKNOWN, Outcome.MET]
    for name, result in before.definitions.items():
        now = after.definitions[name].outcome
        if result.outcome is Outcome.MET:
            assert now is Outcome.MET
        if trials:
            assert order.index(now) >= order.index(result.outcome)


@given(histories)
def test_the_outcome_alone_is_that_of_the_history(trials: Trials) -> None:
    told = {name: one.outcome for name, one in _history(trials).definitions.items()}
    assert resistance(lw.case_from_dict({"trials": trials}), told) == told


@given(histories)
def test_nothing_unknown_counts(trials: Trials) -> None:
    """A trial that counts has a dose, days, adherence, an episode and a response on record."""
    for finding in _history(trials).trials:
        trial = finding.trial
        for name, outcome in finding.counted.items():
            if outcome is Outcome.MET and name not in REGISTERS:
                assert trial.dose_mg is not None
                assert trial.days is not None
                assert trial.days >= (28 if name == "eu_pearl_2022" else 42)
                assert trial.adherence == "taken"
                assert trial.episode == "current"
                assert trial.improvement_pct is not None
                assert trial.lost_effect is not True
                assert lw.find_drug(trial.drug or "").exact is not None


@given(histories)
def test_the_stricter_definition_is_never_met_alone(trials: Trials) -> None:
    """25 % or less is also below 50 %: whoever meets ``spravato_us`` meets ``fda_2018``."""
    found = _history(trials).definitions
    if found["spravato_us"].outcome is Outcome.MET:
        assert found["fda_2018"].outcome is Outcome.MET


@given(histories)
def test_the_explanation_agrees_with_the_count(trials: Trials) -> None:
    for result in _history(trials).definitions.values():
        assert result.explanation.outcome is result.outcome
        number = result.definition.rule.number
        if result.outcome is Outcome.MET:
            assert len(result.counted) >= number
        elif result.outcome is Outcome.NOT_MET and result.definition.person is None:
            assert len(result.counted) < number


@given(histories)
def test_every_trial_is_told_why(trials: Trials) -> None:
    for finding in _history(trials).trials:
        assert all(finding.why.values())


@given(histories)
def test_the_order_of_trials_does_not_matter(trials: Trials) -> None:
    named = [{**trial, "id": f"x{number}"} for number, trial in enumerate(trials)]
    one, other = _history(named), _history(named[::-1])
    for name, result in one.definitions.items():
        assert result.outcome is other.definitions[name].outcome
