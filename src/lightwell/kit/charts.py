"""Charts drawn on the server: classes instead of styles, a sentence and a table for each.

The time axis is proportional and its window fixed; the score axis is the scale's own, always.
Missing values are gaps with a word, never a line (R-51 to R-58).
"""

from __future__ import annotations

import calendar
import csv
import datetime as dt
import io
from collections.abc import Iterable, Sequence
from itertools import pairwise

import attrs
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from lightwell.kit.dates import MONTHS_SHORT, staff_date
from lightwell.kit.lists import Column, Table

WINDOWS_MONTHS = (3, 6, 12)


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
    def direction(self) -> str:
        """How to read up and down."""
        return "Lower is better" if self.lower_is_better else "Higher is better"

    def band_of(self, total: int) -> str:
        """The label of the range that the score is in, or nothing."""
        labels = (band.label for band in self.bands if band.lowest <= total <= band.highest)
        return next(labels, "")


@attrs.frozen
class ScorePoint:
    """One administration: its day, its total (None: not scored), and why it has none."""

    at: dt.date
    total: int | None
    note: str = ""


@attrs.frozen(kw_only=True)
class Chart:
    """A drawn chart with everything that must stand beside it (R-55)."""

    title: str
    svg: SafeString
    sentence: str
    direction: str
    table: Table
    csv: str
    latest: ScorePoint | None
    previous: ScorePoint | None
    latest_words: str
    previous_words: str


def score_trend(
    points: Sequence[ScorePoint], scale: Scale, *, today: dt.date, window_months: int = 6
) -> Chart:
    """Scores of one instrument over a fixed window that ends today.

    Raises ValueError for a window that is not 3, 6 or 12 months and for a total off the scale.
    """
    _check(points, scale, window_months)
    ordered = sorted(points, key=lambda point: point.at)
    start = _months_before(today, window_months)
    shown = [point for point in ordered if start <= point.at <= today]
    scored = [point for point in shown if point.total is not None]
    latest = scored[-1] if scored else None
    previous = scored[-2] if len(scored) > 1 else None
    sentence = _sentence(scored, scale, window_months)
    return Chart(
        title=f"{scale.title}, last {window_months} months",
        svg=_Drawing(shown, scale, start, today).svg(sentence),
        sentence=sentence,
        direction=scale.direction,
        table=_table(shown, scale),
        csv=_csv(shown),
        latest=latest,
        previous=previous,
        latest_words=_of(latest, scale, "of"),
        previous_words=f"before: {previous.total} on {staff_date(previous.at)}" if previous else "",
    )


def _check(points: Iterable[ScorePoint], scale: Scale, window_months: int) -> None:
    if window_months not in WINDOWS_MONTHS:
        raise ValueError(f"a window is one of {WINDOWS_MONTHS} months, not {window_months}")
    for point in points:
        if point.total is not None and not scale.minimum <= point.total <= scale.maximum:
            raise ValueError(f"{point.total} is not on the scale of {scale.title}")


def _of(point: ScorePoint | None, scale: Scale, joiner: str) -> str:
    if point is None or point.total is None:
        return ""
    band = scale.band_of(point.total)
    return ", ".join(
        part for part in (f"{joiner} {scale.maximum}", band, staff_date(point.at)) if part
    )


def _sentence(scored: Sequence[ScorePoint], scale: Scale, window_months: int) -> str:
    """What the picture shows, from the data; never "response" or "remission"."""
    if not scored:
        return f"No {scale.title} score in the last {window_months} months."
    last = scored[-1]
    start = f"{scale.title} is {last.total} on {staff_date(last.at)}"
    if len(scored) == 1:
        return f"{start}; there is no earlier score in this window. {scale.direction}."
    before = scored[-2]
    change = f"{_compared(last.total, before.total)} {before.total} on {staff_date(before.at)}"
    if len(scored) == 2:
        return f"{start}, {change}. {scale.direction}."
    first = scored[0]
    since = f"{_compared(last.total, first.total)} {first.total} on {staff_date(first.at)}"
    return f"{start}, {change} and {since}. {scale.direction}."


def _compared(later: int | None, earlier: int | None) -> str:
    difference = (later or 0) - (earlier or 0)
    if difference == 0:
        return "the same as"
    return "lower than" if difference < 0 else "higher than"


def _table(shown: Sequence[ScorePoint], scale: Scale) -> Table:
    columns = [Column(text="Date"), Column(text="Score", is_number=True), Column(text="Range")]
    rows = [
        (
            staff_date(point.at),
            f"{point.total} of {scale.maximum}" if point.total is not None else "Not scored",
            scale.band_of(point.total) if point.total is not None else point.note,
        )
        for point in reversed(shown)
    ]
    many = f"{len(rows)} score{'' if len(rows) == 1 else 's'}, newest first"
    return Table(caption=f"{scale.title}: {many}", columns=columns, rows=rows)


