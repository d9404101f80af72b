"""What a recorded trial says, worked out into the facts that the definitions ask about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from .casefile import Step, Trial
from .facts import UNKNOWN, Fact, Facts, Number, Span
from .formulary import DrugMatch, MinimumDose, find_drug

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


def facts_about(trial: Trial, on: date | None) -> Facts:
    """The facts of one trial; ``on`` closes a course that still goes on."""
    match = _drug_of(trial)
    minimum = match.exact.minimum_for(match.text) if match and match.exact else None
    steps = _steps_of(trial, on)
    known = {
        "trial.kind": Fact(trial.kind),
        "trial.ingredient": Fact(_ingredient(trial, match)),
        "trial.is_antidepressant": Fact(_is_antidepressant(trial, match)),
        "trial.is_augmentation": Fact(trial.augments is not None),
        "trial.label_minimum_mg": Fact(minimum.mg) if minimum else UNKNOWN,
        "trial.highest_dose_mg": Fact(_highest(steps)),
        "trial.days_at_adequate_dose": Fact(_days(steps, minimum)),
        "trial.taken_as_prescribed": Fact(True if trial.adherence == "taken" else None),
        "trial.in_current_episode": Fact(_EPISODES.get(trial.episode or "")),
        "trial.response_pct": Fact(_response(trial)),
        "trial.effect_was_lost": Fact(_effect_was_lost(trial)),
    }
    return Facts(known, name=trial.name)


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


def _is_antidepressant(trial: Trial, match: DrugMatch | None) -> bool | None:
    if trial.kind not in (None, "drug"):
        return False
    return match.exact.antidepressant if match and match.exact else None


# ------------------------------------------------------------------ dose and days


Course = tuple[Span, Span, Step]  # dose, days, and the dates where there are any


def _steps_of(trial: Trial, on: date | None) -> list[Course]:
    if not trial.steps:
        return [(_exactly(trial.dose_mg), _exactly(trial.days), Step())]
    latest = max((step.start for step in trial.steps if step.start), default=None)
    courses = []
    for step in trial.steps:
        goes_on = step.start == latest and trial.stopped_for == "ongoing"
        stop = step.stop or (on if goes_on else None)
        dated = Step(step.dose_mg, step.start, stop)
        courses.append((_exactly(step.dose_mg), _length(dated), dated))
    return courses


def _exactly(value: Number | None) -> Span:
    return Span(0) if value is None else Span.exactly(value)


def _length(step: Step) -> Span:
    if step.start is None or step.stop is None:
        return Span(0)
    return Span.exactly((step.stop - step.start).days)


def _highest(courses: list[Course]) -> Span | None:
    """The highest dose; with one dose unrecorded it is only known to be at least the others."""
    lows = [dose.low or 0 for dose, _, _ in courses]
    if any(dose.high is None for dose, _, _ in courses):
        return Span(max(lows)) if max(lows) else None
    return Span.exactly(max(lows))


def _days(courses: list[Course], minimum: MinimumDose | None) -> Span | None:
    """Days at the label minimum or more; where no dose surely reaches it, at the likeliest dose.

    The dose itself is judged on its own, so a trial at too low a dose is not also told to be
    too short.
    """
    sure = [one for one in courses if minimum and _reaches(one[0], minimum.mg) is True]
    may = [one for one in courses if not minimum or _reaches(one[0], minimum.mg) is None]
    if sure:
        total, wider = _together(sure), _together([*sure, *may])
        return Span(total.low, wider.high)
    if not may:
        return _recorded(_together([one for one in courses if one[0] == _top(courses)]))
    shortest = min(one[1].low or 0 for one in may)
    return _recorded(Span(shortest, _together(may).high))


def _recorded(days: Span) -> Span | None:
    return days if days.low or days.high is not None else None


def _top(courses: list[Course]) -> Span:
    return max((dose for dose, _, _ in courses), key=lambda dose: dose.low or 0)


def _reaches(dose: Span, minimum: Span) -> bool | None:
    if dose.low is not None and minimum.high is not None and dose.low >= minimum.high:
        return True
    if dose.high is not None and minimum.low is not None and dose.high < minimum.low:
        return False
    return None


def _together(courses: list[Course]) -> Span:
    """Days of several steps together; days on which two steps overlap count once."""
    if len(courses) == 1:
        return courses[0][1]
    known = _union(step for _, _, step in courses)
    return Span(known) if any(days.high is None for _, days, _ in courses) else Span.exactly(known)


def _union(steps: Iterable[Step]) -> int:
    spells = sorted((s.start, s.stop) for s in steps if s.start is not None and s.stop is not None)
    total, reached = 0, date.min
    for start, stop in spells:
        begin = max(start, reached)
        if stop > begin:
            total += (stop - begin).days
            reached = stop
    return total


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
