"""Ask one person's facts whether a rule is met: the reference reader of the predicate algebra."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from . import values
from .facts import Fact, Facts, Span
from .predicates import (
    Above,
    AllOf,
    AnyOf,
    AtLeast,
    AtMost,
    Below,
    Between,
    CountAtLeast,
    Equals,
    IsTrue,
    NoneOf,
    OneOf,
    Predicate,
)
from .values import Outcome


def evaluate(predicate: Predicate, facts: Facts) -> Outcome:
    """Met, not met or unknown for this subject. A missing fact is unknown, never a no."""
    kind = type(predicate)
    if kind in _LEAVES:
        return _LEAVES[kind](predicate, facts)
    done = facts.evaluated.get(predicate)
    if done is None:
        done = facts.evaluated[predicate] = _group(predicate, facts)
    return done


def _group(predicate: Predicate, facts: Facts) -> Outcome:
    match predicate:
        case AllOf(claims):
            return values.all_of(evaluate(claim, facts) for claim in claims)
        case AnyOf(claims):
            return values.any_of(evaluate(claim, facts) for claim in claims)
        case NoneOf(claims):
            return values.none_of(evaluate(claim, facts) for claim in claims)
        case _:
            assert isinstance(predicate, CountAtLeast)  # the one kind that is left
            return _count(predicate, facts)


def evaluate_leaf(predicate: Predicate, facts: Facts) -> Outcome:
    """A claim about a single fact."""
    reader = _LEAVES.get(type(predicate))
    if reader is None:
        raise TypeError(f"{type(predicate).__name__} is not a claim about one fact.")
    return reader(predicate, facts)


def _is_true(claim: IsTrue, facts: Facts) -> Outcome:
    value = facts[claim.fact].value
    if value is True:
        return Outcome.MET
    return Outcome.NOT_MET if value is False else Outcome.UNKNOWN


def _between(claim: Between, facts: Facts) -> Outcome:
    span = facts[claim.fact].as_span()
    low, high = Span.exactly(claim.low), Span.exactly(claim.high)
    return _at_least(span, low) & _at_least(high, span)


# One reader for each kind of claim about a single fact: looked up, for this is asked very often.
_LEAVES: dict[type, Callable[[Any, Facts], Outcome]] = {
    IsTrue: _is_true,
    Equals: lambda claim, facts: _is_one_of(facts[claim.fact], (claim.value,)),
    OneOf: lambda claim, facts: _is_one_of(facts[claim.fact], claim.values),
    Between: _between,
    AtLeast: lambda claim, facts: _at_least(*_sides(claim, facts)),
    AtMost: lambda claim, facts: _at_least(*_sides(claim, facts)[::-1]),
    Above: lambda claim, facts: ~_at_least(*_sides(claim, facts)[::-1]),
    Below: lambda claim, facts: ~_at_least(*_sides(claim, facts)),
}


def _sides(claim: AtLeast | AtMost | Above | Below, facts: Facts) -> tuple[Span, Span]:
    """The number and its bound."""
    return facts[claim.fact].as_span(), _bound(claim.bound, facts)


def groups_of(count: CountAtLeast, facts: Facts) -> dict[str, list[Facts]]:
    """The listed subjects, those that are the same thing together (two courses of one drug).

    A subject whose telling fact is unknown stands alone: it may be one more, or may not.
    """
    groups: dict[str, list[Facts]] = {}
    for position, subject in enumerate(facts.each(count.of)):
        key = subject[count.different]
        groups.setdefault(str(key) if key.is_known else f"#{position}", []).append(subject)
    return groups


def _count(count: CountAtLeast, facts: Facts) -> Outcome:
    groups = groups_of(count, facts)
    if not groups:
        return Outcome.UNKNOWN  # nothing recorded is not the same as nothing happened
    return values.at_least(
        count.number,
        (
            values.any_of(evaluate(count.where, subject) for subject in group)
            for group in groups.values()
        ),
    )


def _is_one_of(fact: Fact, wanted: tuple[str | int | float, ...]) -> Outcome:
    if isinstance(fact.value, Span):
        if fact.value.is_exact:
            return Outcome.of(fact.value.low in wanted)
        possible = any(
            (fact.value.low is None or fact.value.low <= number)
            and (fact.value.high is None or number <= fact.value.high)
            for number in wanted
            if not isinstance(number, str)
        )
        return Outcome.UNKNOWN if possible else Outcome.NOT_MET
    return Outcome.of(fact.value in wanted if fact.is_known else None)


def _bound(bound: str | int | float, facts: Facts) -> Span:
    return facts[bound].as_span() if isinstance(bound, str) else Span.exactly(bound)


def _at_least(left: Span, right: Span) -> Outcome:
    if left.low is not None and right.high is not None and left.low >= right.high:
        return Outcome.MET
    if left.high is not None and right.low is not None and left.high < right.low:
        return Outcome.NOT_MET
    return Outcome.UNKNOWN
