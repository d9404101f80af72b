"""A hundred people as a picture: as many full dots as the words say, from the bottom row up."""

from __future__ import annotations

import re

import pytest

from lightwell.kit.arrays import people_of_100

DOT = re.compile(r'<circle class="([^"]+)" cx="(\d+)" cy="(\d+)"')


@pytest.mark.parametrize("count", [0, 1, 54, 100])
def test_as_many_are_full_as_were_counted(count: int) -> None:
    dots = DOT.findall(people_of_100(count))
    assert len(dots) == 100
    assert sum("--not" not in word for word, _, _ in dots) == count


def test_it_fills_from_the_bottom_row_up_and_from_the_left() -> None:
    full = [
        (int(x), int(y)) for word, x, y in DOT.findall(people_of_100(13)) if "--not" not in word
    ]
    assert {y for _, y in full[:10]} == {114}
    assert full[10:] == [(6, 102), (18, 102), (30, 102)]


@pytest.mark.parametrize("count", [-1, 101])
def test_a_count_that_is_not_of_a_hundred_is_refused(count: int) -> None:
    with pytest.raises(ValueError, match="not a count among 100"):
        people_of_100(count)
