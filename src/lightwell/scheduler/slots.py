"""At which quarters of an hour a session can start, with whom, and what each start costs.

The days that are looked at are one row of quarters in real time. On the day on which the clock
changes the row is as long as the day is; the wall is asked only for days and preferred times.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property

from attrs import define, field, frozen

from .problem import QUARTER_MIN, Problem, Site, Span
from .result import Rule

QUARTER = timedelta(minutes=QUARTER_MIN)
# A row of quarters is one whole number: bit n stands for the nth quarter that is looked at.
Row = int


@frozen
class Start:
    """One quarter at which everything that must be there is there, at one of the sites.

    ``day`` is that of the course; ``clock`` is on the wall of the site.
    """

    index: int
    site: int
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
        """Every possible start, the earliest first, and at one moment the first site first."""
        found = [
            start
            for number, site in enumerate(self.problem.sites)
            for start in self._starts_at(number, site)
        ]
        return tuple(sorted(found, key=lambda one: (one.index, one.site)))

    def _starts_at(self, number: int, site: Site) -> Iterator[Start]:
        chairs, nurses, therapists = (
            self._chairs(site),
            self._nurses(site),
            self._therapists(site),
        )
        fits = self._general(site) & _any(chairs) & _any(nurses)
        if self._asks_therapist:
            fits &= _any(therapists)
        for index in _ones(fits):
            at, beside = self.moment(index), _free(therapists, index)
            yield Start(
                index=index,
                site=number,
                day=at.astimezone(self.problem.clock).date(),
                clock=at.astimezone(site.clock).time(),
                chairs=_free(chairs, index),
                nurses=_free(nurses, index),
                therapist=beside[0] if beside else None,
            )

    def moment(self, index: int) -> datetime:
        """When a quarter begins."""
        return self.begins + index * QUARTER

    @cached_property
    def idle_ends(self) -> dict[int, Row]:
        """Of each chair the quarters in which it is taken, or nobody could start anybody in it."""
        return {
            chair.id: self._not(self._staffed(site)) | self._touched((*chair.taken, *site.closed))
            for site in self.problem.sites
            for chair in site.chairs
        }

    def _staffed(self, site: Site) -> Row:
        """The quarters in which a prescriber and any nurse are there."""
        nurses = {span for one in site.nurses for span in one.shifts}
        return self._within(site.on_site) & self._within(nurses)

    def _general(self, site: Site) -> Row:
        """What does not depend on which chair and which nurse."""
        fits = self._all
        if Rule.PRESCRIBER not in self.without:
            fits &= self._within(site.on_site)
        if Rule.CLOSED not in self.without:
            fits &= self._not(self._touched(site.closed))
        if Rule.PERSON not in self.without:
            fits &= self._not(self._touched(self.problem.person))
        return self._whole(fits)

    def _chairs(self, site: Site) -> list[tuple[int, Row]]:
        if Rule.CHAIR in self.without:
            return [(0, self._whole(self._all))]
        return [(one.id, self._whole(self._not(self._touched(one.taken)))) for one in site.chairs]

    def _nurses(self, site: Site) -> list[tuple[int, Row]]:
        if Rule.NURSE in self.without:
            return [(0, self._whole(self._all))]
        return [
            (
                one.id,
                self._whole(self._not(self._full(one.taken, one.at_once) | self._touched(one.away)))
                & self._in_one(one.shifts),
            )
            for one in site.nurses
        ]

    @property
    def _asks_therapist(self) -> bool:
        return self.problem.rules.needs_therapist and Rule.THERAPIST not in self.without

    def _therapists(self, site: Site) -> list[tuple[int, Row]]:
        """Empty where none is needed, so that nobody is asked."""
        if not self._asks_therapist:
            return []
        return [
            (
                one.id,
                self._whole(self._not(self._touched(one.taken))) & self._in_one(one.shifts),
            )
            for one in site.therapists
        ]

    # -------------------------------------------------------------- rows of quarters

    @property
    def _all(self) -> Row:
        return (1 << self.count) - 1

    def _not(self, row: Row) -> Row:
        return self._all & ~row

    def _span(self, span: Span, *, inside: bool) -> Row:
        """The quarters that a span covers wholly, or that it touches."""
        first, last = span.starts_at - self.begins, span.ends_at - self.begins
        begins = -(-first // QUARTER) if inside else first // QUARTER
        ends = last // QUARTER if inside else -(-last // QUARTER)
        begins, ends = max(0, begins), min(self.count, ends)
        return ((1 << (ends - begins)) - 1) << begins if ends > begins else 0

    def _within(self, spans: Iterable[Span]) -> Row:
        """The quarters that these spans cover; where one ends another may go on."""
        found = 0
        for span in _joined(spans):
            found |= self._span(span, inside=True)
        return found

    def _touched(self, spans: Iterable[Span]) -> Row:
        found = 0
        for span in spans:
            found |= self._span(span, inside=False)
        return found

    def _full(self, spans: Iterable[Span], at_once: int) -> Row:
        """The quarters in which a nurse already has as many people as they may."""
        having = [0] * at_once  # the quarters with more than so many
        for span in spans:
            row = self._span(span, inside=False)
            for many in reversed(range(1, at_once)):
                having[many] |= having[many - 1] & row
            having[0] |= row
        return having[-1]

    def _in_one(self, spans: Iterable[Span]) -> Row:
        """The starts from which a session ends within the same span."""
        found = 0
        for span in spans:
            found |= self._whole(self._span(span, inside=True))
        return found

    def _whole(self, free: Row) -> Row:
        """The starts from which every quarter of a session is free."""
        found = free
        for later in range(1, self.problem.rules.quarters):
            found &= free >> later
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


def _any(rows: Iterable[tuple[int, Row]]) -> Row:
    found = 0
    for _, row in rows:
        found |= row
    return found


def _ones(row: Row) -> Iterator[int]:
    """The numbers of the quarters in a row."""
    while row:
        lowest = row & -row
        yield lowest.bit_length() - 1
        row ^= lowest


def _free(rows: Iterable[tuple[int, Row]], index: int) -> tuple[int, ...]:
    return tuple(one for one, row in rows if row >> index & 1)
