"""How far treatment resistance goes by the published stagings, over the same judged trials.

An unknown trial or fact gives a range from what is sure to what is possible, and says what is
missing; a stage is never taken from what is only sure.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from attrs import evolve, field, frozen

from . import values
from .casefile import Case
from .episodefacts import facts_of
from .evaluate import evaluate, groups_of
from .explain import Explanation, explain
from .exposure import Course, courses_of, days_together
from .facts import Fact, Facts, Number, Span
from .judging import first_of_each_drug, unknown_claims
from .library import library
from .predicates import CountAtLeast, Predicate
from .stagingfile import DIFFERENT, Item, Rung, Staging
from .values import Outcome

NOTHING_RECORDED = "No trial is recorded: record every treatment that was tried."
COUNTS = "it counts as a trial that failed"
Answer = str | Number | None
Lack = str | tuple[Predicate, Facts]


@frozen
class StagedPart:
    """One rung or one item of a staging: what it asks, and what is sure and possible of it."""

    id: str
    title: str
    low: Number
    high: Number
    outcome: Outcome


@frozen
class StagedTrial:
    """One trial under a staging: whether it counts as failed, and each claim that was asked of it.

    ``again`` is the earlier trial of the same drug that counts instead, if there is one.
    """

    trial: str
    name: str
    outcome: Outcome
    again: str
    claims: tuple[Explanation, ...]


@frozen
class Staged:
    """What one staging answers: exactly, or from ``low`` to ``high`` with what is ``missing``.

    ``lacking`` holds what is not known: a question, or a claim and whom it is about. What is
    missing, and why each trial counts or not, is put into words when somebody asks.
    """

    staging: Staging
    value: Answer
    low: Answer
    high: Answer
    band: str
    parts: tuple[StagedPart, ...]
    counted: tuple[str, ...]
    possible: tuple[str, ...]
    notes: tuple[str, ...]
    lacking: tuple[Lack, ...] = field(repr=False)
    subjects: Mapping[str, Facts] = field(repr=False)
    again: Mapping[str, str] = field(repr=False)

    @cached_property
    def missing(self) -> tuple[str, ...]:
        """What would have to be known for an exact answer."""
        told: list[str] = []
        for one in self.lacking:
            told += [one] if isinstance(one, str) else unknown_claims(explain(*one))
        return tuple(dict.fromkeys(told))

    @cached_property
    def trials(self) -> tuple[StagedTrial, ...]:
        """Every trial in the order recorded, with the claims that decide what it is here."""
        return tuple(self._trial(*one) for one in self.subjects.items())

    def _trial(self, trial: str, subject: Facts) -> StagedTrial:
        where = self.staging.where
        items = self.staging.items
        asked = {COUNTS: where}
        asked |= {one.title: one.count for one in items if one.count not in (None, where)}
        claims = tuple(explain(rule, subject).called(claim) for claim, rule in asked.items())
        again = self.again.get(trial, "")
        return StagedTrial(trial, subject.name, claims[0].outcome, again, claims)

    @property
    def words(self) -> str:
        """The answer as it is printed: exact, a range, or why there is none."""
        if self.value is not None:
            return f"{self.value}, {self.band}" if self.band else str(self.value)
        if self.low is None and self.high is None:
            return "not staged"
        if self.low is None:
            return f"not staged, or up to {self.high}"
        return f"from {self.low} to {self.high}"

    def as_json(self) -> dict[str, object]:
        """The shape of the command line and of the API."""
        band = {"band": self.band or None} if self.staging.bands else {}
        return {
            self.staging.answer: self.value,
            **band,
            "low": self.low,
            "high": self.high,
            "parts": [_part_as_json(part, self.staging) for part in self.parts],
            "counted": list(self.counted),
            "possible": list(self.possible),
            "missing": list(self.missing),
            "notes": list(self.notes),
            "assumes": list(self.staging.assumes),
            "provenance": self.staging.header.note,
        }


def _part_as_json(part: StagedPart, staging: Staging) -> dict[str, object]:
    told: dict[str, object] = {"id": part.id, "title": part.title}
    if staging.rungs:
        return told | {"outcome": part.outcome.value}
    return told | {"low": part.low, "high": part.high}


def staging(case: Case) -> Mapping[str, Staged]:
    """How far resistance goes by each published staging."""
    return stage_trials(case, facts_of(case), library().stagings)


def stage_trials(case: Case, facts: Facts, stagings: Mapping[str, Staging]) -> Mapping[str, Staged]:
    """The answer of each staging about one case; ``facts`` holds its judged trials."""
    subjects = dict(zip((trial.id for trial in case.trials), facts.each("trials"), strict=True))
    courses = {trial.id: courses_of(trial, case.on) for trial in case.trials}
    return {name: _stage(facts, one, subjects, courses) for name, one in stagings.items()}


def _stage(
    facts: Facts,
    staging: Staging,
    subjects: Mapping[str, Facts],
    courses: Mapping[str, list[Course]],
) -> Staged:
    outcomes = {trial: evaluate(staging.where, subject) for trial, subject in subjects.items()}
    again = first_of_each_drug(outcomes, subjects)
    first = {trial: outcome for trial, outcome in outcomes.items() if trial not in again}
    staged = Staged(
        staging=staging,
        value=None,
        low=None,
        high=None,
        band="",
        parts=(),
        counted=tuple(trial for trial, one in first.items() if one is Outcome.MET),
        possible=tuple(trial for trial, one in first.items() if one is Outcome.UNKNOWN),
        notes=(),
        lacking=(NOTHING_RECORDED,),
        subjects=subjects,
        again=again,
    )
    if not subjects:
        return staged
    known = {**facts.known, "history.resistant_days": Fact(_resistant_days(courses, outcomes))}
    told = Facts(known, facts.lists, facts.name)
    return _climb(staged, told) if staging.rungs else _add_up(staged, told)


def _resistant_days(courses: Mapping[str, list[Course]], outcomes: Mapping[str, Outcome]) -> Span:
    """Days on the trials that count: at least those that surely do, at most all that may."""
    sure = days_together(courses[one] for one, out in outcomes.items() if out is Outcome.MET)
    may = days_together(courses[one] for one, out in outcomes.items() if out is not Outcome.NOT_MET)
    return Span(sure.low, may.high)


# ------------------------------------------------------------------ a ladder


def _climb(staged: Staged, facts: Facts) -> Staged:
    rungs = staged.staging.rungs
    own = {rung.stage: evaluate(rung.whole, facts) for rung in rungs}
    holds: dict[str, Outcome] = {}
    for rung in rungs:
        below = holds[rung.above] if rung.above else Outcome.MET
        holds[rung.stage] = values.all_of((own[rung.stage], below))
    low = _last(holds, (Outcome.MET,)) or staged.staging.none
    high = _last(holds, (Outcome.MET, Outcome.UNKNOWN)) or staged.staging.none
    days = facts["history.resistant_days"].as_span()
    return evolve(
        staged,
        value=low if low == high else None,
        low=low,
        high=high,
        parts=tuple(_as_part(rung, holds[rung.stage]) for rung in rungs),
        lacking=tuple(
            (rung.whole, facts) for rung in rungs if holds[rung.stage] is Outcome.UNKNOWN
        ),
        notes=(*_skipped(rungs, own, holds), *_weeks(rungs, low, high, days)),
    )


def _last(holds: Mapping[str, Outcome], wanted: tuple[Outcome, ...]) -> str:
    return next((stage for stage in reversed(list(holds)) if holds[stage] in wanted), "")


def _as_part(rung: Rung, holds: Outcome) -> StagedPart:
    sure, may = holds is Outcome.MET, holds is not Outcome.NOT_MET
    return StagedPart(rung.stage, rung.title, int(sure), int(may), holds)


def _skipped(
    rungs: tuple[Rung, ...], own: Mapping[str, Outcome], holds: Mapping[str, Outcome]
) -> list[str]:
    """A stage whose own claim is met while one below it is not: told, and not counted."""
    told = []
    for rung in rungs:
        if own[rung.stage] is Outcome.MET and holds[rung.stage] is not Outcome.MET:
            gap = next(one for one in rungs if holds[one.stage] is not Outcome.MET)
            told.append(
                f"Stage {rung.stage} is not reached although {rung.title}: stage {gap.stage} "
                f"({gap.title}) is {holds[gap.stage].words}, and each stage asks for the one "
                "before it."
            )
    return told


def _weeks(rungs: tuple[Rung, ...], low: str, high: str, days: Span) -> list[str]:
    """A warning where the time on the failed trials lies outside the band of the stage."""
    rung = next((one for one in rungs if one.stage == low == high), None)
    if rung is None or rung.weeks is None or days.low is None or not days.is_exact:
        return []
    weeks, (first, last) = days.low / 7, rung.weeks
    if first <= weeks <= last:
        return []
    told = (
        f"The trials that failed lasted {weeks:.0f} weeks together; the band of {rung.stage} is "
        f"{first} to {last} weeks. Check the number of trials and their length."
    )
    return [told]


# ------------------------------------------------------------------ a sum


def _add_up(staged: Staged, facts: Facts) -> Staged:
    """The sum of the items; where a needed one may be none, the low end is "not staged"."""
    staging = staged.staging
    numbers = [(item, *_number(item, facts)) for item in staging.items]
    parts = tuple(_as_points(item, low, high) for item, low, high, _ in numbers)
    may_not_apply = [item for item, low, _, _ in numbers if item.is_needed and low == 0]
    cannot_apply = [item for item, _, high, _ in numbers if item.is_needed and high == 0]
    least = None if may_not_apply else _tidy(sum(part.low for part in parts))
    most = None if cannot_apply else _tidy(sum(part.high for part in parts))
    lacking = tuple(one for *_, lacks in numbers for one in lacks)
    is_one_band = least is not None and most is not None
    bands = {staging.band_of(least or 0), staging.band_of(most or 0)}
    return evolve(
        staged,
        value=least if least == most else None,
        low=least,
        high=most,
        band=bands.pop() if is_one_band and len(bands) == 1 else "",
        parts=parts,
        lacking=() if cannot_apply else lacking,
        notes=tuple(
            f"{item.title}: none for sure; without one the method does not apply."
            for item in may_not_apply
        ),
    )


def _as_points(item: Item, low: Number, high: Number) -> StagedPart:
    outcome = Outcome.MET if low == high else Outcome.UNKNOWN
    points = (_tidy(item.points(low)), _tidy(item.points(high)))
    return StagedPart(item.id, item.title, *points, outcome)


def _number(item: Item, facts: Facts) -> tuple[Number, Number, tuple[Lack, ...]]:
    """How many there surely are, how many there may be, and what is lacking to know."""
    if item.count is None:
        span = facts[item.fact].as_span()
        low = item.steps[0][0] if span.low is None else span.low
        high = item.most if span.high is None else span.high
        return low, high, () if span.is_exact else (item.ask,)
    rule = CountAtLeast(1, "trials", DIFFERENT, item.count)
    sure, may = 0, 0
    lacks: list[Lack] = []
    for group in groups_of(rule, facts).values():
        outcome = values.any_of(evaluate(item.count, subject) for subject in group)
        sure += outcome is Outcome.MET
        if outcome is Outcome.UNKNOWN:
            may += 1
            lacks += [(item.count, subject) for subject in group]
    return sure, sure + may, tuple(lacks)


def _tidy(number: Number) -> Number:
    """A whole number without its decimal point."""
    return int(number) if number == int(number) else number
