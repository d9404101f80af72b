"""What speaks for asking somebody back: the rule of the programme, and a sudden jump of a total.

A signal is a reason to ask, on totals as they were recorded. Between review points it says higher
than before; what that means is decided at a review.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import takewhile
from typing import Literal

from attrs import frozen

from .evaluate import evaluate
from .outcomes import change_in_score
from .programme import Exit, Programme
from .progress import CourseScores, Total
from .questionnaires import instrument
from .relapses import relapse
from .values import Outcome

Kind = Literal["rule", "limit", "jump"]


@frozen(kw_only=True)
class Signal:
    """One reason to ask a person back: since which total, and its arithmetic."""

    kind: Kind
    since: date
    lines: tuple[str, ...]

    @property
    def words(self) -> str:
        """The numbers in one sentence."""
        return "; ".join(self.lines)


def relapse_signals(
    name: str, programme: Programme | None, scores: CourseScores
) -> tuple[Signal, ...]:
    """Every signal that the newest total gives; none without a total.

    ``rule``: the rule by which a phase of the programme goes back, seen as often as it asks.
    ``limit``: the limit of the instrument, after the person had been well.
    ``jump``: worse than the total before by the instrument's limit of deterioration.
    """
    if not scores.since:
        return ()
    return (*_by_rule(programme, scores), *_by_limit(name, scores), *_by_jump(name, scores))


def _by_rule(programme: Programme | None, scores: CourseScores) -> Iterator[Signal]:
    for rule in _rules(programme):
        run = _met_in_a_row(rule, scores)
        if len(run) >= rule.seen_times:
            yield Signal(kind="rule", since=run[0].on, lines=_arithmetic(scores, len(run)))
            return


def _rules(programme: Programme | None) -> list[Exit]:
    """The rules of relapse: those that are to be seen more than once before they count."""
    phases = programme.phases if programme is not None else ()
    exits = (one for phase in phases for one in phase.exits)
    return [one for one in exits if one.when is not None and one.seen_times > 1]


def _met_in_a_row(rule: Exit, scores: CourseScores) -> tuple[Total, ...]:
    """The newest totals on which the rule was met, one after the other, in order."""
    assert rule.when is not None
    when = rule.when

    def is_met(left_out: int) -> bool:
        return evaluate(when, scores.facts(left_out)) is Outcome.MET

    count = sum(1 for _ in takewhile(is_met, range(len(scores.since))))
    return scores.since[len(scores.since) - count :]


def _arithmetic(scores: CourseScores, seen: int) -> tuple[str, ...]:
    last, low = scores.since[-1], scores.lowest
    assert low is not None
    rise = last.total - low.total
    lines = [
        f"{last.total} on {_day(last.on)}, {rise} above the lowest ({low.total} on {_day(low.on)})"
    ]
    begun = scores.baseline
    if begun is not None and begun.total > low.total:
        gain = begun.total - low.total
        lines.append(f"{100 * rise / gain:.0f} % of a gain of {gain} is gone")
    return (*lines, f"the programme's rule is met on {seen} totals in a row")


def _by_limit(name: str, scores: CourseScores) -> Iterator[Signal]:
    found = relapse(name, scores)
    if found.outcome is Outcome.MET:
        yield Signal(kind="limit", since=scores.since[-1].on, lines=found.lines)


def _by_jump(name: str, scores: CourseScores) -> Iterator[Signal]:
    before = scores.since[-2] if len(scores.since) > 1 else scores.baseline
    last = scores.since[-1]
    if before is None:
        return
    change = change_in_score(name, before.total, last.total)
    limits = instrument(name).change
    if change.is_deterioration and limits is not None:
        then = f"{before.total} on {_day(before.on)}"
        worse = f"{last.total} on {_day(last.on)}, {abs(change.change)} worse than {then}"
        limit = f"{limits.deterioration} or more is a flag"
        yield Signal(kind="jump", since=last.on, lines=(worse, limit))


def _day(day: date) -> str:
    return f"{day:%d-%b-%Y}"
