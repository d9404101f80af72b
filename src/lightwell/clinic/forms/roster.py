"""A shift of the roster: who reads on which day, from when to when."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django.core.exceptions import ValidationError

from lightwell.kit import fields
from lightwell.kit.forms import KitForm
from lightwell.records.reading_hours import DAYS


class ClockField(fields.TextField):
    """A local clock time such as 08:00."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=5, width="5", autocomplete="off", **kwargs)

    def to_python(self, value: Any) -> Any:
        """The clock time, or nothing where nothing was typed."""
        text = super().to_python(value)
        if not text:
            return None
        try:
            return datetime.strptime(text, "%H:%M").time()  # noqa: DTZ007 - a clock on the wall
        except ValueError:
            raise ValidationError(
                f"Enter {self.thing} as 24-hour time, for example 08:00", code="clock"
            ) from None

    def run_validators(self, value: Any) -> None:
        """A time that was read needs no check of its letters."""
        if not isinstance(value, time):
            super().run_validators(value)


class ShiftForm(KitForm):
    """One shift in a week; local clock times of the location."""

    weekday = fields.SelectField(label="Day", thing="the day", choices=list(enumerate(DAYS)))
    starts = ClockField(label="From", thing="the start")
    ends = ClockField(label="Until", thing="the end")
    reader = fields.SelectField(label="Who reads", thing="who reads", choices=[])
    phone = fields.PhoneField(
        label="Telephone of the reader",
        hint="Staff only. Empty: the telephone of the location.",
        required=False,
        autocomplete="off",
    )

    def __init__(self, *args: Any, readers: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reader"] = fields.SelectField(
            label="Who reads", thing="who reads", choices=readers
        )
        self.order_fields(["weekday", "starts", "ends", "reader", "phone"])
