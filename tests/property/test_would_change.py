"""Each sentence of "what would change it" comes true when that one fact is changed in the case.

The sentence is read as a reader would, the fact is changed in the case file, and the history is
judged again.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from copy import deepcopy
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import lightwell.clinical as lw

from .strategies import ON, near_histories

Trial = dict[str, Any]
LONG = timedelta(days=60)
SENTENCE = re.compile(r"If (.*), treatment resistance \(.*\) would become (.*)\.")


def _history(trials: list[Trial], severity: str | None = "severe") -> lw.History:
    episode = {} if severity is None else {"severity": severity}
    return lw.history(lw.case_from_dict({"on": ON, "trials": trials, "episode": episode}))


# ------------------------------------------------------------------ one fact, changed in the file


def _label_minimum(trial: Trial) -> lw.Span:
    match = lw.find_drug(trial["drug"])
    assert match.exact is not None
    minimum = match.exact.minimum_for(trial["drug"])
    assert minimum is not None
    return minimum.mg


def _highest(steps: list[Trial]) -> list[Trial]:
    """The steps at the highest dose; a dose that is not recorded may be that."""
    unrecorded = [step for step in steps if "dose_mg" not in step]
    top = max(step.get("dose_mg", 0) for step in steps)
    return unrecorded or [step for step in steps if step["dose_mg"] == top]


def _dose_reaches(trial: Trial, _: str) -> None:
    for part in _highest(trial["steps"]) if "steps" in trial else [trial]:
        part["dose_mg"] = _label_minimum(trial).high


def _dose_stays_below(trial: Trial, _: str) -> None:
    for part in trial.get("steps", [trial]):
        part["dose_mg"] = float(_label_minimum(trial).low or 0) / 2


def _counted_steps(trial: Trial) -> list[Trial]:
    """The steps whose days are counted: those that may reach the minimum, else the highest."""
    if "drug" not in trial or lw.find_drug(trial["drug"]).exact is None:
        return list(trial["steps"])
    least = _label_minimum(trial).low or 0
    may = [step for step in trial["steps"] if step.get("dose_mg", least) >= least]
    return may or _highest(trial["steps"])


def _asked_days(clause: str) -> int:
    found = re.search(r"(\d+) days", clause)
    assert found
    return int(found[1])


def _asked_steps(trial: Trial, clause: str) -> list[Trial]:
    """The steps that a clause speaks of: those at the least dose, or all."""
    return _counted_steps(trial) if "label minimum" in clause else list(trial["steps"])


def _is_long(trial: Trial, clause: str) -> None:
    if "steps" not in trial:
        trial["days"] = _asked_days(clause)
        return
    for step in _asked_steps(trial, clause):
        step["start"], step["stop"] = date(2026, 1, 1), date(2026, 1, 1) + LONG


def _is_short(trial: Trial, clause: str) -> None:
    if "steps" not in trial:
        trial["days"] = _asked_days(clause) - 1
        return
    for step in _asked_steps(trial, clause):
        step["start"] = step["stop"] = date(2026, 1, 1)


def _improved(by: int) -> Callable[[Trial, str], None]:
    def change(trial: Trial, _: str) -> None:
        for key in ("improvement_pct", "best_improvement_pct"):
            if key in trial:
                trial[key] = by
        if "best_improvement_pct" not in trial:
            trial["improvement_pct"] = by

    return change


def _set(**told: str) -> Callable[[Trial, str], None]:
    return lambda trial, _: trial.update(told)


def _not_lost(trial: Trial, _: str) -> None:
    trial.pop("lost_effect", None)
    trial.pop("stopped_for", None)


CHANGES: dict[str, Callable[[Trial, str], None]] = {
    r"the dose of .* was at least its label minimum": _dose_reaches,
    r"the dose of .* was below its label minimum": _dose_stays_below,
    r"the time on .* was at least \d+ days": _is_long,
    r"the time on .* was below \d+ days": _is_short,
    r".* was taken as prescribed": _set(adherence="taken"),
    r".* was not taken as prescribed": _set(adherence="partial"),
    r"the improvement with .* was below 50 %": _improved(49),
    r"the improvement with .* was at least 50 %": _improved(50),
    r"the improvement with .* was below 25 %": _improved(24),
    r"the improvement with .* was at least 25 %": _improved(25),
    r"the improvement with .* was at most 25 %": _improved(25),
    r"the improvement with .* was above 25 %": _improved(26),
    r".* worked and then lost its effect": _set(lost_effect="yes"),
    r".* is not recorded as having lost an effect": _not_lost,
    r".* was tried in the current episode": _set(episode="current"),
    r".* was tried in a past episode": _set(episode="past"),
    r".* is an antidepressant drug on the list": _set(kind="drug", drug="mianserin"),
    r".* is not an antidepressant drug": _set(kind="drug", drug="Spravato"),
    r"the kind of treatment of .* was ect or tms": _set(kind="ect"),
    r"the kind of treatment of .* was not ect nor tms": _set(kind="drug"),
}
SEVERITY = {
    "the severity of the episode was moderate or severe": "severe",
    "the severity of the episode was not moderate nor severe": "mild",
}
FOLLOWED = r"another treatment was begun after .* or added to it"
ONE_MORE: Trial = {
    "id": "added",
    "kind": "drug",
    "drug": "trazodone",
    "dose_mg": 150,
    "days": 42,
    "adherence": "taken",
    "improvement_pct": 0,
    "episode": "current",
}


def _added_to(trial: str) -> Trial:
    return {"id": f"after-{trial}", "kind": "drug", "drug": "lithium", "augments": trial}


def _come_true(trials: list[Trial], clause: str) -> list[Trial]:
    """The case file in which a clause holds."""
    changed = deepcopy(trials)
    if clause.startswith("one more different antidepressant"):
        return [*changed, ONE_MORE, _added_to("added")]
    found = re.search(r"\(trial (\w+)\)", clause)
    assert found, clause
    if re.match(FOLLOWED, clause):
        return [*changed, _added_to(found[1])]
    (trial,) = (one for one in changed if one["id"] == found[1])
    (change,) = (change for pattern, change in CHANGES.items() if re.match(pattern, clause))
    change(trial, clause)
    return changed


def _check(trials: list[Trial], severity: str | None = "severe") -> int:
    told = 0
    for name, result in _history(trials, severity).definitions.items():
        for sentence in result.would_change:
            found = SENTENCE.fullmatch(sentence)
            assert found, sentence
            if found[1] in SEVERITY:
                after = _history(trials, SEVERITY[found[1]]).definitions[name]
            else:
                after = _history(_come_true(trials, found[1]), severity).definitions[name]
            assert after.outcome.words == found[2], sentence
            told += 1
    return told


# ------------------------------------------------------------------ the promise


@settings(max_examples=400)
@given(near_histories, st.sampled_from([None, "severe", "mild"]))
def test_every_sentence_comes_true_when_that_one_fact_is_changed(
    trials: list[Trial], severity: str | None
) -> None:
    _check(trials, severity)


COUNTS: Trial = {**ONE_MORE, "id": "t1", "drug": "sertraline", "dose_mg": 50}
OTHER: Trial = {**ONE_MORE, "id": "t2", "drug": "venlafaxine", "dose_mg": 75}


@pytest.mark.parametrize("pattern", [*CHANGES, *SEVERITY, FOLLOWED])
def test_every_kind_of_sentence_is_told_of_some_history(pattern: str) -> None:
    """No way of changing an answer is checked in vain."""
    histories = [
        [COUNTS, OTHER],
        [COUNTS, {**OTHER, "dose_mg": 10}],
        [COUNTS, {**OTHER, "days": 10}],
        [COUNTS, {**OTHER, "adherence": "partial"}],
        [COUNTS, {**OTHER, "improvement_pct": 60}],
        [COUNTS, {**OTHER, "lost_effect": "yes"}],
        [COUNTS, {**OTHER, "episode": "past"}],
        [COUNTS, {**OTHER, "drug": "sertralin"}],
        [COUNTS, OTHER, _added_to("t1")],
        [COUNTS, {**OTHER, "drug": "sertralin"}, _added_to("t1"), _added_to("t2")],
        [COUNTS, _added_to("t1"), {"id": "t2", "days": 20, "episode": "current"}, _added_to("t2")],
    ]
    sentences = [
        sentence
        for trials in histories
        for severity in (None, "severe")
        for result in _history(trials, severity).definitions.values()
        for sentence in result.would_change
    ]
    assert any(re.match(f"If {pattern}", sentence) for sentence in sentences)


@pytest.mark.parametrize("dose", [None, 25])
def test_days_at_one_dose_are_added_whether_or_not_it_is_enough(dose: int | None) -> None:
    """Raising a dose that was too low changes the dose alone, and not the days."""
    steps: list[Trial] = [
        {"dose_mg": 25},
        {"dose_mg": 25, "start": date(2026, 1, 1), "stop": date(2026, 2, 12)},
    ]
    if dose is None:
        steps = [{**step, "dose_mg": 50} for step in steps]
    timed = {key: told for key, told in COUNTS.items() if key not in ("dose_mg", "days")}
    (finding,) = _history([{**timed, "steps": steps}]).trials
    assert finding.adequate["fda_2018"] is (lw.Outcome.NOT_MET if dose else lw.Outcome.MET)
    _check([{**timed, "steps": steps}, OTHER])


def test_a_trial_not_taken_as_prescribed_leaves_the_answer_unknown() -> None:
    """Partly taken or not known is unknown; it is never a no."""
    changes = _history([COUNTS, OTHER]).definitions["fda_2018"].would_change
    told = [sentence for sentence in changes if "not taken as prescribed" in sentence]
    assert len(told) == 2
    assert all(sentence.endswith("would become unknown.") for sentence in told)


def test_the_dose_of_a_drug_that_nobody_knows_changes_nothing_alone() -> None:
    """Without the drug there is no label minimum that a dose could reach or miss."""
    stranger = {**OTHER, "drug": "sertralin"}
    changes = _history([COUNTS, stranger]).definitions["fda_2018"].would_change
    assert not any("the dose of sertralin" in sentence for sentence in changes)
