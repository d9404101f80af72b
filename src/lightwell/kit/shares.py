"""Two small pictures: a span of shares of a hundred, and a value before beside the value now.

Filled and ring differ by shape, not by colour alone; the words beside a picture say the same, so
it is hidden from readers. Painted by attributes: paper reads no styles.
"""

from __future__ import annotations

from django.utils.html import format_html
from django.utils.safestring import SafeString

WIDTH, HEIGHT, SIDE = 140, 22, 8
_FRAME = (
    '<svg width="{}" height="{}" viewBox="0 0 {} {}" aria-hidden="true" fill="none"'
    ' stroke="currentColor"><path stroke-width="1" d="M{} 11H{}M{} 6v10M{} 6v10"/>{}</svg>'
)


def span_of_100(low: float, high: float) -> SafeString:
    """A line from 0 to 100 with the span on it; a span of no width is one upright stroke.

    Raises ValueError for a share that is not among a hundred.
    """
    if not 0 <= low <= high <= 100:
        raise ValueError(f"{low} to {high} is no span of a hundred")
    left, right = _at(low, 0, 100), _at(high, 0, 100)
    return _framed(
        format_html('<path stroke-width="10" d="M{} 11H{}"/>', left - 1, max(right, left) + 1)
    )


def before_and_now(lowest: int, highest: int, before: int | None, now: int | None) -> SafeString:
    """A line over the whole scale: a ring where it was, a dot where it is; unknown is not drawn.

    Raises ValueError for a value that is not on the scale.
    """
    parts = []
    for value, fill in ((before, "none"), (now, "currentColor")):
        if value is None:
            continue
        if not lowest <= value <= highest:
            raise ValueError(f"{value} is not on the scale of {lowest} to {highest}")
        radius = 6 if fill == "none" else 3.5
        parts.append(
            format_html(
                '<circle cx="{}" cy="11" r="{}" stroke-width="2" fill="{}"/>',
                _at(value, lowest, highest),
                radius,
                fill,
            )
        )
    return _framed(SafeString("".join(parts)))


def _at(value: float, lowest: float, highest: float) -> int:
    return round(SIDE + (WIDTH - 2 * SIDE) * (value - lowest) / (highest - lowest))


def _framed(inside: SafeString) -> SafeString:
    left, right = SIDE, WIDTH - SIDE
    return format_html(_FRAME, WIDTH, HEIGHT, WIDTH, HEIGHT, left, right, left, right, inside)
