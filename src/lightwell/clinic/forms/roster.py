"""A shift of the roster: who reads on which day, from when to when."""

from __future__ import annotations

from typing import Any

from lightwell.kit import fields
from lightwell.kit.fields import ClockField
from lightwell.kit.forms import KitForm
from lightwell.records.reading_hours import DAYS


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
