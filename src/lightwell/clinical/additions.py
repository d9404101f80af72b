"""One treatment beside another: added to it, begun after it, or taken at the same time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from .casefile import Trial
from .exposure import Course, days_at, days_in_all, reaches
from .facts import Fact, Span
from .formulary import Drug, find_drug
from .library import library

# Local policy: an antidepressant that is added and has no number of its own for that is judged
# as a trial of its own would be.
SIX_WEEKS = 42
TALKED = ("psychotherapy", "lifestyle")
NO_DRUGS = (*TALKED, "ect", "tms")


def facts_of_addition(
    trial: Trial, drug: Drug | None, courses: list[Course], label_minimum: Span | None
) -> dict[str, Fact]:
    """Whether an addition reached the least dose or level, its days there, and the least days."""
    if trial.kind in NO_DRUGS:
        return {"trial.addition_is_enough": Fact(False)}
    agent = library().courses.agents.get(drug.id) if drug else None
    if agent is not None and agent.level is not None:
        level = Span() if trial.level is None else Span.exactly(trial.level)
        enough, days, least = reaches(level, agent.level), days_in_all(courses), agent.days
    else:
        dose = agent.dose_mg if agent else label_minimum
        least = agent.days if agent else Span.exactly(SIX_WEEKS)
        enough, days = _reached(courses, dose), days_at(courses, dose)
    known = {"trial.addition_is_enough": Fact(enough), "trial.days_as_addition": Fact(days)}
    if agent is not None or label_minimum is not None:
        known["trial.least_days_as_addition"] = Fact(least)
    return known


def _reached(courses: list[Course], least: Span | None) -> bool | None:
    if least is None:
        return None
    found = {reaches(dose, least) for dose, _, _ in courses}
    if True in found:
        return True
    return None if None in found else False


def another_followed(trial: Trial, others: Sequence[Trial]) -> bool | None:
    """Whether another treatment surely began after this one, or was added to it.

    Without dates the order is not known; that nothing followed is not known either.
    """
    begun = _first_day(trial)
    for other in others:
        if other.kind in TALKED or _is_same(trial, other):
            continue
        later = _first_day(other)
        if other.augments == trial.id or (begun and later and begun < later):
            return True
    return None


def _is_same(trial: Trial, other: Trial) -> bool:
    """Whether both name one drug of the list: a second course of it is no other treatment."""
    one, two = (find_drug(told.drug or "").exact for told in (trial, other))
    return one is not None and one is two


def _first_day(trial: Trial) -> date | None:
    return min((step.start for step in trial.steps if step.start), default=None)


def together_with(trial: Trial, others: Sequence[Trial]) -> Iterator[tuple[str, int]]:
    """Trials whose dated courses share days with this one, and how many; additions left out."""
    for other in others:
        if trial.id in (other.augments, other.id) or trial.augments == other.id:
            continue
        shared = sum(
            max(0, (min(one.stop, two.stop) - max(one.start, two.start)).days)
            for one in trial.steps
            for two in other.steps
            if one.start and one.stop and two.start and two.stop
        )
        if shared:
            yield other.id, shared
