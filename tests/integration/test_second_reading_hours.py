"""Reading hours at their edges: the last minute of a day, whole weeks, a week ahead."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from lightwell.records.queries.roster import moment_words
from lightwell.records.reading_hours import ReadingHours, Shift, week_words

NEW_YORK = ZoneInfo("America/New_York")
ALWAYS = ReadingHours(
    NEW_YORK,
    tuple(Shift(day, time(0, 0), time(23, 59), 1, "Ben Brook", "555-0100") for day in range(7)),
)
EVENINGS = ReadingHours(NEW_YORK, (Shift(1, time(18), time(23, 59), 1, "Ben Brook", "555-0100"),))


def at(month: int, day: int, hour: int, minute: int = 0, second: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, second, tzinfo=NEW_YORK).astimezone(UTC)


@pytest.mark.parametrize("second", range(0, 120, 7))
def test_a_roster_round_the_clock_is_open_in_the_last_minute_of_the_day(second: int) -> None:
    moment = at(3, 3, 23, 59) + timedelta(seconds=second)
    assert ALWAYS.is_open(moment)
    assert [shift.reader for shift in ALWAYS.readers(moment)] == ["Ben Brook"]


@pytest.mark.parametrize("day", [at(3, 7, 12), at(10, 31, 12)], ids=["spring", "autumn"])
def test_no_hour_is_lost_on_the_nights_when_the_clocks_change(day: datetime) -> None:
    assert ALWAYS.is_without_gap(day)
    assert not EVENINGS.is_without_gap(day)
    hour = timedelta(hours=30)
    assert ALWAYS.after_reading(day, hour) == day + hour


def test_a_shift_to_the_last_minute_ends_at_midnight() -> None:
    assert EVENINGS.is_open(at(3, 3, 23, 59, 59))
    assert not EVENINGS.is_open(at(3, 4, 0))
    assert week_words(EVENINGS) == "Tuesday, 6:00 pm to midnight"
    assert EVENINGS.end_of_reading_day(at(3, 3, 20)) == at(3, 4, 0)


def test_the_same_weekday_a_week_ahead_is_named_with_its_date() -> None:
    now = at(6, 2, 23, 30)
    soon, late = now + timedelta(days=6), now + timedelta(days=7)
    assert moment_words(soon, now, NEW_YORK) == "Monday at 11:30 pm"
    assert moment_words(late, now, NEW_YORK) == "Tuesday, June 9, at 11:30 pm"
