"""Hours of staff, and days on which a location is closed."""

from __future__ import annotations

from typing import Any

from lightwell.access.errors import InvalidInput
from lightwell.kit import fields
from lightwell.kit.dates import WEEKDAYS
from lightwell.kit.fields import ClockField
from lightwell.kit.forms import KitForm


class RefusingForm(KitForm):
    def refuse(self, error: InvalidInput) -> None:
        """Show what was refused beside its field."""
        self.add_error(error.field if error.field in self.fields else None, error.message)


class HoursForm(RefusingForm):
    """One person's hours on one weekday; clock times of the location."""

    who = fields.SelectField(label="Who, and as what", thing="who it is", choices=[])
    weekday = fields.SelectField(label="Day", thing="the day", choices=list(enumerate(WEEKDAYS)))
    starts = ClockField(label="From", thing="the start")
    ends = ClockField(label="Until", thing="the end")
    at_once = fields.IntegerField(
        label="People at once",
        thing="the number of people",
        hint="Of a nurse: how many people they look after at the same time. Else leave it empty.",
        required=False,
    )

    def __init__(self, *args: Any, staff: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["who"] = fields.SelectField(
            label="Who, and as what", thing="who it is", choices=staff
        )
        self.order_fields(["who", "weekday", "starts", "ends", "at_once"])

    @property
    def chosen(self) -> dict[str, Any]:
        """What the action is told."""
        said = self.cleaned_data
        part, _, person = said["who"].partition(":")
        at_once = said["at_once"]
        return {
            "part": part,
            "person": int(person),
            "weekday": int(said["weekday"]),
            "starts": said["starts"],
            "ends": said["ends"],
            "at_once": None if at_once is None else int(at_once),
        }


class ClosureForm(RefusingForm):
    """Days on which the location is closed."""

    first_day = fields.DateField(label="First closed day", thing="the first day")
    last_day = fields.DateField(label="Last closed day", thing="the last day")
    reason = fields.TextField(
        label="Why", thing="why", max_length=100, hint="For example: Public holiday."
    )
