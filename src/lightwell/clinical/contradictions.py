"""Find rules that can never be met: a claim and its opposite, or bounds that exclude all."""

from __future__ import annotations

from collections.abc import Iterator

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
    NoneOf,
    OneOf,
    Predicate,
)


def contradiction_in(rule: Predicate) -> str:
    """The first contradiction in a rule, in words; empty when there is none."""
    match rule:
        case AllOf(claims):
            return _among(tuple(_flat(claims))) or _first_inside(claims)
        case AnyOf(claims) | NoneOf(claims):
            return _first_inside(claims)
        case CountAtLeast(where=where):
            return contradiction_in(where)
        case _:
            return ""


def _first_inside(claims: tuple[Predicate, ...]) -> str:
    return next((found for claim in claims if (found := contradiction_in(claim))), "")


def _flat(claims: tuple[Predicate, ...]) -> Iterator[Predicate]:
    for claim in claims:
        if isinstance(claim, AllOf):
            yield from _flat(claim.claims)
        else:
            yield claim


def _among(claims: tuple[Predicate, ...]) -> str:
    refused = {one for claim in claims if isinstance(claim, NoneOf) for one in claim.claims}
    for claim in claims:
        if claim in refused:
            return f"{claim} is asked for and refused."
    return _choices(claims) or _bounds(claims)


def _choices(claims: tuple[Predicate, ...]) -> str:
    allowed: dict[str, set[str | int | float]] = {}
    for claim in claims:
        if isinstance(claim, Equals):
            values = {claim.value}
        elif isinstance(claim, OneOf):
            values = set(claim.values)
        else:
            continue
        allowed[claim.fact] = allowed.get(claim.fact, values) & values
        if not allowed[claim.fact]:
            return f"{claim.fact} is asked to be two different values."
    return ""


def _bounds(claims: tuple[Predicate, ...]) -> str:
    """Two numeric bounds on one fact that leave no number between them."""
    lows: dict[str, tuple[float, bool]] = {}
    highs: dict[str, tuple[float, bool]] = {}
    for claim in claims:
        match claim:
            case AtLeast(fact, int() | float() as bound) | Above(fact, int() | float() as bound):
                tighter = (bound, isinstance(claim, Above))
                lows[fact] = max(lows.get(fact, tighter), tighter)
            case AtMost(fact, int() | float() as bound) | Below(fact, int() | float() as bound):
                tighter = (bound, not isinstance(claim, Below))
                highs[fact] = min(highs.get(fact, tighter), tighter)
            case Between(fact, low, high):
                lows[fact] = max(lows.get(fact, (low, False)), (low, False))
                highs[fact] = min(highs.get(fact, (high, True)), (high, True))
            case _:
                continue
    for fact in lows.keys() & highs.keys():
        (low, is_open), (high, is_closed) = lows[fact], highs[fact]
        if low > high or (low == high and (is_open or not is_closed)):
            return f"{fact} is asked to be above {low:g} and below {high:g}."
    return ""
