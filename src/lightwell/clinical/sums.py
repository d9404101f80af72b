"""Add up the parts of an instrument: reversed items, domains, missing answers."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import frozen

from .answers import Told
from .facts import Span
from .questionnaires import Instrument, Part


@frozen
class Sum:
    """A total or why there is none, with what is missing and what was filled in.

    ``bounds`` is where the total lies whatever the missing answers are.
    """

    total: int | None
    missing: tuple[int, ...]
    imputed: tuple[int, ...]
    bounds: Span
    why: str


def sum_of(made: Instrument, told: Told) -> Sum:
    """The total of one set of answers; a missing answer is never zero."""
    scores = {part.id: _highest(part, told.points) for part in made.parts}
    open_parts = [part for part in made.parts if scores[part.id] is None]
    missing = _missing(made, told.points)
    bounds = Span(*(made.multiply * end for end in _bounds(made, told.points)))
    total, imputed, why = _total(made, scores, open_parts, missing)
    return Sum(total, missing, imputed, bounds, why)


def _highest(part: Part, points: Mapping[int, int]) -> int | None:
    """The score of a part: that of its item, or the highest answered one of a domain."""
    answered = [points[number] for number in part.items if number in points]
    return max(answered) if answered else None


def _missing(made: Instrument, points: Mapping[int, int]) -> tuple[int, ...]:
    """Every needed item without an answer; of two that exclude each other one is enough."""
    spared = {
        number
        for part in made.domains
        for group in part.either
        if any(one in points for one in group)
        for number in group
    }
    return tuple(
        item.number
        for item in made.items
        if item.number in made.needed and item.number not in points and item.number not in spared
    )


def _bounds(made: Instrument, points: Mapping[int, int]) -> tuple[int, int]:
    """The lowest and the highest sum that the missing answers leave open."""
    missing = set(_missing(made, points))
    low = high = 0
    for part in made.parts:
        found, ends = _highest(part, points), made.range_of(part)
        low += min(ends) if found is None else found
        is_open = found is None or missing & set(part.items)
        high += max(ends) if is_open or found is None else found
    return low, high


def _total(
    made: Instrument,
    scores: Mapping[str, int | None],
    open_parts: list[Part],
    missing: tuple[int, ...],
) -> tuple[int | None, tuple[int, ...], str]:
    """The total, the items filled in by the mean of the others, and why."""
    if not made.summed:
        return None, (), "each rating stands for itself: there is no total"
    known = [score for score in scores.values() if score is not None]
    times = f", times {made.multiply}" if made.multiply != 1 else ""
    if not open_parts:
        return sum(known) * made.multiply, (), _whole(made, missing, times)
    listed = ", ".join(str(number) for part in open_parts for number in part.items)
    numbers = tuple(number for part in open_parts for number in part.items)
    if made.safety_item in numbers:
        why = f"item {made.safety_item} asks about suicide and is never filled in: no total"
        return None, (), why
    if len(open_parts) > made.may_impute:
        most = f"more than {made.may_impute} items" if made.may_impute else "nothing is filled in"
        return None, (), f"missing: {listed}; {most}: no total"
    only = ", ".join(str(number) for number in made.missing.only)
    if made.missing.only and not set(numbers) <= set(made.missing.only):
        return None, (), f"missing: {listed}; only item {only} may be filled in: no total"
    count = len(made.parts)
    total = _within(made, open_parts, sum(known), round_half_up(sum(known) * count, len(known)))
    mean = f"the mean of the others: sum × {count} ÷ {len(known)}, half rounded up{times}"
    return total * made.multiply, numbers, f"missing: {listed}; filled in by {mean}"


def _whole(made: Instrument, missing: tuple[int, ...], times: str) -> str:
    scored = {number for part in made.parts for number in part.items}
    left = [number for number in missing if number in scored]
    if left:
        return (
            f"missing: {', '.join(map(str, left))}; the highest answered item of a domain stands "
            f"for it, and the total may be higher{times}"
        )
    what = "the highest item of each domain is added" if made.domains else "the answers are added"
    return f"every item answered: {what}{times}"


def _within(made: Instrument, open_parts: list[Part], known: int, total: int) -> int:
    """What is filled in is never more or less than the missing items can be."""
    low = known + sum(min(made.range_of(part)) for part in open_parts)
    high = known + sum(max(made.range_of(part)) for part in open_parts)
    return min(max(total, low), high)


def round_half_up(numerator: int, denominator: int) -> int:
    """A quotient of whole numbers to the nearest whole number; a half goes up."""
    return (2 * numerator + denominator) // (2 * denominator)
