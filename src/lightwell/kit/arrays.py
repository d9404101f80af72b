"""A hundred people drawn as ten by ten: what "54 of 100" looks like, the same for good and harm.

Filled from the bottom row up, in one block; filled and ring differ by shape, not by colour alone.
A share told of 1,000 is not drawn: a picture of a hundred would show nothing of it.
"""

from __future__ import annotations

from django.utils.html import format_html
from django.utils.safestring import SafeString

PEOPLE, ROW, STEP = 100, 10, 12
# A stroke of no length with round ends is a dot: a row of dots is one dashed line, and a hundred
# people weigh less than a kilobyte. Painted by attributes: paper reads no styles.
_PICTURE = (
    '<svg class="lw-people" viewBox="0 0 120 120" aria-hidden="true" fill="none"'
    ' stroke="currentColor" stroke-width="9" stroke-linecap="round" stroke-dasharray="0 12">'
    '<path class="lw-people__not" d="{1}"/><path stroke="#fff" stroke-width="6.5" d="{1}"/>'
    '<path class="lw-people__one" d="{0}"/></svg>'
)


def people_of_100(count: int) -> SafeString:
    """The picture of ``count`` in a hundred; the words beside it say the same, so it is hidden.

    Raises ValueError for a count that is not among a hundred.
    """
    if not 0 <= count <= PEOPLE:
        raise ValueError(f"{count} is not a count among {PEOPLE}")
    return format_html(_PICTURE, _rows(0, count), _rows(count, PEOPLE))


def _rows(first: int, end: int) -> str:
    """The dots of these people, row by row from the bottom, as starts and lengths of lines."""
    parts = []
    while first < end:
        row, column = divmod(first, ROW)
        length = min(ROW - column, end - first)
        across, down = column * STEP + STEP // 2, (ROW - 1 - row) * STEP + STEP // 2
        parts.append(f"M{across} {down}h{(length - 1) * STEP}.1")
        first += length
    return "".join(parts)
