"""What a person tells of a dose at home, and that they worry. No box is filled beforehand."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from lightwell.kit import fields
from lightwell.records.pages import StampedForm


class ReportForm(StampedForm):
    """Taken or not, when, how it was, and who was there."""

    kind = fields.RadioField(
        label="Did you take it?",
        thing="yes or no",
        choices=[("taken", "Yes"), ("not_taken", "No, I did not")],
        inline=True,
    )
    units = fields.IntegerField(
        label="How many did you take?",
        thing="how many you took",
        hint="Leave this empty if you took none.",
        minimum=0,
        required=False,
    )
    on = fields.DateField(label="What day was it?", thing="the day", past=True)
    at = fields.ClockField(
        label="What time was it?",
        thing="the time",
        hint="For example 09:15, or 19:30 for half past seven at night.",
    )
    how_it_was = fields.TextAreaField(
        label="How was it?",
        thing="how it was",
        hint="In your own words. You can leave this empty.",
        rows=3,
        max_length=2000,
        required=False,
    )
    who_was_there = fields.TextField(
        label="Who was with you?", thing="who was with you", max_length=200, required=False
    )

    def told(self, zone: str) -> dict[str, Any]:
        """What the action is told; the time is that of the clinic's clock."""
        said = self.cleaned_data
        when = datetime.combine(said["on"], said["at"], tzinfo=ZoneInfo(zone))
        return {
            "kind": said["kind"],
            "units": said["units"] or 0,
            "when": when.astimezone(UTC),
            "how_it_was": said["how_it_was"],
            "who_was_there": said["who_was_there"],
            "key": self.key,
        }


class WorryForm(StampedForm):
    """One box that may stay empty."""

    words = fields.TextAreaField(
        label="What worries you?",
        thing="what worries you",
        hint="You can leave this empty. We will call you all the same.",
        rows=3,
        max_length=2000,
        required=False,
    )
