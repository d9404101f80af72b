"""What a recorded trial says, worked out into the facts that the definitions ask about."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from .additions import another_followed, facts_of_addition
from .casefile import Case, Trial
from .exposure import courses_of, days_at, days_in_all, highest_dose, rose_after
from .facts import Fact, Facts, Span
from .formulary import Drug, DrugMatch, find_drug
from .library import library

# Local policy for what is told besides: six weeks as in both definitions, and a response as half.
SIX_WEEKS = 42
HALF = 50

KIND_WORDS = {
    "psychotherapy": "psychotherapy",
    "ect": "electroconvulsive therapy",
    "tms": "transcranial magnetic stimulation",
    "ketamine": "ketamine",
    "esketamine": "esketamine",
    "lifestyle": "a lifestyle plan",
}


def subjects_of(case: Case) -> tuple[Facts, ...]:
    """The facts of each trial of a case, in the order recorded."""
    return tuple(
        facts_about(trial, case.on, [one for one in case.trials if one is not trial])
        for trial in case.trials
    )


def facts_about(trial: Trial, on: date | None, others: Sequence[Trial] = ()) -> Facts:
    """The facts of one trial; ``on`` closes a course that still goes on."""
    match = _drug_of(trial)
    drug = match.exact if match else None
    minimum = drug.minimum_for(match.text) if match and drug else None
    least = minimum.mg if minimum else None
    steps = courses_of(trial, on)
    known = {
        "trial.kind": Fact(trial.kind or ("drug" if trial.drug else None)),
        "trial.ingredient": Fact(_ingredient(trial, match)),
        "trial.family": Fact(_family(trial, drug)),
        "trial.is_antidepressant": Fact(_is_antidepressant(trial, match)),
        "trial.is_augmentation": Fact(trial.augments is not None),
        "trial.label_minimum_mg": Fact(least),
        "trial.highest_dose_mg": Fact(highest_dose(steps)),
        "trial.days_at_adequate_dose": Fact(days_at(steps, least)),
        "trial.days_in_all": Fact(days_in_all(steps)),
        "trial.dose_was_raised": Fact(rose_after(steps, least)),
        "trial.another_followed": Fact(another_followed(trial, others)),
        "trial.adherence": Fact(trial.adherence),
        "trial.taken_as_prescribed": Fact(True if trial.adherence == "taken" else None),
        "trial.in_current_episode": Fact(_EPISODES.get(trial.episode or "")),
        "trial.response_pct": Fact(_response(trial)),
        "trial.effect_was_lost": Fact(_effect_was_lost(trial)),
        "trial.lost_effect": Fact(trial.lost_effect),
        "trial.laterality": Fact(trial.laterality),
        "trial.sessions": Fact(trial.sessions),
        "trial.least_sessions": library().courses.least_sessions(trial.kind, trial.laterality),
    }
    return Facts(known | facts_of_addition(trial, drug, steps, least), name=trial.name)


_EPISODES = {"current": True, "past": False}


def _drug_of(trial: Trial) -> DrugMatch | None:
    if trial.kind not in (None, "drug") or trial.drug is None:
        return None
    return find_drug(trial.drug)


def _ingredient(trial: Trial, match: DrugMatch | None) -> str | None:
    """What makes two trials the same: the ingredient; another kind of treatment is its own."""
    if match is not None:
        return match.exact.id if match.exact else None
    return None if trial.kind in (None, "drug") else f"{trial.kind} {trial.id}"


def _family(trial: Trial, drug: Drug | None) -> str | None:
    """The class as the stagings tell it apart; electroconvulsive therapy is one of its own."""
    if trial.kind == "ect":
        return "ECT"
    return library().formulary.family_of(drug) if drug else None


def _is_antidepressant(trial: Trial, match: DrugMatch | None) -> bool | None:
    if trial.kind not in (None, "drug"):
        return False
    return match.exact.antidepressant if match and match.exact else None


# ------------------------------------------------------------------ response


def _response(trial: Trial) -> Span | None:
    """The best improvement where recorded; else that at the end, which is what a rule judges."""
    if trial.best_improvement_pct is not None:
        return Span.exactly(trial.best_improvement_pct)
    if trial.improvement_pct is not None:
        return Span.exactly(trial.improvement_pct)
    return None


def _effect_was_lost(trial: Trial) -> bool | None:
    """Whether the record says so: silence is not a lost effect, yes and no at once is unknown."""
    if trial.lost_effect is False and trial.stopped_for == "lost_effect":
        return None
    return trial.lost_effect is True or trial.stopped_for == "lost_effect" or _fell(trial)


def _fell(trial: Trial) -> bool:
    best, end = trial.best_improvement_pct, trial.improvement_pct
    return best is not None and end is not None and best >= HALF > end


# ------------------------------------------------------------------ told, though not counted


def reports_on(trial: Trial, subject: Facts) -> Iterator[tuple[str, str]]:
    """What a reader should be told about a trial beyond whether it counts."""
    name = subject.name
    if trial.kind not in (None, "drug"):
        what = KIND_WORDS[str(trial.kind)]
        yield "not_a_drug", f"{name}: {what} is not counted as an antidepressant drug trial."
    elif subject["trial.is_antidepressant"].value is False:
        yield "not_a_drug", f"{name}: is not counted as an antidepressant drug trial."
    elif not subject["trial.ingredient"].is_known:
        yield "unknown_drug", _unknown_drug(trial)
    if trial.augments is not None:
        yield "augmentation", f"{name}: added to trial {trial.augments}; not a trial of its own."
    if trial.episode == "past":
        yield "past_episode", f"{name}: tried in a past episode; not counted for this one."
    if trial.stopped_for == "intolerance":
        yield "intolerance", _intolerance(name, subject)
    if subject["trial.effect_was_lost"].value is True:
        yield "lost_effect", f"{name}: worked and then lost its effect; not a failure to respond."


def _unknown_drug(trial: Trial) -> str:
    if trial.drug is None:
        return f"{trial.name}: the drug is not recorded."
    near = " or ".join(drug.name for drug in find_drug(trial.drug).suggestions)
    hint = f" Did you mean {near}?" if near else ""
    return f"{trial.name}: {trial.drug!r} is not on the drug list.{hint}"


def _intolerance(name: str, subject: Facts) -> str:
    days = subject["trial.days_at_adequate_dose"].as_span()
    if days.high is not None and days.high < SIX_WEEKS:
        return f"{name}: stopped for intolerance before six weeks; not counted."
    return f"{name}: stopped for intolerance."
