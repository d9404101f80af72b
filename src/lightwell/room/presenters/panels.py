"""The geometry of three panels under one clock: fixed scales, fixed window, words for limits."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from attrs import frozen
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

WIDTH, LEFT, RIGHT = 760, 46, 128
TOP, GAP, FOOT = 6, 26, 40
STEP_MIN = 15
_CAP = 6


@frozen(kw_only=True)
class Band:
    """An area beyond a limit of the programme, named in words."""

    low: float
    high: float
    words: str


@frozen(kw_only=True)
class Mark:
    """One value at its time: a single one, or the pair of a blood pressure."""

    minute: float
    value: int
    lower: int | None = None
    is_beyond: bool = False

    @property
    def words(self) -> str:
        """``142/88``, or the value alone."""
        return str(self.value) if self.lower is None else f"{self.value}/{self.lower}"


@frozen(kw_only=True)
class Panel:
    """One quantity on its own fixed scale; different units never share a panel."""

    name: str
    unit: str
    low: int
    high: int
    height: int
    ticks: Sequence[int]
    bands: Sequence[Band] = ()
    marks: Sequence[Mark] = ()


@frozen(kw_only=True)
class Window:
    """Minutes from the start of the dose: always 135 of them, moved and never stretched."""

    first: int
    last: int
    now: float | None

    def x(self, minute: float) -> float:
        """Proportional time."""
        share = (minute - self.first) / (self.last - self.first)
        return round(LEFT + share * (WIDTH - LEFT - RIGHT), 1)

    def shows(self, minute: float) -> bool:
        """Whether a time lies in the window."""
        return self.first <= minute <= self.last

    @property
    def ticks(self) -> list[int]:
        """Every quarter of an hour."""
        return list(range(self.first, self.last + 1, STEP_MIN))


def draw(panels: Sequence[Panel], window: Window, sentence: str, what: str) -> SafeString:
    """All panels in one picture, with the sentence as its name."""
    parts, top = [], TOP
    for panel in panels:
        parts.append(_Drawn(panel, window, top + GAP - 6).svg())
        top += GAP + panel.height
    base = top
    return format_html(
        '<svg viewBox="0 0 {} {}" role="img" aria-label="{}">{}{}{}</svg>',
        WIDTH,
        base + FOOT,
        sentence,
        format_html_join("", "{}", ((part,) for part in parts)),
        _clock(window, base, what),
        _now(window, base),
    )


def _clock(window: Window, base: int, what: str) -> SafeString:
    ticks = format_html_join(
        "",
        '<text class="lw-vitals__label lw-vitals__label--x" x="{}" y="{}">{}</text>',
        ((window.x(tick), base + 14, f"{tick:+d}" if tick else "start") for tick in window.ticks),
    )
    middle = (LEFT + WIDTH - RIGHT) / 2
    return format_html(
        '{}<text class="lw-vitals__label lw-vitals__label--x" x="{}" y="{}">'
        "minutes from the start of the {}</text>",
        ticks,
        middle,
        base + 32,
        what,
    )


def _now(window: Window, base: int) -> SafeString | str:
    if window.now is None or not window.shows(window.now):
        return ""
    return format_html(
        '<path class="lw-vitals__now" d="M{} {}V{}"/>', window.x(window.now), TOP + GAP, base
    )


@frozen
class _Drawn:
    panel: Panel
    window: Window
    top: int

    @property
    def base(self) -> int:
        return self.top + self.panel.height

    def y(self, value: float) -> float:
        """The panel's own scale; what is off it is drawn at its edge, with its number."""
        low, high = self.panel.low, self.panel.high
        share = (min(max(value, low), high) - low) / (high - low)
        return round(self.base - share * self.panel.height, 1)

    def svg(self) -> SafeString:
        panel, right = self.panel, WIDTH - RIGHT
        return format_html(
            '<rect class="lw-vitals__panel" x="{}" y="{}" width="{}" height="{}"/>{}{}'
            '<text class="lw-vitals__name" x="{}" y="{}">{}</text>{}{}',
            LEFT,
            self.top,
            right - LEFT,
            panel.height,
            self._bands(),
            self._ticks(),
            LEFT,
            self.top - 6,
            f"{panel.name}, {panel.unit}",
            self._line(),
            self._marks(),
        )

    def _bands(self) -> SafeString:
        left, right = LEFT, WIDTH - RIGHT
        rows = []
        for band in self.panel.bands:
            top, bottom = self.y(band.high), self.y(band.low)
            label = min(max((top + bottom) / 2 + 4, self.top + 10), self.base)
            edge = bottom if band.high >= self.panel.high else top
            rows.append((left, top, right - left, round(bottom - top, 1), left, edge, right,
                         right + 8, label, band.words))  # fmt: skip
        return format_html_join(
            "",
            '<rect class="lw-vitals__band" x="{}" y="{}" width="{}" height="{}"/>'
            '<path class="lw-vitals__edge" d="M{} {}H{}"/>'
            '<text class="lw-vitals__label" x="{}" y="{}">{}</text>',
            rows,
        )

    def _ticks(self) -> SafeString:
        right = WIDTH - RIGHT
        return format_html_join(
            "",
            '<path class="lw-vitals__grid" d="M{} {}H{}"/>'
            '<text class="lw-vitals__label lw-vitals__label--y" x="{}" y="{}">{}</text>',
            (
                (LEFT, self.y(tick), right, LEFT - 7, self.y(tick) + 4, tick)
                for tick in self.panel.ticks
            ),
        )

    @property
    def shown(self) -> list[Mark]:
        return [mark for mark in self.panel.marks if self.window.shows(mark.minute)]

    def _line(self) -> SafeString | str:
        """Single values are joined; the two of a blood pressure never across time (R-52)."""
        points = [mark for mark in self.shown if mark.lower is None]
        if len(points) < 2:
            return ""
        path = "L".join(f"{self.window.x(one.minute)} {self.y(one.value)}" for one in points)
        return format_html('<path class="lw-vitals__line" d="M{}"/>', path)

    def _marks(self) -> SafeString:
        return format_html_join("", "{}{}", self._each(self.shown))

    def _each(self, marks: Sequence[Mark]) -> Iterable[tuple[SafeString, SafeString | str]]:
        for mark in marks:
            is_last = mark is marks[-1]
            needs_words = is_last or mark.is_beyond
            yield self._shape(mark, is_last), self._value(mark) if needs_words else ""

    def _shape(self, mark: Mark, is_last: bool) -> SafeString:
        x, y = self.window.x(mark.minute), self.y(mark.value)
        last = " lw-vitals__{}--last" if is_last else ""
        if mark.lower is None:
            kind = last.format("dot")
            return format_html(
                '<circle class="lw-vitals__dot{}" cx="{}" cy="{}" r="5"/>', kind, x, y
            )
        low = self.y(mark.lower)
        return format_html(
            '<path class="lw-vitals__mark{}" d="M{} {}h{}M{} {}V{}M{} {}h{}"/>',
            last.format("mark"),
            x - _CAP, y, 2 * _CAP, x, y, low, x - _CAP, low, 2 * _CAP,
        )  # fmt: skip

    def _value(self, mark: Mark) -> SafeString:
        """The newest number, and each beyond a limit, stand beside their shape."""
        y = self.y(mark.value)
        above = y - 9 >= self.top + 8
        off = "" if self.panel.low <= mark.value <= self.panel.high else " (off the scale)"
        return format_html(
            '<text class="lw-vitals__value" x="{}" y="{}">{}</text>',
            self.window.x(mark.minute),
            y - 9 if above else self.y(mark.lower or mark.value) + 19,
            f"{mark.words}{off}",
        )
