"""Two small pictures: a span of a hundred, and before beside now."""

from __future__ import annotations

import pytest

from lightwell.kit.shares import before_and_now, span_of_100


def test_a_span_lies_where_its_shares_are() -> None:
    picture = span_of_100(0, 100)
    assert "M7 11H133" in picture
    assert 'aria-hidden="true"' in picture
    assert "M69 11H71" in span_of_100(50, 50)


def test_a_ring_for_before_and_a_dot_for_now() -> None:
    picture = before_and_now(0, 3, 3, 0)
    assert 'cx="132" cy="11" r="6" stroke-width="2" fill="none"' in picture
    assert 'cx="8" cy="11" r="3.5" stroke-width="2" fill="currentColor"' in picture


def test_what_is_not_known_is_not_drawn() -> None:
    assert before_and_now(0, 3, None, None).count("circle") == 0
    assert before_and_now(0, 3, None, 2).count("circle") == 1


@pytest.mark.parametrize(("low", "high"), [(-1, 5), (5, 101), (60, 40)])
def test_a_share_that_cannot_be_is_refused(low: float, high: float) -> None:
    with pytest.raises(ValueError, match="no span"):
        span_of_100(low, high)


def test_a_value_off_the_scale_is_refused() -> None:
    with pytest.raises(ValueError, match="not on the scale"):
        before_and_now(0, 3, None, 4)
