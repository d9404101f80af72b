"""A hundred people drawn as ten by ten: what "54 of 100" looks like, the same for good and harm.

Filled from the bottom row up, in one block; filled and ring differ by shape, not by colour alone.
A share told of 1,000 is not drawn: a picture of a hundred would show nothing of it.
"""

from __future__ import annotations

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

PEOPLE, ROW, STEP, RADIUS, RING = 100, 10, 12, 4.5, 4


def people_of_100(count: int) -> SafeString:
    """The picture of ``count`` in a hundred; the words beside it say the same, so it is hidden.

    Raises ValueError for a count that is not among a hundred.
    """
    if not 0 <= count <= PEOPLE:
        raise ValueError(f"{count} is not a count among {PEOPLE}")
    # Painted by attributes as well: paper does not read the styles of the screen.
    one = '<circle class="{}" cx="{}" cy="{}" r="{}" fill="{}" stroke="currentColor"/>'
    dots = format_html_join("", one, _dots(count))
    return format_html(
        '<svg class="lw-people" viewBox="0 0 120 120" width="120" height="120" aria-hidden="true"'
        ' focusable="false">{}</svg>',
        dots,
    )


def _dots(count: int) -> list[tuple[str, int, int, float, str]]:
    found = []
    for number in range(PEOPLE):
        row, column = divmod(number, ROW)
        across, down = column * STEP + STEP // 2, (ROW - 1 - row) * STEP + STEP // 2
        is_filled = number < count
        word = "lw-people__one" if is_filled else "lw-people__one lw-people__one--not"
        size, fill = (RADIUS, "currentColor") if is_filled else (RING, "none")
        found.append((word, across, down, size, fill))
    return found
