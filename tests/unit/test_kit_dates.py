"""Dates: every impossible one is refused with words that say what to do; rough ones are kept."""

from __future__ import annotations

import datetime as dt
import time
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from lightwell.kit import dates, fields
from lightwell.kit.dates import PartialDate
from lightwell.kit.forms import KitForm
from lightwell.kit.templatetags import kit

TODAY = dt.date(2026, 11, 20)


class Form(KitForm):
    born = fields.DateField(label="Born", thing="your date of birth", is_birth=True)
    began = fields.ApproximateDateField(label="Began", thing="the start", required=False)


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "localdate", lambda: TODAY)


def born(month: str, day: str, year: str) -> Form:
    return Form({"born_month": month, "born_day": day, "born_year": year})


def began(**parts: str) -> Form:
    sent = {"born_month": "1", "born_day": "2", "born_year": "1990"}
    return Form(sent | {f"began_{part}": value for part, value in parts.items()})


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        (("2", "29", "1984"), dt.date(1984, 2, 29)),
        (("02", "09", "1984"), dt.date(1984, 2, 9)),
        (("Feb", "9", "1984"), dt.date(1984, 2, 9)),
        (("february", "9", "1984"), dt.date(1984, 2, 9)),
        (("Sept.", "9", "1984"), None),
        ((" 7 ", " 4 ", " 1976 "), dt.date(1976, 7, 4)),
        (("11", "20", "2026"), TODAY),
    ],
)
def test_a_day_as_people_write_it(typed: tuple[str, str, str], day: dt.date | None) -> None:
    form = born(*typed)
    form.is_valid()
    assert form.cleaned_data.get("born") == day


@pytest.mark.parametrize(
    ("typed", "message", "focus"),
    [
        (("", "", ""), "Enter your date of birth", "id_born_month"),
        (("2", "", "1985"), "Your date of birth must include a day", "id_born_day"),
        (("", "", "1985"), "Your date of birth must include a month and a day", "id_born_month"),
        (("2", "30", "1985"), "February 1985 has 28 days. Check the day.", "id_born_day"),
        (("2", "29", "1900"), "February 1900 has 28 days. Check the day.", "id_born_day"),
        (("4", "31", "1985"), "April 1985 has 30 days. Check the day.", "id_born_day"),
        (("13", "1", "1985"), "The month must be 1 to 12", "id_born_month"),
        (("0", "1", "1985"), "The month must be 1 to 12", "id_born_month"),
        (("Smarch", "1", "1985"), "Enter the month as a number or a name, like 3", "id_born_month"),
        (("1", "0", "1985"), "The day must be 1 to 31", "id_born_day"),
        (("1", "x", "1985"), "Enter the day as a number, like 14", "id_born_day"),
        (("1", "1", "85"), "Enter the year with 4 digits, like 1985", "id_born_year"),
        (("1", "1", "1899"), "Check the year: it must be 1900 to 2100", "id_born_year"),
        (("1", "1", "١٩٨٥"), "Enter the year with 4 digits, like 1985", "id_born_year"),
        (
            ("11", "21", "2026"),
            "Your date of birth must be today or in the past",
            "id_born_month",
        ),
    ],
)
def test_an_impossible_day_says_what_to_do_and_keeps_what_was_typed(
    typed: tuple[str, str, str], message: str, focus: str
) -> None:
    form = born(*typed)
    assert not form.is_valid()
    assert [(error.text, error.href) for error in form.summary_errors] == [(message, f"#{focus}")]
    html = str(form["born"].as_field_group())
    assert all(f'value="{part}"' in html for part in typed)


def test_the_boxes_follow_the_order_of_the_place() -> None:
    form = Form(date_order="dmy")
    html = str(form["born"].as_field_group())
    assert html.index("born_day") < html.index("born_month") < html.index("born_year")


@pytest.mark.parametrize(
    ("parts", "text", "earliest", "latest", "words"),
    [
        ({"year": "2021"}, "2021", "2021-01-01", "2021-12-31", "2021"),
        (
            {"month": "2", "year": "2020"},
            "2020-02",
            "2020-02-01",
            "2020-02-29",
            "February 2020",
        ),
        (
            {"month": "2", "day": "3", "year": "2020"},
            "2020-02-03",
            "2020-02-03",
            "2020-02-03",
            "February 3, 2020",
        ),
        (
            {"season": "spring", "year": "2020"},
            "2020-spring",
            "2020-03-01",
            "2020-06-30",
            "Spring 2020",
        ),
        # A winter may be named after either of its years: the bounds must hold both.
        (
            {"season": "winter", "year": "2020"},
            "2020-winter",
            "2019-12-01",
            "2021-02-28",
            "Winter 2020",
        ),
    ],
)
def test_a_rough_date_keeps_its_precision(
    parts: dict[str, str], text: str, earliest: str, latest: str, words: str
) -> None:
    form = began(**parts)
    assert form.is_valid(), form.errors
    value = form.cleaned_data["began"]
    assert value.text == text
    assert value.words == words
    assert (value.earliest.isoformat(), value.latest.isoformat()) == (earliest, latest)
    assert PartialDate.parse(text) == value


