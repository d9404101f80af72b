"""Spans of time: sure where the dates are sure, hollow where they are rough, never guessed."""

from __future__ import annotations

import datetime as dt

import pytest

from lightwell.kit.dates import PartialDate
from lightwell.kit.spans import Span, timeline

TODAY = dt.date(2026, 6, 30)


def span(start: str = "unknown", stop: str = "unknown", **more: object) -> Span:
    return Span(
        label="sertraline",
        start=PartialDate.parse(start),
        stop=PartialDate.parse(stop),
        **more,  # type: ignore[arg-type]
    )


def drawn(*spans: Span) -> str:
    """The wide drawing alone."""
    return timeline(spans, today=TODAY, sentence="Two treatments.").split("</svg>")[0]


@pytest.mark.parametrize(
    ("one", "other", "together"),
    [
        (span("2024-01-01", "2024-06-01"), span("2024-03-01", "2024-09-01"), True),
        (span("2024-01-01", "2024-03-01"), span("2024-03-01", "2024-09-01"), False),
        # The second began somewhere in 2024: it may have begun after the first ended.
        (span("2024-01-01", "2024-06-01"), span("2024", "2025-01-01"), False),
        (span("2024-01-01", is_ongoing=True), span("2025", is_ongoing=True), True),
        (span("2024-01-01"), span("2024-01-01"), False),
        (span("2024", "2024"), span("2024-06-01", "2024-07-01"), False),
    ],
)
def test_only_what_certainly_ran_together_is_said(one: Span, other: Span, together: bool) -> None:
    assert one.surely_overlaps(other, TODAY) is together
    assert other.surely_overlaps(one, TODAY) is together


def test_a_sure_span_is_full_and_a_rough_one_has_hollow_ends() -> None:
    exact = drawn(span("2024-01-10", "2024-06-10"))
    assert exact.count("lw-span__sure") == 1
    assert "lw-span__maybe" not in exact
    rough = drawn(span("2024-spring", "2025"))
    assert rough.count("lw-span__maybe") == 2
    assert rough.count("lw-span__sure") == 1


def test_dates_that_leave_no_sure_day_are_hollow_alone() -> None:
    picture = drawn(span("2024", "2024"))
    assert "lw-span__sure" not in picture
    assert "lw-span__maybe" in picture


@pytest.mark.parametrize(
    ("one", "tails"),
    [
        (span("2024-01-10"), 1),
        (span(stop="2024-01-10"), 1),
        (span("2024-01-10", is_ongoing=True), 0),
        (span(stop="2024-06-10", start="2024-01-10"), 0),
    ],
)
def test_an_edge_that_nobody_knows_is_a_dashed_tail(one: Span, tails: int) -> None:
    assert drawn(one).count("lw-span__tail") == tails


def test_what_has_no_date_is_not_drawn() -> None:
    assert timeline([span()], today=TODAY, sentence="None.") == ""
    assert drawn(span(), span("2024")).count("lw-span__label") == 1


def test_the_words_stand_with_their_end_and_late_ones_end_inside() -> None:
    early = drawn(span("2010-01-01", "2011-01-01", ended="lost its effect"), span("2026-05-01"))
    assert "sertraline, lost its effect</text>" in early
    assert early.count("lw-span__label--end") == 1


def test_many_years_are_thinned_and_start_at_the_first() -> None:
    picture = drawn(span("1990-05-01", "1991-05-01"))
    years = picture.count("lw-chart__tick-label")
    assert ">1990</text>" in picture
    assert 5 <= years <= 9


def test_words_are_escaped() -> None:
    assert "<script>" not in drawn(Span(label="<script>", start=PartialDate.parse("2024")))
