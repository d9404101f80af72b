"""The geometry of a score trend: fixed score axis, proportional time, words for ranges and gaps."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from itertools import pairwise

import attrs
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from lightwell.kit.dates import MONTHS_SHORT


@attrs.frozen
class Band:
    """A named range of scores, both ends included, in the words of its instrument."""

    lowest: int
    highest: int
    label: str


@attrs.frozen(kw_only=True)
class Scale:
    """The fixed score axis of one instrument; different instruments never share a chart."""

    title: str
    minimum: int
    maximum: int
    bands: Sequence[Band] = ()
    lower_is_better: bool = True
    ticks: Sequence[int] = ()

    @property
    def heading(self) -> str:
        """The title at the start of a line."""
        return self.title[:1].upper() + self.title[1:]

    @property
    def direction(self) -> str:
        """How to read up and down."""
        return "Lower is better" if self.lower_is_better else "Higher is better"

    def band_of(self, total: int) -> str:
        """The label of the range that the score is in, or nothing."""
        labels = (band.label for band in self.bands if band.lowest <= total <= band.highest)
        return next(labels, "")


@attrs.frozen
class ScorePoint:
    """One administration: its day, its total (None: not scored), and what to say beside it.

    ``is_mixed``: it looks back over the first dose; drawn as a hollow square.
    """

    at: dt.date
    total: int | None
    note: str = ""
    is_mixed: bool = False


@attrs.frozen
class Mark:
    """Something given on a day, with the words beside it: a session with its dose."""

    at: dt.date
    label: str
    words: str


@attrs.frozen(kw_only=True)
class Format:
    """One size of the drawing; a unit is a pixel at full size. Styles choose which one shows."""

    key: str
    width: int
    height: int
    left: int
    right: int
    most_months: int
    top: int = 20
    bottom: int = 40


FORMATS = (
    Format(key="wide", width=760, height=320, left=36, right=132, most_months=7),
    Format(key="narrow", width=340, height=300, left=26, right=84, most_months=3),
)
_LABEL_SPACE = 24
# The number of today's score stands half outside the plot; the words of the ranges beyond it.
_LABEL_GAP = 16
_LINE = 14


def draw(
    points: Sequence[ScorePoint],
    scale: Scale,
    start: dt.date,
    end: dt.date,
    sentence: str,
    marks: Sequence[Mark] = (),
) -> SafeString:
    """The chart in a wide and a narrow drawing, of which the style sheet shows one."""
    drawings = (_Drawing(points, scale, start, end, size, marks) for size in FORMATS)
    return format_html_join("", "{}", ((one.svg(sentence),) for one in drawings))


@attrs.frozen
class _Drawing:
    points: Sequence[ScorePoint]
    scale: Scale
    start: dt.date
    end: dt.date
    size: Format
    given: Sequence[Mark] = ()

    @property
    def plot_right(self) -> int:
        return self.size.width - self.size.right

    @property
    def base(self) -> int:
        return self.size.height - self.size.bottom

    def x(self, day: dt.date) -> float:
        """Proportional time."""
        share = (day - self.start).days / (self.end - self.start).days
        return round(self.size.left + share * (self.plot_right - self.size.left), 1)

    def y(self, total: float) -> float:
        """The scale's own range, whatever the data."""
        share = (total - self.scale.minimum) / (self.scale.maximum - self.scale.minimum)
        return round(self.base - share * (self.base - self.size.top), 1)

    def svg(self, sentence: str) -> SafeString:
        """The whole drawing."""
        return format_html(
            '<svg class="lw-chart__svg lw-chart__svg--{}" viewBox="0 0 {} {}" role="img"'
            ' aria-label="{}"><title>{}</title><desc>{}</desc>{}{}{}{}{}{}</svg>',
            self.size.key,
            self.size.width,
            self.size.height,
            f"{self.scale.title}. {sentence}",
            self.scale.title,
            sentence,
            self._bands(),
            self._score_axis(),
            self._time_axis(),
            self._given(),
            self._lines(),
            self._marks(),
        )

    def _bands(self) -> SafeString:
        """Ranges as areas with their words beside them; edges lie between whole scores."""
        rows = []
        for index, band in enumerate(self.scale.bands):
            top = self.y(min(band.highest + 0.5, self.scale.maximum))
            bottom = self.y(max(band.lowest - 0.5, self.scale.minimum))
            odd = " lw-chart__band--odd" if index % 2 else ""
            label = self._band_label(band.label, (top + bottom) / 2)
            width, height = self.plot_right - self.size.left, round(bottom - top, 1)
            rows.append((odd, self.size.left, top, width, height, label))
        return format_html_join(
            "",
            '<rect class="lw-chart__band{}" x="{}" y="{}" width="{}" height="{}"/>{}',
            rows,
        )

    def _band_label(self, label: str, middle: float) -> SafeString:
        """Beside the plot, where no point can hide it; one line for each word when narrow."""
        words = label[:1].upper() + label[1:]
        lines = words.split() if self.size.key == "narrow" else [words]
        first = middle + 4 - _LINE * (len(lines) - 1) / 2
        return format_html_join(
            "",
            '<text class="lw-chart__band-label" x="{}" y="{}">{}</text>',
            (
                (self.plot_right + _LABEL_GAP, round(first + _LINE * index, 1), line)
                for index, line in enumerate(lines)
            ),
        )

    def _score_axis(self) -> SafeString:
        ticks = self.scale.ticks or [
            self.scale.minimum,
            *(band.lowest for band in self.scale.bands[1:]),
            self.scale.maximum,
        ]
        left = self.size.left
        return format_html_join(
            "",
            '<path class="lw-chart__grid" d="M{} {}H{}"/>'
            '<text class="lw-chart__tick-label lw-chart__tick-label--y" x="{}" y="{}">{}</text>',
            (
                (left, self.y(tick), self.plot_right, left - 8, self.y(tick) + 4, tick)
                for tick in ticks
            ),
        )

    def _time_axis(self) -> SafeString:
        """Ticks at the first of months; the year at the first tick and where it changes."""
        months = list(self._month_starts())
        shown = months[:: -(-len(months) // self.size.most_months)]
        ticks = format_html_join(
            "",
            '<path class="lw-chart__axis" d="M{} {}v5"/>'
            '<text class="lw-chart__tick-label lw-chart__tick-label--x" x="{}" y="{}">{}</text>',
            (
                (self.x(day), self.base, self.x(day), self.base + 20, _month_label(day, before))
                for before, day in zip([None, *shown], shown, strict=False)
            ),
        )
        axis = format_html(
            '<path class="lw-chart__axis" d="M{} {}H{}"/>',
            self.size.left,
            self.base,
            self.plot_right,
        )
        return format_html("{}{}", axis, ticks)

    def _month_starts(self) -> Iterable[dt.date]:
        index = self.start.year * 12 + self.start.month
        while (day := dt.date(index // 12, index % 12 + 1, 1)) <= self.end:
            yield day
            index += 1

    def _given(self) -> SafeString:
        """A triangle on the axis for each session, its label where there is room, oldest first."""
        shown = []
        edge = float("-inf")
        for one in self.given:
            x = self.x(one.at)
            has_room = x - edge >= _LABEL_SPACE
            edge = x if has_room else edge
            label = one.label if has_room else ""
            shown.append((x, self.base - 9, one.words, x, self.base - 12, label))
        return format_html_join(
            "",
            '<path class="lw-chart__session" d="M{} {}l5 9h-10z"><title>{}</title></path>'
            '<text class="lw-chart__session-label" x="{}" y="{}">{}</text>',
            shown,
        )

    def _lines(self) -> SafeString:
        """Only neighbours that both have a score are joined."""
        return format_html_join(
            "",
            '<path class="lw-chart__line" d="M{} {}L{} {}"/>',
            (
                (self.x(a.at), self.y(a.total), self.x(b.at), self.y(b.total))
                for a, b in pairwise(self.points)
                if a.total is not None and b.total is not None and not (a.is_mixed or b.is_mixed)
            ),
        )

    def _marks(self) -> SafeString:
        """Circles for scores, a filled diamond for the latest, a cross with words for a gap."""
        marks = []
        label_edge = float("inf")
        latest = True
        for point in reversed(self.points):
            if point.total is None:
                marks.append((self._gap(point),))
                continue
            x, y = self.x(point.at), self.y(point.total)
            marks.append((_shape(point, x, y, is_latest=latest),))
            # The latest value always has its number; earlier ones where there is room.
            if label_edge - x >= _LABEL_SPACE:
                marks.append((self._value(x, y, point.total),))
                label_edge = x
            latest = False
        return format_html_join("", "{}", reversed(marks))

    def _value(self, x: float, y: float, total: int) -> SafeString:
        return format_html(
            '<text class="lw-chart__value" x="{}" y="{}">{}</text>',
            max(x, self.size.left + 8),
            round(y + 22 if y < self.size.top + 12 else y - 11, 1),
            total,
        )

    def _gap(self, point: ScorePoint) -> SafeString:
        x = self.x(point.at)
        label_x = min(max(x, self.size.left + 50), self.plot_right - 50)
        return format_html(
            '<path class="lw-chart__gap" d="M{} {}l8 8m0-8l-8 8"/>'
            '<text class="lw-chart__gap-label" x="{}" y="{}">{}</text>',
            x - 4,
            self.base - 14,
            label_x,
            self.base - 20,
            point.note or "Not scored",
        )


def _month_label(day: dt.date, before: dt.date | None) -> str:
    year = f" {day.year}" if before is None or before.year != day.year else ""
    return f"{MONTHS_SHORT[day.month]}{year}"


def _shape(point: ScorePoint, x: float, y: float, *, is_latest: bool) -> SafeString:
    if point.is_mixed:
        return _square(x, y)
    return _diamond(x, y) if is_latest else _circle(x, y)


def _square(x: float, y: float) -> SafeString:
    return format_html(
        '<rect class="lw-chart__point lw-chart__point--mixed" x="{}" y="{}" width="10"'
        ' height="10"/>',
        round(x - 5, 1),
        round(y - 5, 1),
    )


def _circle(x: float, y: float) -> SafeString:
    return format_html('<circle class="lw-chart__point" cx="{}" cy="{}" r="5"/>', x, y)


def _diamond(x: float, y: float) -> SafeString:
    return format_html(
        '<path class="lw-chart__point lw-chart__point--latest" d="M{} {}l7 7-7 7-7-7z"/>',
        x,
        round(y - 7, 1),
    )
