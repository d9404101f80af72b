"""Ask one person's facts whether a rule is met: the reference reader of the predicate algebra."""

from __future__ import annotations

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
    match predicate:
        case AllOf(claims):
            return values.all_of(evaluate(claim, facts) for claim in claims)
        case AnyOf(claims):
            return values.any_of(evaluate(claim, facts) for claim in claims)
        case NoneOf(claims):
            return values.none_of(evaluate(claim, facts) for claim in claims)
        case CountAtLeast():
            return _count(predicate, facts)
        case _:
            return evaluate_leaf(predicate, facts)


def evaluate_leaf(predicate: Predicate, facts: Facts) -> Outcome:
    """A claim about a single fact."""
    match predicate:
        case IsTrue(fact):
            value = facts[fact].value
            return Outcome.of(value if isinstance(value, bool) else None)
        case Equals(fact, wanted):
            return _is_one_of(facts[fact], (wanted,))
        case OneOf(fact, wanted_values):
            return _is_one_of(facts[fact], wanted_values)
        case Between(fact, low, high):
            span = facts[fact].as_span()
            return _at_least(span, Span.exactly(low)) & _at_least(Span.exactly(high), span)
        case AtLeast(fact, bound):
            return _at_least(facts[fact].as_span(), _bound(bound, facts))
        case AtMost(fact, bound):
            return _at_least(_bound(bound, facts), facts[fact].as_span())
        case Above(fact, bound):
            return ~_at_least(_bound(bound, facts), facts[fact].as_span())
        case Below(fact, bound):
            return ~_at_least(facts[fact].as_span(), _bound(bound, facts))
        case _:
            raise TypeError(f"{type(predicate).__name__} is not a claim about one fact.")


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
