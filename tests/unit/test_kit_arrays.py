"""A hundred people as a picture: as many full dots as the words say, from the bottom row up."""

from __future__ import annotations

import re

import pytest

from lightwell.kit.arrays import people_of_100

LINE = re.compile(r"M(\d+) (\d+)h(\d+)\.1")


def dots(count: int, word: str) -> list[tuple[int, int]]:
    """Where the dots of one kind stand: a dashed line has one at every twelve units."""
    path = re.search(rf'class="lw-people__{word}"[^>]* d="([^"]*)"', people_of_100(count))
    assert path is not None
    return [
        (int(x) + 12 * step, int(y))
        for x, y, length in LINE.findall(path[1])
        for step in range(int(length) // 12 + 1)
    ]


@pytest.mark.parametrize("count", [0, 1, 9, 10, 54, 99, 100])
def test_as_many_are_full_as_were_counted_and_the_others_are_rings(count: int) -> None:
    full, rings = dots(count, "one"), dots(count, "not")
    assert (len(full), len(rings)) == (count, 100 - count)
    assert len({*full, *rings}) == 100


def test_it_fills_from_the_bottom_row_up_and_from_the_left() -> None:
    full = dots(13, "one")
    assert {y for _, y in full[:10]} == {114}
    assert full[10:] == [(6, 102), (18, 102), (30, 102)]


def test_it_is_light() -> None:
    assert len(people_of_100(54)) < 1_000


@pytest.mark.parametrize("count", [-1, 101])
def test_a_count_that_is_not_of_a_hundred_is_refused(count: int) -> None:
    with pytest.raises(ValueError, match="not a count among 100"):
        people_of_100(count)
