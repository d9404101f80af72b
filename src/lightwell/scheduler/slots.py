"""At which quarters of an hour a session can start, with whom, and what each start costs.

The days that are looked at are one row of quarters in real time. On the day on which the clock
changes the row is as long as the day is; the wall is asked only for days and preferred times.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property

from attrs import define, field, frozen

from .problem import QUARTER_MIN, Problem, Span
from .result import Rule

QUARTER = timedelta(minutes=QUARTER_MIN)
Flags = bytearray


@frozen
class Start:
    """One quarter at which everything that must be there is there."""

    index: int
    day: date
    clock: time
    chairs: tuple[int, ...]
    nurses: tuple[int, ...]
    therapist: int | None


def _rules(found: Iterable[Rule]) -> frozenset[Rule]:
    return frozenset(found)


@define
class Slots:
    """Every possible start of a problem; rules in ``without`` are not asked."""

    problem: Problem
    without: frozenset[Rule] = field(default=frozenset(), converter=_rules)

    @cached_property
    def begins(self) -> datetime:
        """The first quarter: the first whole one that is not before the earliest start."""
        at = self.problem.earliest.astimezone(UTC)
        whole = at.replace(minute=at.minute - at.minute % QUARTER_MIN, second=0, microsecond=0)
        return whole if whole == at else whole + QUARTER

    @cached_property
    def count(self) -> int:
        """How many quarters are looked at, to the end of the last day."""
        after = self.problem.last_day + timedelta(days=1)
        ends = datetime.combine(after, time(), tzinfo=self.problem.clock).astimezone(UTC)
        return max(0, (ends - self.begins) // QUARTER)

    @cached_property
    def starts(self) -> tuple[Start, ...]:
        """Every possible start, the earliest first."""
        general = self._general()
        chairs = self._chairs()
        nurses = self._nurses()
        therapists = self._therapists()
        found = []
        for index in range(self.count):
            if not general[index]:
                continue
            free = tuple(one for one, fits in chairs if fits[index])
            there = tuple(one for one, fits in nurses if fits[index])
            beside = next((one for one, fits in therapists if fits[index]), None)
            if not (free and there) or (therapists and beside is None):
                continue
            wall = self.moment(index).astimezone(self.problem.clock)
            found.append(Start(index, wall.date(), wall.time(), free, there, beside))
        return tuple(found)

    def moment(self, index: int) -> datetime:
        """When a quarter begins."""
        return self.begins + index * QUARTER

    def idle_ends(self, chair: int) -> Flags:
        """The quarters in which a chair is taken, or nobody could start anybody in it."""
        problem = self.problem
        spans = next(one.taken for one in problem.chairs if one.id == chair)
        staffed = _both(
            self._within(problem.on_site),
            self._within(span for one in problem.nurses for span in one.shifts),
        )
        free = _both(staffed, _opposite(self._touched((*spans, *problem.closed))))
        return _opposite(free)

    def _general(self) -> Flags:
        """What does not depend on which chair and which nurse."""
        open_to_all = Flags(b"\x01") * self.count
        if Rule.PRESCRIBER not in self.without:
            open_to_all = _both(open_to_all, self._within(self.problem.on_site))
        for rule, spans in (
            (Rule.CLOSED, self.problem.closed),
            (Rule.PERSON, self.problem.person),
        ):
            if rule not in self.without:
                open_to_all = _both(open_to_all, _opposite(self._touched(spans)))
        return self._whole(open_to_all)

    def _chairs(self) -> list[tuple[int, Flags]]:
        if Rule.CHAIR in self.without:
            ids = [one.id for one in self.problem.chairs] or [0]
            return [(one, self._any_time) for one in ids]
        return [
            (one.id, self._whole(_opposite(self._touched(one.taken))))
            for one in self.problem.chairs
        ]

    def _nurses(self) -> list[tuple[int, Flags]]:
        if Rule.NURSE in self.without:
            ids = [one.id for one in self.problem.nurses] or [0]
            return [(one, self._any_time) for one in ids]
        return [
            (
                one.id,
                _both(
                    self._whole(_opposite(self._full(one.taken, one.at_once))),
                    self._in_one(one.shifts),
                ),
            )
            for one in self.problem.nurses
        ]

    def _therapists(self) -> list[tuple[int, Flags]]:
        """Empty where none is needed, so that nobody is asked."""
        if not self.problem.rules.needs_therapist or Rule.THERAPIST in self.without:
            return []
        found = [
            (
                one.id,
                _both(self._whole(_opposite(self._touched(one.taken))), self._in_one(one.shifts)),
            )
            for one in self.problem.therapists
        ]
        return found or [(0, Flags(self.count))]

    # -------------------------------------------------------------- rows of quarters

    @property
    def _any_time(self) -> Flags:
        return self._whole(Flags(b"\x01") * self.count)

    def _bounds(self, span: Span, *, inside: bool) -> range:
        """The quarters that a span covers wholly, or that it touches."""
        first, last = span.starts_at - self.begins, span.ends_at - self.begins
        begins = -(-first // QUARTER) if inside else first // QUARTER
        ends = last // QUARTER if inside else -(-last // QUARTER)
        return range(max(0, begins), max(0, min(self.count, ends)))

    def _within(self, spans: Iterable[Span]) -> Flags:
        """The quarters that these spans cover; where one ends another may go on."""
        found = Flags(self.count)
        for span in _joined(spans):
            for index in self._bounds(span, inside=True):
                found[index] = 1
        return found

    def _touched(self, spans: Iterable[Span]) -> Flags:
        found = Flags(self.count)
        for span in spans:
            for index in self._bounds(span, inside=False):
                found[index] = 1
        return found

    def _full(self, spans: Collection[Span], at_once: int) -> Flags:
        """The quarters in which a nurse already has as many people as they may."""
        having = [0] * self.count
        for span in spans:
            for index in self._bounds(span, inside=False):
                having[index] += 1
        return Flags(many >= at_once for many in having)

    def _in_one(self, spans: Iterable[Span]) -> Flags:
        """The starts from which a session ends within the same span."""
        found = Flags(self.count)
        for span in spans:
            inside = self._bounds(span, inside=True)
            for index in inside[: max(0, len(inside) - self.problem.rules.quarters + 1)]:
                found[index] = 1
        return found

    def _whole(self, free: Sequence[int]) -> Flags:
        """The starts from which every quarter of a session is free."""
        found = Flags(self.count)
        run = 0
        for index in reversed(range(self.count)):
            run = run + 1 if free[index] else 0
            found[index] = run >= self.problem.rules.quarters
        return found


def _joined(spans: Iterable[Span]) -> list[Span]:
    """Spans that touch or overlap as one."""
    found: list[Span] = []
    for span in sorted(spans):
        if found and span.starts_at <= found[-1].ends_at:
            ends = max(found[-1].ends_at, span.ends_at)
            found[-1] = Span(found[-1].starts_at, ends)
        else:
            found.append(span)
    return found


def _both(one: Sequence[int], other: Sequence[int]) -> Flags:
    return Flags(a & b for a, b in zip(one, other, strict=True))


def _opposite(flags: Sequence[int]) -> Flags:
    return Flags(1 - flag for flag in flags)
