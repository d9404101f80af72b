"""A session gets its day, time, chair and nurse by hand."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from lightwell.access.errors import InvalidInput
from lightwell.diary import clocks
from lightwell.kit import fields
from lightwell.kit.fields import ClockField
from lightwell.kit.forms import KitForm
from lightwell.records.pages import StampedForm

Choices = list[tuple[int, str]]


class BookingForm(StampedForm):
    """One session: when, in which chair, with whom. Times are those of the clinic's clock."""

    day = fields.DateField(label="Day", thing="the day")
    at = ClockField(
        label="Time at which the person is expected",
        thing="the time",
        hint="On a quarter of an hour, for example 09:15.",
    )
    chair = fields.SelectField(label="Chair", thing="the chair", choices=[])
    nurse = fields.SelectField(label="Nurse", thing="the nurse", choices=[])

    def __init__(self, *args: Any, chairs: Choices, nurses: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (("chair", chairs), ("nurse", nurses)):
            self.fields[name] = fields.SelectField(
                label=name.capitalize(), thing=f"the {name}", choices=choices
            )
        if "is_confirmed" in self.data:
            self.warn()

    def warn(self) -> None:
        """Ask once more where a nurse is already booked; how many one may have is local."""
        self.fields["is_confirmed"] = fields.TickField(label="Book it all the same", required=False)

    @property
    def is_confirmed(self) -> bool:
        return bool(self.cleaned_data.get("is_confirmed"))

    def starts_at(self, zone: str) -> datetime:
        """The one moment that day and time name."""
        return clocks.moment(self.cleaned_data["day"], self.cleaned_data["at"], zone)


class CancelForm(KitForm):
    """Give a place up, with the reason."""

    stamp = fields.PageStampField()
    reason = fields.TextField(label="Why is it cancelled?", thing="why", max_length=300)

    def refuse(self, error: InvalidInput) -> None:
        """Show what was refused beside its field."""
        self.add_error(error.field if error.field in self.fields else None, error.message)
