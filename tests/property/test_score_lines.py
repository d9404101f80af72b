"""The quick way through a table says what the engine says, cell by cell."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import lightwell.clinical as lw
from lightwell.clinical.scorelines import line_scorer, result_cells, result_columns

from .strategies import cells_of

FEW = 40  # for each instrument; there are many
INSTRUMENTS = [made.id for made in lw.instruments()]
SCORERS = {name: line_scorer(lw.instrument(name)) for name in INSTRUMENTS}
ODD = ("", " ", " 1", "01", "yes", "No", "7", "-1", "+1", "1.0", "x", "१")


def _engine(name: str, cells: list[str]) -> tuple[str, ...] | str:
    try:
        return result_cells(lw.score(name, cells))
    except lw.InvalidAnswers as bad:
        return str(bad)


def _quick(name: str, cells: list[str]) -> tuple[str, ...] | str:
    try:
        return SCORERS[name](cells)
    except lw.InvalidAnswers as bad:
        return str(bad)


@pytest.mark.parametrize("name", INSTRUMENTS)
@settings(max_examples=FEW)
@given(data=st.data())
def test_a_row_of_cells_is_scored_as_by_the_engine(name: str, data: st.DataObject) -> None:
    made = lw.instrument(name)
    cells = data.draw(cells_of(made, ODD))
    length = data.draw(st.sampled_from([len(made.scored_items), len(made.items), 0, 40]))
    cells = (cells * 40)[:length]
    assert _quick(name, cells) == _engine(name, cells)


@pytest.mark.parametrize("name", INSTRUMENTS)
@settings(max_examples=FEW)
@given(data=st.data())
def test_a_whole_row_is_scored_as_by_the_engine(name: str, data: st.DataObject) -> None:
    made = lw.instrument(name)
    cells = data.draw(cells_of(made))
    assert _quick(name, cells) == _engine(name, cells)
    assert len(result_columns(made)) == len(SCORERS[name](cells))


def test_every_short_scale_is_the_same_for_every_set_of_answers() -> None:
    for name in ("phq2", "bladder", "audit_c", "cgi_s", "rass", "moaas"):
        made = lw.instrument(name)
        choices = [[*(str(value) for value in item.values), ""] for item in made.items]
        for cells in product(*choices):
            assert _quick(name, list(cells)) == _engine(name, list(cells))
