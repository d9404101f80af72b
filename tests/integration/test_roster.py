"""Reading hours laid on the calendar: boundary minutes, daylight saving, gaps, promises."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from lightwell.access.actions import organisations
from lightwell.access.actors import Role
from lightwell.access.errors import Denied, InvalidInput, NotFound
from lightwell.records.actions import roster as actions
from lightwell.records.models import RosterShift
from lightwell.records.queries import roster
from lightwell.records.reading_hours import ReadingHours, Shift, week_words
from tests.support.cast import SETUP, Cast
from tests.support.risk import NOON, staff_the_week

NEW_YORK = ZoneInfo("America/New_York")
# In 2026 clocks go forward on Sunday 8 March and back on Sunday 1 November.


def at(*parts: int, fold: int = 0) -> datetime:
    """A New York wall-clock moment in UTC."""
    return datetime(*parts, tzinfo=NEW_YORK, fold=fold).astimezone(UTC)  # type: ignore[misc, arg-type]


def hours(*shifts: tuple[int, str, str]) -> ReadingHours:
    """A week of shifts (weekday, from, until)."""
    return ReadingHours(
        NEW_YORK,
        tuple(
            Shift(day, time.fromisoformat(start), time.fromisoformat(end), 1, "Ben", "555-0100")
            for day, start, end in shifts
        ),
    )


OFFICE = hours(*((day, "08:00", "17:00") for day in range(5)))


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        (at(2026, 3, 3, 7, 59, 59), False),
        (at(2026, 3, 3, 8, 0), True),
        (at(2026, 3, 3, 16, 59, 59), True),
        (at(2026, 3, 3, 17, 0), False),
        (at(2026, 3, 7, 12, 0), False),
    ],
)
def test_the_boundary_minutes(moment: datetime, is_open: bool) -> None:
    assert OFFICE.is_open(moment) is is_open


def test_the_next_reading_after_friday_evening_is_monday_morning() -> None:
    assert OFFICE.next_reading(at(2026, 3, 6, 17, 0)) == at(2026, 3, 9, 8, 0)
    assert OFFICE.next_reading(at(2026, 3, 6, 16, 59)) == at(2026, 3, 6, 16, 59)
    assert hours().next_reading(NOON) is None


@pytest.mark.parametrize(
    ("sunday", "length"),
    [((2026, 3, 8), timedelta(hours=3)), ((2026, 11, 1), timedelta(hours=5))],
)
def test_both_clock_changes_follow_the_clock_on_the_wall(
    sunday: tuple[int, int, int], length: timedelta
) -> None:
    night = hours((6, "00:00", "04:00"))
    stretch = next(night.stretches(at(*sunday, 0, 0), at(*sunday, 12, 0)))
    assert stretch.length == length
    assert night.is_open(at(*sunday, 3, 59))
    assert not night.is_open(at(*sunday, 4, 0))


def test_a_shift_in_the_hour_that_is_skipped_begins_after_it() -> None:
    skipped = hours((6, "02:30", "04:00"))
    assert skipped.next_reading(at(2026, 3, 8, 0, 0)) == at(2026, 3, 8, 3, 30)
    assert hours((6, "02:30", "03:15")).next_reading(at(2026, 3, 8, 0, 0)) == at(2026, 3, 15, 2, 30)


def test_of_an_hour_that_comes_twice_the_first_counts() -> None:
    twice = hours((6, "01:00", "01:30"))
    assert twice.is_open(at(2026, 11, 1, 1, 15))
    assert not twice.is_open(at(2026, 11, 1, 1, 15, fold=1))


def test_a_night_of_two_shifts_is_one_stretch() -> None:
    night = hours((4, "20:00", "23:59"), (5, "00:00", "06:00"))
    stretches = list(night.stretches(at(2026, 3, 6, 12, 0), at(2026, 3, 7, 12, 0)))
    assert [(one.starts, one.ends) for one in stretches] == [
        (at(2026, 3, 6, 20, 0), at(2026, 3, 7, 6, 0))
    ]


def test_reading_time_passes_only_while_somebody_reads() -> None:
    hour = timedelta(hours=1)
    assert OFFICE.after_reading(at(2026, 3, 3, 12, 0), hour) == at(2026, 3, 3, 13, 0)
    assert OFFICE.after_reading(at(2026, 3, 6, 16, 30), hour) == at(2026, 3, 9, 8, 30)
    assert hours().after_reading(NOON, hour) is None
    assert OFFICE.end_of_reading_day(at(2026, 3, 6, 18, 0)) == at(2026, 3, 9, 17, 0)
    assert hours().end_of_reading_day(NOON) is None


@pytest.mark.parametrize(
    ("read", "words"),
    [
        (OFFICE, "Monday to Friday, 8:00 am to 5:00 pm"),
        (hours(), ""),
        (
            hours((0, "08:00", "12:00"), (0, "13:00", "17:30"), (2, "09:00", "12:00")),
            "Monday, 8:00 am to noon and 1:00 pm to 5:30 pm; Wednesday, 9:00 am to noon",
        ),
        (
            hours((5, "09:00", "12:00"), (6, "09:00", "12:00")),
            "Saturday and Sunday, 9:00 am to noon",
        ),
        (hours(*((day, "00:00", "23:59") for day in range(7))), "every day, day and night"),
        (hours((0, "08:00", "12:00"), (0, "11:00", "15:00")), "Monday, 8:00 am to 3:00 pm"),
    ],
)
def test_the_week_in_words(read: ReadingHours, words: str) -> None:
    assert week_words(read) == words


# -- with tables ----------


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("level", "when", "by"),
    [
        ("imminent", at(2026, 3, 3, 12, 0), at(2026, 3, 3, 12, 15)),
        ("imminent", at(2026, 3, 7, 3, 0), at(2026, 3, 7, 3, 15)),
        ("red", at(2026, 3, 3, 12, 0), at(2026, 3, 3, 13, 0)),
        ("red", at(2026, 3, 3, 16, 30), at(2026, 3, 4, 8, 30)),
        ("amber", at(2026, 3, 3, 9, 0), at(2026, 3, 3, 13, 0)),
        ("amber", at(2026, 3, 3, 15, 0), at(2026, 3, 3, 17, 0)),
        ("amber", at(2026, 3, 3, 20, 0), at(2026, 3, 4, 12, 0)),
        ("watch", at(2026, 3, 3, 9, 0), at(2026, 3, 3, 17, 0)),
        ("watch", at(2026, 3, 6, 20, 0), at(2026, 3, 9, 17, 0)),
    ],
)
def test_by_when_a_person_is_called(cast: Cast, level: str, when: datetime, by: datetime) -> None:
    staff_the_week(cast.harbour, cast.ben)
    assert roster.call_by(cast.harbour, level, when) == by


@pytest.mark.django_db
def test_without_a_reader_the_time_to_call_has_passed_already(cast: Cast) -> None:
    assert roster.call_by(cast.harbour, "amber", NOON) == NOON
    assert roster.next_reading(cast.harbour, NOON) is None
    words = roster.reading_words(cast.harbour, NOON)
    assert (words.hours, words.is_open, words.next_words, words.phone) == (
        "",
        False,
        "",
        "555-0100",
    )


@pytest.mark.django_db
def test_the_words_name_the_telephone_of_the_reader_on_shift(cast: Cast) -> None:
    staff_the_week(cast.harbour, cast.ben)
    assert roster.reading_words(cast.harbour, NOON).phone == "212-555-0100"
    evening = roster.reading_words(cast.harbour, NOON + timedelta(hours=6))
    assert (evening.phone, evening.next_words) == ("555-0100", "tomorrow at 8:00 am")


@pytest.mark.django_db
def test_a_weekend_is_no_gap_and_a_week_is(cast: Cast) -> None:
    day = timedelta(days=1)
    staff_the_week(cast.harbour, cast.ben)
    assert roster.uncovered(cast.harbour, at(2026, 3, 6, 17, 0), at(2026, 3, 9, 17, 0)) == ()
    for shift in RosterShift.objects.filter(weekday__in=(2, 3, 4)):
        actions.end_shift(by=SETUP, location=cast.harbour, shift=shift.pk)
    missing = roster.uncovered(cast.harbour, NOON, NOON + 3 * day)
    assert missing[0] == "Wednesday 04-Mar-2026"
    assert "Sunday 08-Mar-2026" in missing
    assert "Monday" not in str(missing)


@pytest.mark.django_db
def test_who_is_told_is_on_shift_or_next(cast: Cast) -> None:
    staff_the_week(cast.harbour, cast.ben, days=(1,))
    staff_the_week(cast.harbour, cast.alice, days=(2,))
    assert roster.readers_now(cast.harbour, NOON) == (cast.ben,)
    assert roster.readers_now(cast.harbour, NOON + timedelta(hours=6)) == (cast.alice,)
    assert roster.readers_now(cast.hillside, NOON) == ()


@pytest.mark.django_db
def test_who_may_write_the_roster(cast: Cast) -> None:
    shift = {"weekday": 0, "starts": time(8), "ends": time(9)}
    for user in (cast.ben, cast.frida, cast.dev, cast.chioma):
        with pytest.raises(Denied):
            actions.add_shift(by=cast.actor(user), location=cast.harbour, reader=cast.ben, **shift)
    kept = actions.add_shift(
        by=cast.actor(cast.alice), location=cast.harbour, reader=cast.ben, **shift
    )
    with pytest.raises(NotFound):
        actions.end_shift(by=SETUP, location=cast.hillside, shift=kept.pk)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "field"),
    [({"weekday": 7}, "weekday"), ({"ends": time(8)}, "ends"), ({"starts": time(10)}, "ends")],
)
def test_hours_that_cannot_be(cast: Cast, changes: dict[str, object], field: str) -> None:
    shift = {"weekday": 0, "starts": time(8), "ends": time(9), "reader": cast.ben} | changes
    with pytest.raises(InvalidInput) as refused:
        actions.add_shift(by=SETUP, location=cast.harbour, **shift)  # type: ignore[arg-type]
    assert refused.value.field == field


@pytest.mark.django_db
def test_a_reader_must_hold_a_clinical_role_here(cast: Cast) -> None:
    for reader in (cast.frida, cast.chioma, cast.dev):
        with pytest.raises(InvalidInput, match="clinical role"):
            actions.add_shift(
                by=SETUP,
                location=cast.harbour,
                weekday=0,
                starts=time(8),
                ends=time(9),
                reader=reader,
            )


@pytest.mark.django_db
def test_a_reader_whose_account_or_role_ended_covers_nothing(cast: Cast) -> None:
    staff_the_week(cast.harbour, cast.ben)
    assert roster.hours(cast.harbour).shifts
    cast.ben.is_active = False
    cast.ben.save()
    assert not roster.hours(cast.harbour).shifts
    cast.ben.is_active = True
    cast.ben.save()
    organisations.end_role(by=SETUP, user=cast.ben, location=cast.harbour, role=Role.NURSE)
    assert not roster.hours(cast.harbour).shifts
