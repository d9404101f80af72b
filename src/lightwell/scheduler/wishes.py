"""What a place falls short of: the person's wishes first, then the plan's day, then idle chairs.

The weights are ours. They put wishes above days moved, and days moved above a chair that idles:
one wish weighs as much as ten days, and another location than that of the course as much as three;
no rule is ever weighed.
"""

from __future__ import annotations

from datetime import date, time, timedelta
from functools import cached_property

from attrs import define, evolve, frozen

from .problem import Preferences, Session
from .result import Placed, Wish
from .slots import Slots, Start

MOVED = 5000
WISH = 1000
NURSE = 400
ELSEWHERE = 300
DAY = 100
EARLIER = 1
FURTHER = 5
FURTHEST = 100
IDLE = 3


@frozen
class Option:
    """One way to place one session, with what it costs whatever becomes of the others."""

    start: Start
    chair: int
    nurse: int
    cost: int
    kept: frozenset[Wish]
    missed: frozenset[Wish]


@define
class Weigher:
    """The options of each session: of those on one day with one nurse, the best alone."""

    slots: Slots

    def options(self, session: Session) -> list[Option]:
        """By day and nurse; only day and nurse matter to the other sessions."""
        moved = frozenset() if session.now is None else frozenset({Wish.STAYS})
        found = [
            evolve(
                one,
                cost=one.cost + _of_day(session, one.start) + MOVED * len(moved),
                missed=one.missed | moved,
            )
            for one in self._best
        ]
        return [*found, *self._where_it_is(session)]

    def placed(self, session: Session, option: Option, has_main: bool | None) -> Placed:
        """The answer for one session; ``has_main`` says whether its nurse is that of the rest."""
        kept, missed = set(option.kept), set(option.missed)
        if has_main is not None:
            (kept if has_main else missed).add(Wish.SAME_NURSE)
        starts_at = self.slots.moment(option.start.index)
        return Placed(
            number=session.number,
            day=option.start.day,
            starts_at=starts_at,
            ends_at=starts_at + timedelta(minutes=self.slots.problem.rules.minutes),
            chair=option.chair,
            nurse=option.nurse,
            therapist=option.start.therapist,
            kept=frozenset(kept),
            missed=frozenset(missed),
        )

    @cached_property
    def _best(self) -> list[Option]:
        """Of the places on one day with one nurse the best, whichever session takes it.

        Where no nurse is preferred, of those on one day.
        """
        best: dict[tuple[date, int], Option] = {}
        for start in self.slots.starts:
            chair = min(start.chairs, key=lambda one: self._idle(one, start.index))
            kept, missed, cost = self._wished(start, chair)
            for nurse in start.nurses if self._wishes.same_nurse else start.nurses[:1]:
                known = best.get(key := self._key(start, nurse))
                if known is None or cost < known.cost:
                    best[key] = Option(start, chair, nurse, cost, kept, missed)
        return [best[key] for key in sorted(best)]

    def _key(self, start: Start, nurse: int) -> tuple[date, int]:
        return start.day, nurse if self._wishes.same_nurse else 0

    def _where_it_is(self, session: Session) -> list[Option]:
        """The place that a session already has, where that still is one."""
        now = session.now
        if now is None:
            return []
        for start in self.slots.starts:
            is_then = self.slots.moment(start.index) == now.starts_at
            if is_then and now.chair in start.chairs and now.nurse in start.nurses:
                kept, missed, cost = self._wished(start, now.chair)
                cost += _of_day(session, start)
                kept |= {Wish.STAYS}
                return [Option(start, now.chair, now.nurse, cost, kept, missed)]
        return []

    def _wished(self, start: Start, chair: int) -> tuple[frozenset[Wish], frozenset[Wish], int]:
        """What of the person's wishes this place keeps and misses, and what that costs."""
        wishes, found = self._wishes, {}
        cost = IDLE * self._idle(chair, start.index)
        if self.slots.problem.sites[start.site].is_elsewhere:
            cost += ELSEWHERE
        if wishes.weekdays:
            found[Wish.WEEKDAY] = start.day.weekday() in wishes.weekdays
        if wishes.has_clock:
            off = _quarters_off(start.clock, wishes)
            found[Wish.CLOCK] = off == 0
            cost += min(FURTHEST, FURTHER * off)
        kept = frozenset(one for one in found if found[one])
        missed = frozenset(found) - kept
        return kept, missed, cost + WISH * len(missed)

    @property
    def _wishes(self) -> Preferences:
        return self.slots.problem.preferences

    def _idle(self, chair: int, index: int) -> int:
        """The quarters before and after a start in a chair that no session could use."""
        ends, length = self.slots.idle_ends[chair], self.slots.problem.rules.quarters
        before = index - (ends & ((1 << index) - 1)).bit_length()
        later = ends >> (index + length)
        after = self.slots.count - index - length
        if later:
            after = (later & -later).bit_length() - 1
        return before % length + after % length


def _of_day(session: Session, start: Start) -> int:
    """What it costs to be on another day than the one planned."""
    off = (start.day - session.planned).days
    return DAY * abs(off) + (EARLIER if off < 0 else 0)


def _quarters_off(clock: time, wishes: Preferences) -> int:
    """How many quarters of an hour a start is before or after the preferred time."""
    assert wishes.clock_from is not None
    assert wishes.clock_until is not None
    at, first, last = map(_minutes, (clock, wishes.clock_from, wishes.clock_until))
    return max(0, -(-(first - at) // 15), -(-(at - last) // 15))


def _minutes(clock: time) -> int:
    return clock.hour * 60 + clock.minute