def _csv(shown: Sequence[ScorePoint]) -> str:
    """Values for a spreadsheet, oldest first, with ISO dates."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(["date", "total", "note"])
    for point in shown:
        writer.writerow([point.at.isoformat(), point.total, point.note])
    return text.getvalue()


def _months_before(day: dt.date, months: int) -> dt.date:
    index = day.year * 12 + day.month - 1 - months
    year, month = divmod(index, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


@attrs.frozen
class _Drawing:
    """The geometry: one unit is one pixel at full size."""

    points: Sequence[ScorePoint]
    scale: Scale
    start: dt.date
    end: dt.date
    width: int = 720
    height: int = 320
    left: int = 40
    right: int = 16
    top: int = 16
    bottom: int = 44

    def x(self, day: dt.date) -> float:
        """Proportional time."""
        share = (day - self.start).days / (self.end - self.start).days
        return round(self.left + share * (self.width - self.left - self.right), 1)

    def y(self, total: float) -> float:
        """The scale's own range, whatever the data."""
        share = (total - self.scale.minimum) / (self.scale.maximum - self.scale.minimum)
        return round(self.height - self.bottom - share * (self.height - self.top - self.bottom), 1)

    def svg(self, sentence: str) -> SafeString:
        """The whole drawing."""
        return format_html(
            '<svg class="lw-chart__svg" viewBox="0 0 {} {}" role="img" aria-label="{}">'
            "<title>{}</title><desc>{}</desc>{}{}{}{}{}</svg>",
            self.width,
            self.height,
            f"{self.scale.title}. {sentence}",
            self.scale.title,
            sentence,
            self._bands(),
            self._score_axis(),
            self._time_axis(),
            self._lines(),
            self._marks(),
        )

    def _bands(self) -> SafeString:
        """Ranges as areas with their words; edges lie half a point outside whole scores."""
        right = self.width - self.right
        rows = []
        for index, band in enumerate(self.scale.bands):
            top = self.y(min(band.highest + 0.5, self.scale.maximum))
            base = self.y(max(band.lowest - 0.5, self.scale.minimum))
            odd = " lw-chart__band--odd" if index % 2 else ""
            rows.append(
                (odd, self.left, top, right - self.left, round(base - top, 1))
                + (right - 8, round((top + base) / 2 + 4, 1), band.label)
            )
        return format_html_join(
            "",
            '<rect class="lw-chart__band{}" x="{}" y="{}" width="{}" height="{}"/>'
            '<text class="lw-chart__band-label" x="{}" y="{}">{}</text>',
            rows,
        )

    def _score_axis(self) -> SafeString:
        ticks = self.scale.ticks or [
            self.scale.minimum,
            *(band.lowest for band in self.scale.bands[1:]),
            self.scale.maximum,
        ]
        right = self.width - self.right
        return format_html_join(
            "",
            '<path class="lw-chart__grid" d="M{} {}H{}"/>'
            '<text class="lw-chart__tick-label lw-chart__tick-label--y" x="{}" y="{}">{}</text>',
            ((self.left, self.y(t), right, self.left - 8, self.y(t) + 4, t) for t in ticks),
        )

    def _time_axis(self) -> SafeString:
        """One tick at the first of each month; the year where it changes."""
        base = self.height - self.bottom
        months = list(self._month_starts())
        every = 2 if len(months) > 7 else 1
        ticks = format_html_join(
            "",
            '<path class="lw-chart__axis" d="M{} {}v6"/>'
            '<text class="lw-chart__tick-label lw-chart__tick-label--x" x="{}" y="{}">{}</text>',
            (
                (self.x(day), base, self.x(day), base + 22, self._month_label(day, index))
                for index, day in enumerate(months[::every])
            ),
        )
        axis = format_html(
            '<path class="lw-chart__axis" d="M{} {}H{}"/>', self.left, base, self.width - self.right
        )
        return format_html("{}{}", axis, ticks)

    def _month_starts(self) -> Iterable[dt.date]:
        index = self.start.year * 12 + self.start.month - 1
        while True:
            index += 1
            day = dt.date(index // 12, index % 12 + 1, 1)
            if day > self.end:
                return
            yield day

    def _month_label(self, day: dt.date, index: int) -> str:
        year = f" {day.year}" if index == 0 or day.month == 1 else ""
        return f"{MONTHS_SHORT[day.month]}{year}"

    def _lines(self) -> SafeString:
        """Only neighbours that both have a score are joined."""
        return format_html_join(
            "",
            '<path class="lw-chart__line" d="M{} {}L{} {}"/>',
            (
                (self.x(a.at), self.y(a.total), self.x(b.at), self.y(b.total))
                for a, b in pairwise(self.points)
                if a.total is not None and b.total is not None
            ),
        )

    def _marks(self) -> SafeString:
        """Circles for scores, a filled diamond for the latest, a cross with words for a gap."""
        scored = [point for point in self.points if point.total is not None]
        return format_html_join(
            "",
            "{}",
            (
                (self._gap(point),)
                if point.total is None
                else (self._point(point, point.total, is_latest=point is scored[-1]),)
                for point in self.points
            ),
        )

    def _point(self, point: ScorePoint, total: int, *, is_latest: bool) -> SafeString:
        x, y = self.x(point.at), self.y(total)
        value_y = y + 22 if y < self.top + 20 else y - 12
        shape = (
            format_html(
                '<path class="lw-chart__point lw-chart__point--latest" d="M{} {}l7 7-7 7-7-7z"/>',
                x,
                round(y - 7, 1),
            )
            if is_latest
            else format_html('<circle class="lw-chart__point" cx="{}" cy="{}" r="5"/>', x, y)
        )
        return format_html(
            '{}<text class="lw-chart__value" x="{}" y="{}">{}</text>',
            shape,
            min(max(x, self.left + 8), self.width - self.right - 8),
            round(value_y, 1),
            total,
        )

    def _gap(self, point: ScorePoint) -> SafeString:
        x, base = self.x(point.at), self.height - self.bottom
        return format_html(
            '<path class="lw-chart__gap" d="M{} {}l8 8m0-8l-8 8"/>'
            '<text class="lw-chart__gap-label" x="{}" y="{}">{}</text>',
            x - 4,
            base - 14,
            x,
            base - 20,
            point.note or "not scored",
        )
