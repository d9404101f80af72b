"""How far a scale looks back, set against a first dose."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

import lightwell.clinical as lw
from lightwell.clinical.recall import recall_after

FIRST = date(2026, 3, 4)
SERIES = lw.find_programme("iv-series")


def test_phq9_opens_on_day_seven_and_is_whole_on_day_fourteen() -> None:
    found = recall_after(SERIES, "phq9", FIRST)
    assert (found.opens_on, found.whole_from) == (date(2026, 3, 11), date(2026, 3, 18))
    closed = [day for day in range(-2, 20) if found.is_closed(FIRST + timedelta(days=day))]
    mixed = [day for day in range(-2, 20) if found.overlaps(FIRST + timedelta(days=day))]
    assert (closed, mixed) == (list(range(7)), list(range(14)))
    assert found.why_closed() == (
        "PHQ-9 looks back 14 days, and the first dose was on 04-Mar-2026. "
        "It can be sent from 11-Mar-2026 on."
    )


@pytest.mark.parametrize(("name", "closed", "mixed"), [("madrs", 0, 7), ("now_scale", 0, 0)])
def test_what_a_programme_does_not_hold_back_is_never_closed(
    name: str, closed: int, mixed: int
) -> None:
    found = recall_after(SERIES, name, FIRST)
    days = [FIRST + timedelta(days=day) for day in range(20)]
    assert sum(map(found.is_closed, days)) == closed
    assert sum(map(found.overlaps, days)) == mixed
