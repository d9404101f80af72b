"""Whether the sessions of a series find days, one after another.

Every session can use the same days, so the earliest day that keeps the distance leaves most room
for the next: for each first day there is one chain to try, and none that it could miss.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Sequence
from datetime import date, timedelta

from attrs import frozen

from .problem import Problem
from .result import Rule

LEAST_GAP_DAYS = 1


@frozen
class Link:
    """One session in the order of the series; ``fixed`` is its day where that stays."""

    number: int
    fixed: date | None


@frozen
class Chain:
    """The days found, for as many sessions as there were; ``stuck`` is the first without one."""

    days: dict[int, date]
    stuck: int | None


def links(problem: Problem) -> list[Link]:
    """Sessions to place and sessions that stay, by number."""
    found = [Link(one.number, None) for one in problem.sessions]
    found += [Link(one.number, one.day) for one in problem.fixed]
    return sorted(found, key=lambda one: one.number)


def find_days(problem: Problem, days: Collection[date], without: Collection[Rule] = ()) -> Chain:
    """The chain that comes furthest; complete when nothing is ``stuck``."""
    row = links(problem)
    allowed = sorted(set(days))
    gap = LEAST_GAP_DAYS if Rule.SPACING in without else problem.rules.min_gap_days
    within = None if Rule.LENGTH in without else problem.rules.within_days
    firsts = [row[0].fixed] if row[0].fixed is not None else allowed
    best = Chain({}, problem.sessions[0].number)
    for first in firsts:
        found = _from(row, first, allowed, gap, within)
        if found.stuck is None:
            return found
        if len(found.days) >= len(best.days):
            best = found
    return best


def _from(
    row: Sequence[Link], first: date, allowed: Sequence[date], gap: int, within: int | None
) -> Chain:
    """The earliest days after a first one. Of two that stay, their distance is not asked."""
    found: dict[int, date] = {}
    last_open = next(one.number for one in row if one.fixed is None)
    soonest, was_fixed = first, True
    for link in row:
        last_open = link.number if link.fixed is None else last_open
        day = link.fixed or _next(allowed, soonest)
        if day is None or (day < soonest and not (was_fixed and link.fixed)):
            return Chain(found, last_open)
        if within is not None and (day - first).days >= within:
            return Chain(found, last_open)
        found[link.number] = day
        soonest, was_fixed = day + timedelta(days=gap), link.fixed is not None
    return Chain(found, None)


def _next(allowed: Sequence[date], soonest: date) -> date | None:
    at = bisect_left(allowed, soonest)
    return allowed[at] if at < len(allowed) else None