def test_not_sure_is_an_answer_and_nothing_is_none() -> None:
    assert began(unsure="yes").fields["began"].clean({"unsure": "yes"}) == PartialDate.unknown()
    form = began()
    assert form.is_valid()
    assert form.cleaned_data["began"] is None
    assert PartialDate.unknown().words == "Not sure"
    assert PartialDate.unknown().earliest is None


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ({"month": "3"}, "The start must include a year"),
        ({"day": "3", "year": "2020"}, "The start must include a month"),
        ({"season": "summer"}, "The start must include a year"),
        ({"season": "summer", "month": "7", "year": "2020"}, "Give a month or a season, not both"),
        ({"season": "monsoon", "year": "2020"}, "Choose one of the seasons shown"),
        ({"unsure": "yes", "year": "2020"}, "Give a date or tick “I am not sure”, not both"),
        ({"year": "2027"}, "The start must be today or in the past"),
        ({"month": "12", "year": "2026"}, "The start must be today or in the past"),
        ({"month": "2", "day": "30", "year": "2021"}, "February 2021 has 28 days. Check the day."),
    ],
)
def test_a_rough_date_that_cannot_be_is_refused(parts: dict[str, str], message: str) -> None:
    form = began(**parts)
    assert not form.is_valid()
    assert form.errors["began"] == [message]


def test_the_present_year_is_past_enough() -> None:
    assert began(year="2026").is_valid()


@pytest.mark.parametrize("text", ["", "2020-13", "2020-02-30", "20", "2020-Winter", "yes"])
def test_a_stored_rough_date_that_was_never_written_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the calendar's own words also count
        PartialDate.parse(text)


@given(st.dates(min_value=dt.date(1900, 1, 1), max_value=TODAY))
def test_every_past_day_survives_the_boxes(day: dt.date) -> None:
    form = born(str(day.month), str(day.day), str(day.year))
    assert (
        form.fields["born"].clean(
            {"month": str(day.month), "day": str(day.day), "year": str(day.year)}
        )
        == day
    )
    assert PartialDate.parse(day.isoformat()).earliest == day
    assert form.fields["born"].prepare_value(day)["year"] == str(day.year)


@pytest.mark.parametrize("zone", ["UTC", "Pacific/Auckland"])
def test_dates_do_not_follow_the_machine(zone: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    moment = dt.datetime(2026, 3, 4, 14, 30, tzinfo=dt.UTC)
    with timezone.override("America/New_York"):
        assert kit.staff_datetime(moment) == "04-Mar-2026 09:30"
        assert kit.patient_datetime(moment) == "Wednesday, March 4, 2026 at 9:30 am"
    monkeypatch.undo()
    time.tzset()


def test_both_sides_of_the_repeated_hour_are_told_in_local_time() -> None:
    with timezone.override("America/New_York"):
        before = dt.datetime(2026, 11, 1, 5, 59, tzinfo=dt.UTC)
        assert kit.staff_time(before) == "01:59"
        assert kit.staff_time(before + dt.timedelta(minutes=1)) == "01:00"


@pytest.mark.parametrize(
    ("clock", "words"),
    [
        (dt.time(0, 0), "midnight"),
        (dt.time(0, 5), "12:05 am"),
        (dt.time(12, 0), "noon"),
        (dt.time(12, 5), "12:05 pm"),
        (dt.time(17, 0), "5:00 pm"),
    ],
)
def test_the_clock_of_patients(clock: dt.time, words: str) -> None:
    assert dates.patient_time(clock) == words


def test_a_moment_without_a_zone_is_a_fault() -> None:
    with pytest.raises(ValueError, match="naive"):
        kit.staff_datetime(dt.datetime(2026, 3, 4, 14, 30))  # noqa: DTZ001 - the fault itself


@pytest.mark.parametrize(
    "show", [kit.staff_date, kit.staff_time, kit.staff_datetime, kit.patient_date]
)
def test_what_is_not_recorded_says_so(show: Any) -> None:
    assert show(None) == "Not recorded"


def test_age_counts_completed_years() -> None:
    leap = dt.date(2000, 2, 29)
    assert dates.age_on(leap, dt.date(2026, 2, 28)) == 25
    assert dates.age_on(leap, dt.date(2026, 3, 1)) == 26


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("weighed 2026-11-27, again by 2026-12-01", "weighed 27-Nov-2026, again by 01-Dec-2026"),
        ("version 2026.1, 2026-02-31, 12026-11-271", "version 2026.1, 2026-02-31, 12026-11-271"),
        ("", ""),
    ],
)
def test_dates_of_the_core_are_read_as_staff_read_dates(said: str, read: str) -> None:
    assert dates.with_staff_dates(said) == read
