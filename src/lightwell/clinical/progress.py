"""A course as it is looked at: how far the scores moved, and which interval comes next.

Everything here is arithmetic on totals that were recorded; the prescriber decides. What a missing
total leaves open is unknown: no interval is lengthened on it.
"""

from __future__ import annotations

from datetime import date, timedelta
from itertools import takewhile
from typing import Literal

from attrs import frozen

from .errors import InvalidInput
from .evaluate import evaluate
from .explain import Explanation, explain
from .facts import Fact, Facts, Value
from .programme import Exit, Phase
from .values import Outcome

Step = Literal["lengthen", "keep", "shorten", "relapse", "unknown"]
FRESH_DAYS = 7  # decision of this project: a total older than this decides nothing


@frozen(kw_only=True)
class Total:
    """One total of the course's instrument on its day."""

    on: date
    total: int


@frozen(kw_only=True)
class CourseScores:
    """The totals of one course: the one before the first dose, and those since, in order."""

    baseline: Total | None
    since: tuple[Total, ...] = ()

    def __attrs_post_init__(self) -> None:
        days = [one.on for one in (self.baseline, *self.since) if one is not None]
        if days != sorted(days):
            raise InvalidInput("the totals of the course are not in order of their days.")

    @property
    def lowest(self) -> Total | None:
        """The best total since the first dose; the earliest of equals."""
        return min(self.since, key=lambda one: one.total, default=None)

    def facts(self, upto: int = 0) -> Facts:
        """What the rules of a programme ask about a course, as of its last total.

        ``upto`` leaves out that many of the newest totals, to ask what was so before.
        """
        rows = self.since[: len(self.since) - upto]
        last = rows[-1].total if rows else None
        low = min((one.total for one in rows), default=None)
        begun = self.baseline.total if self.baseline else None
        known: dict[str, Value | None] = {
            "course.improvement_pct": _share(begun, last, begun),
            "course.phq9_rise": None if last is None or low is None else last - low,
            "course.gain_lost_pct": _lost(begun, low, last),
        }
        return Facts({name: Fact(value) for name, value in known.items()})


def _share(begun: int | None, last: int | None, whole: int | None) -> float | None:
    """How much of the baseline is gone, in percent; none of a baseline of 0."""
    if begun is None or last is None or not whole:
        return None
    return 100 * (begun - last) / whole


def _lost(begun: int | None, low: int | None, last: int | None) -> float | None:
    """The part of the gain that is gone again; unknown where nothing was gained."""
    if begun is None or low is None or last is None or low >= begun:
        return None
    return 100 * (last - low) / (begun - low)


@frozen(kw_only=True)
class IntervalProposal:
    """The interval that the programme's steps propose next, with its arithmetic in words."""

    step: Step
    current_days: int
    next_days: int | None
    next_on: date | None
    lines: tuple[str, ...]
    explanation: Explanation | None

    def __str__(self) -> str:
        told = {
            "lengthen": f"Lengthen to {self.next_days} days",
            "keep": f"Keep {self.next_days} days",
            "shorten": f"Shorten to {self.next_days} days",
            "relapse": "The relapse rule is met: a decision is needed, no interval is proposed",
            "unknown": "No interval is proposed: a total is missing or older than a week",
        }[self.step]
        return "\n".join((told, *(f"  {line}" for line in self.lines), "The prescriber decides."))

    def as_json(self) -> dict[str, object]:
        """The shape of the command line and of the API."""
        return {
            "step": self.step,
            "current_days": self.current_days,
            "next_days": self.next_days,
            "next_on": self.next_on.isoformat() if self.next_on else None,
            "lines": list(self.lines),
        }


def propose_interval(
    phase: Phase, scores: CourseScores, *, current_days: int, last_session: date, on: date
) -> IntervalProposal:
    """The next interval of a maintenance phase, from the trend of the totals.

    The relapse rule of the phase, seen as often as it asks, proposes no interval; seen less
    often it shortens by one step. Steady totals lengthen by one step. A total that is missing,
    older than a week or without a baseline decides nothing.
    """
    steps = phase.interval_steps_days
    if current_days not in steps:
        known = ", ".join(str(one) for one in steps) or "none"
        raise InvalidInput(f"interval: {current_days} days is no step of {phase.id}: use {known}.")
    last = scores.since[-1] if scores.since else None
    relapse = next(
        (one for one in phase.exits if one.when is not None and one.seen_times > 1), None
    )
    lines = arithmetic(scores)

    def made(step: Step, days: int | None) -> IntervalProposal:
        when = last_session + timedelta(days=days) if days else None
        told = (*lines, f"{last_session} + {days} days = {when}") if days else lines
        return IntervalProposal(
            step=step,
            current_days=current_days,
            next_days=days,
            next_on=when,
            lines=told,
            explanation=_why(relapse, scores),
        )

    if last is None or scores.baseline is None or (on - last.on).days > FRESH_DAYS:
        return made("unknown", None)
    seen = _times_seen(relapse, scores)
    if relapse is not None and seen >= relapse.seen_times:
        return made("relapse", None)
    here = steps.index(current_days)
    if seen:
        return made("shorten", steps[max(0, here - 1)])
    if here + 1 == len(steps):
        return made("keep", current_days)
    return made("lengthen", steps[here + 1])


def _why(rule: Exit | None, scores: CourseScores) -> Explanation | None:
    """The relapse rule on the newest total."""
    return explain(rule.when, scores.facts()) if rule is not None and rule.when else None


def _times_seen(rule: Exit | None, scores: CourseScores) -> int:
    """On how many of the newest totals in a row the rule is met."""
    if rule is None or rule.when is None:
        return 0
    when = rule.when
    outcomes = (evaluate(when, scores.facts(left_out)) for left_out in range(len(scores.since)))
    return sum(1 for _ in takewhile(lambda outcome: outcome is Outcome.MET, outcomes))


def arithmetic(scores: CourseScores) -> tuple[str, ...]:
    """The totals, the best of them, and what was gained and lost, each on its line."""
    lines = []
    if scores.baseline is not None:
        lines.append(f"before the first dose: {scores.baseline.total} on {scores.baseline.on}")
    if scores.lowest is not None:
        last = scores.since[-1]
        lines.append(f"lowest since: {scores.lowest.total} on {scores.lowest.on}")
        lines.append(f"last: {last.total} on {last.on}")
        lines.append(
            f"rise: {last.total} − {scores.lowest.total} = {last.total - scores.lowest.total}"
        )
        lost = _lost(
            scores.baseline.total if scores.baseline else None, scores.lowest.total, last.total
        )
        if lost is not None and scores.baseline is not None:
            gain = scores.baseline.total - scores.lowest.total
            rise = last.total - scores.lowest.total
            lines.append(f"part of the gain that is lost: {rise} ÷ {gain} = {lost:.0f} %")
    return tuple(lines)
