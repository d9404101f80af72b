"""Dates in three boxes; impossible ones are refused with the reason, rough ones are welcome."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

import attrs
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from lightwell.kit.dates import MONTHS, MONTHS_SHORT, SEASONS, PartialDate, patient_date
from lightwell.kit.fields.base import KitBoundField, KitField

Parts = Mapping[str, str]
ORDERS = {"mdy": ("month", "day", "year"), "dmy": ("day", "month", "year")}
_LABELS = {"month": "Month", "day": "Day", "year": "Year"}
_DIGITS = re.compile(r"\d{1,4}", re.ASCII)
_OLDEST_YEAR = 1900


class DatePartsWidget(forms.Widget):
    """Reads the boxes of one date from what was sent; the field's template draws them."""

    names: tuple[str, ...] = ("month", "day", "year")

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Parts | None:
        """What was typed, part by part; None when the page had no such boxes."""
        if self.value_omitted_from_data(data, files, name):
            return None
        return {part: str(data.get(f"{name}_{part}", "")).strip() for part in self.names}

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        """True when no box of this date was sent."""
        return not any(f"{name}_{part}" in data for part in self.names)


class ApproximateDateWidget(DatePartsWidget):
    """The three boxes, a season, and "I am not sure"."""

    names = ("month", "day", "year", "season", "unsure")


@attrs.frozen
class Box:
    """One box of a date as the template shows it."""

    part: str
    label: str
    name: str
    id: str
    value: str
    in_error: bool
    width: str
    autocomplete: str


class DateBoundField(KitBoundField):
    """A date inside a form."""

    field: DateField

    @property
    def parts(self) -> Parts:
        """What the boxes hold: as typed, or the initial date."""
        value = self.value()
        return value if isinstance(value, Mapping) else {}

    @property
    def parts_in_error(self) -> frozenset[str]:
        """The boxes that the message is about; all three when it is about the date."""
        errors = self.form.errors.as_data().get(self.name, [])
        named = frozenset((errors[0].code or "").split("+")) & _LABELS.keys() if errors else None
        if named is None:
            return frozenset()
        return named or frozenset(_LABELS)

    @property
    def boxes(self) -> list[Box]:
        """The three boxes in the order people of the place write dates."""
        wrong = self.parts_in_error
        return [
            Box(
                part=part,
                label=_LABELS[part],
                name=f"{self.html_name}_{part}",
                id=f"{self.base_id}_{part}",
                value=self.parts.get(part, ""),
                in_error=part in wrong,
                width={"year": "4", "day": "2"}.get(part, ""),
                autocomplete=f"bday-{part}" if self.field.is_birth else "off",
            )
            for part in self._order
        ]

    @property
    def focus_id(self) -> str:
        """The first box that needs correcting."""
        wrong = self.parts_in_error or frozenset(_LABELS)
        return f"{self.base_id}_{next(part for part in self._order if part in wrong)}"

    @property
    def season(self) -> str:
        """The chosen season, if any."""
        return self.parts.get("season", "")

    @property
    def seasons(self) -> list[tuple[str, str]]:
        """All seasons to choose from."""
        return list(SEASONS.items())

    @property
    def unsure(self) -> bool:
        """Whether "I am not sure" is ticked."""
        return bool(self.parts.get("unsure"))

    @property
    def _order(self) -> tuple[str, ...]:
        return ORDERS[getattr(self.form, "date_order", "mdy")]


