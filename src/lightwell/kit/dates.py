"""Dates as people remember them, and the words in which screens show dates and times."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from typing import Literal, Self

import attrs

MONTHS = tuple(calendar.month_name)
MONTHS_SHORT = tuple(name[:3] for name in MONTHS)
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

Precision = Literal["day", "month", "season", "year", "unknown"]
SEASONS = {"winter": "Winter", "spring": "Spring", "summer": "Summer", "autumn": "Fall"}

# First and last month that people mean by a season, generously: the bounds must hold the truth.
# A winter is named after either of its years, so its bounds reach into both neighbours.
_SEASON_MONTHS = {"spring": (3, 6), "summer": (6, 9), "autumn": (9, 12)}
_TEXT = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?|-(winter|spring|summer|autumn))?", re.ASCII)
_ISO_DATE = re.compile(r"\b\d{4}-\d\d-\d\d\b", re.ASCII)


def clock_words(zone: str) -> str:
    """``New York time``: how a time zone is named to people."""
    return f"{zone.rpartition('/')[2].replace('_', ' ')} time"


@attrs.frozen
class PartialDate:
    """A past date as precise as memory allows: day, month, season, year, or "not sure".

    ``text`` is what is stored: ``2024-03-05``, ``2024-03``, ``2024-spring``, ``2024`` or
    ``unknown``. ``earliest`` and ``latest`` bound the true day; both are None when unknown.
    """

    precision: Precision
    year: int | None = None
    month: int | None = None
    day: int | None = None
    season: str | None = None

    @classmethod
    def unknown(cls) -> Self:
        """The person was asked and is not sure: different from not having been asked."""
        return cls("unknown")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Reads ``text`` back; raises ValueError for anything that ``text`` never produces."""
        if text == "unknown":
            return cls.unknown()
        match = _TEXT.fullmatch(text)
        if match is None:
            raise ValueError(f"not a partial date: {text!r}")
        year, month, day, season = match.groups()
        return cls.of(int(year), _number(month), _number(day), season)

    @classmethod
    def of(
        cls,
        year: int,
        month: int | None = None,
        day: int | None = None,
        season: str | None = None,
    ) -> Self:
        """The date with the finest precision its parts allow; ValueError if impossible."""
        if day is not None:
            dt.date(year, month or 0, day)
            return cls("day", year, month, day)
        if month is not None:
            dt.date(year, month, 1)
            return cls("month", year, month)
        dt.date(year, 1, 1)
        return cls("season", year, season=season) if season else cls("year", year)

    @property
    def text(self) -> str:
        """The stored form."""
        if self.precision == "unknown":
            return "unknown"
        tail = {
            "day": f"-{self.month or 0:02}-{self.day or 0:02}",
            "month": f"-{self.month or 0:02}",
            "season": f"-{self.season}",
            "year": "",
        }[self.precision]
        return f"{self.year:04}{tail}"

    @property
    def earliest(self) -> dt.date | None:
        """The first day that it can have been."""
        bounds = self._bounds()
        return bounds and bounds[0]

    @property
    def latest(self) -> dt.date | None:
        """The last day that it can have been."""
        bounds = self._bounds()
        return bounds and bounds[1]

    @property
    def words(self) -> str:
        """As a person would say it: "March 2024", "Spring 2024", "Not sure"."""
        if self.precision == "unknown":
            return "Not sure"
        lead = {
            "day": f"{MONTHS[self.month or 0]} {self.day}, ",
            "month": f"{MONTHS[self.month or 0]} ",
            "season": f"{SEASONS.get(self.season or '', '')} ",
            "year": "",
        }[self.precision]
        return f"{lead}{self.year}"

    def _bounds(self) -> tuple[dt.date, dt.date] | None:
        if self.year is None:
            return None
        if self.precision == "day":
            day = dt.date(self.year, self.month or 0, self.day or 0)
            return day, day
        if self.season == "winter":
            return dt.date(self.year - 1, 12, 1), _month_end(self.year + 1, 2)
        first, last = _SEASON_MONTHS.get(self.season or "", (1, 12))
        if self.month is not None:
            first = last = self.month
        return dt.date(self.year, first, 1), _month_end(self.year, last)


def _number(digits: str | None) -> int | None:
    return None if digits is None else int(digits)


def _month_end(year: int, month: int) -> dt.date:
    return dt.date(year, month, calendar.monthrange(year, month)[1])


def staff_date(value: dt.date) -> str:
    """``14-Jul-1975``: the one form in which staff read dates (R-9)."""
    return f"{value.day:02}-{MONTHS_SHORT[value.month]}-{value.year}"


def with_staff_dates(text: str) -> str:
    """A sentence of the core, whose dates are written ``2026-11-27``, as staff read dates."""
    return _ISO_DATE.sub(lambda found: _staff_words(found[0]), text)


def _staff_words(written: str) -> str:
    try:
        return staff_date(dt.date.fromisoformat(written))
    except ValueError:  # looks like a day and is none: 2026-02-31
        return written


def staff_time(value: dt.datetime | dt.time) -> str:
    """``14:05``: staff read a 24-hour clock."""
    return f"{value.hour:02}:{value.minute:02}"


def long_date(value: dt.date) -> str:
    """``March 4, 2026``: the month in words, so that no order can be misread."""
    return f"{MONTHS[value.month]} {value.day}, {value.year}"


def patient_date(value: dt.date) -> str:
    """``Tuesday, March 4, 2026``."""
    return f"{WEEKDAYS[value.weekday()]}, {long_date(value)}"


def patient_time(value: dt.datetime | dt.time) -> str:
    """``9:30 am``; noon and midnight are named because "12 am" is misread."""
    if (value.hour, value.minute) in {(0, 0), (12, 0)}:
        return "midnight" if value.hour == 0 else "noon"
    return f"{value.hour % 12 or 12}:{value.minute:02} {'am' if value.hour < 12 else 'pm'}"


def age_on(born: dt.date, day: dt.date) -> int:
    """Completed years of life on that day; a 29 February birthday counts from 1 March."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))
