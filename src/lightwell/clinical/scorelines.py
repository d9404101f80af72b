"""Score many sets of answers: the cells of a row in, the cells of its result out.

Whole rows of an instrument that is a plain sum are looked up in tables; every other row goes
through :func:`lightwell.clinical.scoring.score_with`. Both say the same, which
``tests/property/test_score_lines.py`` holds.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from operator import getitem

from .questionnaires import Instrument, Item
from .scoring import Safety, Score, score_with

Cells = tuple[str, ...]
REMEMBERED = 20_000  # results kept of rows that are not plain sums


def result_columns(made: Instrument) -> tuple[str, ...]:
    """The names of the cells that a result has."""
    columns: tuple[str, ...] = ("total", "band", "complete", "missing", "safety")
    columns += ("risk",) if made.is_triage else ()
    columns += tuple(item.id for item in made.items) if not made.summed else ()
    return columns + tuple(sign.id for sign in made.signs)


def result_cells(found: Score) -> Cells:
    """A result as cells; what is not known is an empty cell, never a zero."""
    made = found.instrument
    cells: tuple[str, ...] = (
        "" if found.total is None else str(found.total),
        found.result or "",
        "yes" if found.complete else "no",
        " ".join(str(number) for number in found.missing),
        found.safety,
    )
    cells += (str(found.risk),) if made.is_triage else ()
    if not made.summed:
        cells += tuple("" if answer is None else str(answer) for answer in found.answers)
    return cells + tuple(outcome.value for outcome in found.signs.values())


def line_scorer(made: Instrument) -> Callable[[Sequence[str]], Cells]:
    """A function that scores one row of answers; it refuses as ``score_with`` does."""

    @lru_cache(maxsize=REMEMBERED)
    def slowly(cells: Cells) -> Cells:
        return result_cells(score_with(made, cells))

    if not _is_plain(made):
        return lambda cells: slowly(tuple(cells))
    tables = [_points_by_text(item) for item in made.items]
    results = _results(made)
    asked = (made.safety_item or 0) - 1
    lengths = (len(made.scored_items), len(tables))

    def quickly(cells: Sequence[str]) -> Cells:
        if len(cells) not in lengths:
            return slowly(tuple(cells))
        try:
            total = sum(map(getitem, tables, cells))
        except KeyError:  # blank, or written in another way: the engine reads it
            return slowly(tuple(cells))
        return results[asked >= 0 and cells[asked] != "0"][total]

    return quickly


def _is_plain(made: Instrument) -> bool:
    """Whether a whole row is a sum of its cells and nothing else."""
    trailing = [item.scored for item in made.items]
    return (
        made.summed
        and not (made.is_triage or made.domains or made.screen or made.signs or made.safety_also)
        and all(item.asked_if is None for item in made.items)
        and trailing == sorted(trailing, reverse=True)
    )


def _points_by_text(item: Item) -> Mapping[str, int]:
    """What each text in a cell adds; an item that is not scored adds nothing and may be blank."""
    points = {str(value): item.points[value] if item.scored else 0 for value in item.points}
    return points if item.scored else {**points, "": 0}


def _results(made: Instrument) -> Mapping[bool, Mapping[int, Cells]]:
    """The cells of every sum, with the safety item answered with zero and with more."""
    found: dict[bool, dict[int, Cells]] = {False: {}, True: {}}
    for points in range(made.minimum // made.multiply, made.maximum // made.multiply + 1):
        total = points * made.multiply
        band = made.band_of(total)
        for is_positive, cells in found.items():
            safety: Safety = "positive" if is_positive else "none"
            cells[points] = (str(total), band.label if band else "", "yes", "", safety)
    return found