class DateField(KitField):
    """An exact day. ``past`` and ``future`` include today; ``is_birth`` also bounds the age."""

    bound_field_class = DateBoundField
    template = "kit/fields/date.html"
    widget = DatePartsWidget

    def __init__(
        self,
        *,
        past: bool = False,
        future: bool = False,
        is_birth: bool = False,
        oldest_year: int = _OLDEST_YEAR,
        **kwargs: Any,
    ) -> None:
        self.past = past or is_birth
        self.future = future
        self.is_birth = is_birth
        self.oldest_year = oldest_year
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        """An initial date split into its boxes."""
        if isinstance(value, dt.date):
            return {"month": str(value.month), "day": str(value.day), "year": str(value.year)}
        return value

    def to_python(self, value: Any) -> Any:
        """The day, or None when all boxes are empty."""
        parts = value or {}
        if not any(parts.get(part) for part in _LABELS):
            return None
        missing = [part for part in ("month", "day", "year") if not parts.get(part)]
        if missing:
            raise ValidationError(
                f"{self.starts} must include a {' and a '.join(missing)}", code="+".join(missing)
            )
        year, month, day = self._year(parts), self._month(parts), self._day(parts)
        return self._within(self._possible(year, month, day))

    def _possible(self, year: int, month: int, day: int) -> dt.date:
        length = calendar.monthrange(year, month)[1]
        if not 1 <= day <= length:
            raise ValidationError(
                f"{MONTHS[month]} {year} has {length} days. Check the day.", code="day"
            )
        return dt.date(year, month, day)

    def _within(self, day: dt.date) -> dt.date:
        today = timezone.localdate()
        if self.past and day > today:
            raise ValidationError(f"{self.starts} must be today or in the past", code="past")
        if self.future and day < today:
            raise ValidationError(
                f"{self.starts} must be {patient_date(today)} or later", code="future"
            )
        return day

    def _year(self, parts: Parts) -> int:
        text = parts["year"]
        if not _DIGITS.fullmatch(text) or len(text) != 4:
            raise ValidationError("Enter the year with 4 digits, like 1985", code="year")
        if not self.oldest_year <= int(text) <= 2100:
            raise ValidationError(
                f"Check the year: it must be {self.oldest_year} to 2100", code="year"
            )
        return int(text)

    def _month(self, parts: Parts) -> int:
        text = parts["month"]
        if _DIGITS.fullmatch(text):
            if 1 <= int(text) <= 12:
                return int(text)
            raise ValidationError("The month must be 1 to 12", code="month")
        name = text.rstrip(".").capitalize()
        for names in (MONTHS, MONTHS_SHORT):
            if name and name in names:
                return names.index(name)
        raise ValidationError("Enter the month as a number or a name, like 3", code="month")

    def _day(self, parts: Parts) -> int:
        text = parts["day"]
        if not _DIGITS.fullmatch(text):
            raise ValidationError("Enter the day as a number, like 14", code="day")
        if not 1 <= int(text) <= 31:
            raise ValidationError("The day must be 1 to 31", code="day")
        return int(text)


class ApproximateDateField(DateField):
    """A past date as far as it is remembered: a day, a month, a season, a year, or "not sure"."""

    template = "kit/fields/approximate_date.html"
    widget = ApproximateDateWidget

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("hint", "Give what you remember. The year alone is fine.")
        kwargs.setdefault("past", True)
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        """An initial partial date split into its boxes."""
        if not isinstance(value, PartialDate):
            return super().prepare_value(value)
        return {
            "month": str(value.month or ""),
            "day": str(value.day or ""),
            "year": str(value.year or ""),
            "season": value.season or "",
            "unsure": "yes" if value.precision == "unknown" else "",
        }

    def to_python(self, value: Any) -> PartialDate | None:
        """The date as precisely as it was given."""
        parts = value or {}
        given = [part for part in ("month", "day", "year", "season") if parts.get(part)]
        if parts.get("unsure"):
            if given:
                raise ValidationError("Give a date or tick “I am not sure”, not both", code="both")
            return PartialDate.unknown()
        if not given:
            return None
        self._check_combination(parts)
        partial = self._partial(parts)
        if self.past and partial.earliest and partial.earliest > timezone.localdate():
            raise ValidationError(f"{self.starts} must be today or in the past", code="year")
        return partial

    def _check_combination(self, parts: Parts) -> None:
        if not parts.get("year"):
            raise ValidationError(f"{self.starts} must include a year", code="year")
        if parts.get("day") and not parts.get("month"):
            raise ValidationError(f"{self.starts} must include a month", code="month")
        if parts.get("season") and parts.get("month"):
            raise ValidationError("Give a month or a season, not both", code="month")
        if parts.get("season") and parts["season"] not in SEASONS:
            raise ValidationError("Choose one of the seasons shown", code="season")

    def _partial(self, parts: Parts) -> PartialDate:
        year = self._year(parts)
        month = self._month(parts) if parts.get("month") else None
        day = self._day(parts) if parts.get("day") else None
        if month and day:
            self._possible(year, month, day)
        return PartialDate.of(year, month, day, parts.get("season") or None)
