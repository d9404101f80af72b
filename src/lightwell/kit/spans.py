"""Spans of time on one axis, a row for each: what was taken or done when, and how sure that is.

A span whose edge is known only to a month, a season or a year is drawn hollow over the days that
the edge can have been; an edge that is not known at all runs out of the picture as a dashed line.
The words of a row stand above its bar, where no length of the bar can hide them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from itertools import pairwise

import attrs
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from lightwell.kit.dates import PartialDate

LEFT, TOP, ROW, BAR, BASE, PLATE = 4, 22, 40, 10, 26, 6
SIZES = (("wide", 760, 9), ("narrow", 340, 4))
UNKNOWN = PartialDate.unknown()


@attrs.frozen(kw_only=True)
class Span:
    """One row: its words, when it began and ended, and a short word at its end."""

    label: str
    start: PartialDate = UNKNOWN
    stop: PartialDate = UNKNOWN
    is_ongoing: bool = False
    ended: str = ""

    @property
    def is_dated(self) -> bool:
        """Whether it can be drawn: one edge at least has a date."""
        return self.start.earliest is not None or self.stop.earliest is not None

    def surely_overlaps(self, other: Span, today: dt.date) -> bool:
        """Whether both ran on one day, whatever the true edges are."""
        mine, theirs = self.sure(today), other.sure(today)
        return (
            mine is not None
            and theirs is not None
            and max(mine[0], theirs[0]) < min(mine[1], theirs[1])
        )

    def sure(self, today: dt.date) -> tuple[dt.date, dt.date] | None:
        """The days on which it certainly ran; none when its edges leave no such day."""
        first = self.start.latest
        last = today if self.is_ongoing else self.stop.earliest
        return (first, last) if first and last and first <= last else None


def timeline(spans: Sequence[Span], *, today: dt.date, sentence: str) -> SafeString:
    """The dated spans in the order given, in a wide and a narrow drawing; nothing without one."""
    dated = [one for one in spans if one.is_dated]
    if not dated:
        return SafeString("")
    drawings = (_Drawing(dated, today, *size) for size in SIZES)
    return format_html_join("", "{}", ((one.svg(sentence),) for one in drawings))


@attrs.frozen
class _Drawing:
    spans: Sequence[Span]
    today: dt.date
    key: str
    width: int
    most_ticks: int

    @property
    def base(self) -> int:
        return TOP + ROW * len(self.spans)

    @property
    def begin(self) -> dt.date:
        """The first of the year in which the earliest edge can lie."""
        edges = [one.start.earliest or one.stop.earliest or self.today for one in self.spans]
        return dt.date(min([*edges, self.today]).year, 1, 1)

    def x(self, day: dt.date) -> float:
        """Proportional time, from the first year to today."""
        inside = min(max(day, self.begin), self.today)
        share = (inside - self.begin).days / max((self.today - self.begin).days, 1)
        return round(LEFT + share * (self.width - 2 * LEFT), 1)

    def svg(self, sentence: str) -> SafeString:
        return format_html(
            '<svg class="lw-chart__svg lw-chart__svg--{}" viewBox="0 0 {} {}" role="img"'
            ' aria-label="{}">{}{}</svg>',
            self.key,
            self.width,
            self.base + BASE,
            sentence,
            self._axis(),
            format_html_join("", "{}", ((row,) for row in self._rows())),
        )

    def _axis(self) -> SafeString:
        """Years; fewer of them where there is little room."""
        years = list(range(self.begin.year, self.today.year + 1))
        shown = years[:: -(-len(years) // self.most_ticks)]
        return format_html_join(
            "",
            '<path class="lw-chart__grid" d="M{} {}V{}"/>'
            '<text class="lw-chart__tick-label" x="{}" y="{}">{}</text>',
            (
                (x, TOP - 8, self.base, x + 2, self.base + 18, year)
                for year, x in ((year, self.x(dt.date(year, 1, 1))) for year in shown)
            ),
        )

    def _rows(self) -> Iterator[SafeString]:
        for number, span in enumerate(self.spans):
            top = TOP + ROW * number
            edges = self._edges(span)
            yield format_html_join("", "{}", ((part,) for part in self._bar(span, edges, top)))
            end = f", {span.ended}" if span.ended else ""
            # A row that begins late has its words end where its bar ends, inside the picture.
            is_late = edges[0] > self.width * 0.6
            yield format_html(
                '<text class="lw-span__label{}" x="{}" y="{}">{}</text>',
                " lw-span__label--end" if is_late else "",
                edges[3] if is_late else edges[0],
                top + PLATE,
                f"{span.label}{end}",
            )

    def _edges(self, span: Span) -> tuple[float, float, float, float]:
        """Where it may have begun, surely ran from, surely ran until, and may have ended."""
        stop_first = self.today if span.is_ongoing else span.stop.earliest
        stop_last = self.today if span.is_ongoing else span.stop.latest
        first = span.start.earliest or stop_first or self.today
        last = stop_last or span.start.latest or first
        sure = span.sure(self.today) or (last, last)
        return self.x(first), self.x(sure[0]), self.x(sure[1]), self.x(last)

    def _bar(
        self, span: Span, edges: tuple[float, float, float, float], top: int
    ) -> Iterator[SafeString]:
        """A hollow part, the sure part, a hollow part; a dashed tail for an edge nobody knows."""
        kinds = ("maybe", "sure", "maybe")
        for kind, (left, right) in zip(kinds, pairwise(edges), strict=True):
            if right > left:
                yield format_html(
                    '<rect class="lw-span__{}" x="{}" y="{}" width="{}" height="{}"/>',
                    kind,
                    left,
                    top + BAR,
                    round(right - left, 1),
                    BAR,
                )
        middle = top + BAR * 1.5
        if span.start.earliest is None:
            yield _tail(max(edges[0] - 30, LEFT), edges[0], middle)
        if not span.is_ongoing and span.stop.earliest is None:
            yield _tail(edges[3], min(edges[3] + 30, self.width - LEFT), middle)


def _tail(left: float, right: float, y: float) -> SafeString:
    return format_html('<path class="lw-span__tail" d="M{} {}H{}"/>', left, y, right)
