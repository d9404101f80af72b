"""The ways out of a phase, each with its rule judged on what a course has come to.

A rule with a fact that is missing or older than a week is unknown, never met. The rule is advice
that is shown with its arithmetic; a person signs the change.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from itertools import takewhile
from typing import Any

from attrs import frozen

from .evaluate import evaluate
from .explain import Explanation, explain
from .facts import Fact, Facts
from .predicates import Predicate
from .programme import Exit, Phase
from .progress import FRESH_DAYS, CourseScores, Total, arithmetic
from .values import Outcome, all_of

SCORED = ("course.improvement_pct", "course.phq9_rise", "course.gain_lost_pct")


@frozen(kw_only=True)
class CourseState:
    """What a course has come to on a day: its totals in order, and the sessions of its phase."""

    scores: CourseScores
    sessions_done: int
    on: date

    @property
    def is_fresh(self) -> bool:
        """Whether the newest total is young enough to decide anything."""
        last = self.scores.since[-1] if self.scores.since else None
        return last is not None and (self.on - last.on).days <= FRESH_DAYS

    def facts(self, phase: Phase, upto: int = 0) -> Facts:
        """What the exits of a phase ask about, as of the last total or so many before it."""
        scored = self.scores.facts(upto)
        known = {name: scored[name] for name in SCORED} if self.is_fresh else {}
        return Facts(
            known
            | {
                "course.sessions_done": Fact(self.sessions_done),
                "course.weeks_stable": Fact(weeks_stable(phase, self)),
            }
        )

    def as_json(self) -> dict[str, Any]:
        """Plain values that can be stored, and judged again years later."""
        begun = self.scores.baseline
        return {
            "on": self.on.isoformat(),
            "sessions_done": self.sessions_done,
            "baseline": _plain(begun) if begun is not None else None,
            "since": [_plain(one) for one in self.scores.since],
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> CourseState:
        """What was stored, to be judged again."""
        begun = kept["baseline"]
        return cls(
            scores=CourseScores(
                baseline=_total(begun) if begun is not None else None,
                since=tuple(_total(one) for one in kept["since"]),
            ),
            sessions_done=kept["sessions_done"],
            on=date.fromisoformat(kept["on"]),
        )


@frozen(kw_only=True)
class JudgedExit:
    """One way out of a phase for one course; ``outcome`` is none where it has no rule."""

    exit: Exit
    outcome: Outcome | None
    explanation: Explanation | None
    lines: tuple[str, ...]

    @property
    def needs_override(self) -> bool:
        """Whether its rule is anything but known and met."""
        return self.outcome is not None and self.outcome is not Outcome.MET

    def __str__(self) -> str:
        said = "no rule: a decision" if self.outcome is None else f"rule {self.outcome.words}"
        return "\n".join((f"{self.exit.words} ({said})", *(f"  {line}" for line in self.lines)))


def judge_exits(phase: Phase, state: CourseState) -> tuple[JudgedExit, ...]:
    """Every way out of a phase, in the order of the programme."""
    return tuple(judge_exit(phase, one, state) for one in phase.exits)


def judge_exit(phase: Phase, one: Exit, state: CourseState) -> JudgedExit:
    """One way out. A rule that must be seen several times is judged on as many of the newest
    totals: one that does not meet it decides, one that is missing leaves it unknown."""
    if one.when is None:
        return JudgedExit(exit=one, outcome=None, explanation=None, lines=())
    outcomes = [_outcome(phase, one.when, state, back) for back in range(max(1, one.seen_times))]
    return JudgedExit(
        exit=one,
        outcome=all_of(outcomes),
        explanation=explain(one.when, state.facts(phase)),
        lines=tuple(_lines(phase, one, state, outcomes)),
    )


def weeks_stable(phase: Phase, state: CourseState) -> int | None:
    """Whole weeks in which the gain was kept: over how many days the newest totals in a row did
    not meet the relapse rule of the phase. Unknown without a gain, a rule or a fresh total."""
    span = _kept(phase, state)
    if span is None:
        return None
    first, last = span
    return (last - first).days // 7


def relapse_exit(phase: Phase) -> Exit | None:
    """The way out that the relapse rule opens: the one that must be seen more than once."""
    return next((one for one in phase.exits if one.when is not None and one.seen_times > 1), None)


def _kept(phase: Phase, state: CourseState) -> tuple[date, date] | None:
    """From which total to which the gain was kept; both the last where it is lost now."""
    scores, rule = state.scores, relapse_exit(phase)
    begun, low = scores.baseline, scores.lowest
    if rule is None or rule.when is None or begun is None or low is None or not state.is_fresh:
        return None
    if low.total >= begun.total:
        return None
    when, rows = rule.when, scores.since
    run = takewhile(
        lambda back: evaluate(when, scores.facts(back)) is Outcome.NOT_MET, range(len(rows))
    )
    oldest = max(run, default=0)
    return rows[len(rows) - 1 - oldest].on, rows[-1].on


def _outcome(phase: Phase, when: Predicate, state: CourseState, back: int) -> Outcome:
    """The rule on the newest total but so many; unknown where there are not as many."""
    if back and back >= len(state.scores.since):
        return Outcome.UNKNOWN
    return evaluate(when, state.facts(phase, back))


def _lines(phase: Phase, one: Exit, state: CourseState, outcomes: list[Outcome]) -> list[str]:
    """The arithmetic that the rule rests on, each part on its line."""
    lines = [*arithmetic(state.scores), f"sessions done in this phase: {state.sessions_done}"]
    since = state.scores.since
    if since and not state.is_fresh:
        late = since[-1].on + timedelta(days=FRESH_DAYS)
        lines.append(f"the last total counted until {late}: it is too old to decide anything")
    if (span := _kept(phase, state)) is not None:
        first, last = span
        weeks = (last - first).days // 7
        lines.append(f"gain kept from {first} to {last}: {weeks} whole weeks")
    if one.seen_times > 1:
        seen = ", ".join(outcome.words for outcome in outcomes)
        lines.append(f"the rule must be met on the {one.seen_times} newest totals: {seen}")
    return lines


def _plain(one: Total) -> dict[str, Any]:
    return {"on": one.on.isoformat(), "total": one.total}


def _total(kept: Mapping[str, Any]) -> Total:
    return Total(on=date.fromisoformat(kept["on"]), total=kept["total"])
