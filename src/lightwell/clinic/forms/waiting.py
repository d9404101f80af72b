"""Somebody waits for an earlier time, says something to a free place, or waits no more."""

from __future__ import annotations

from typing import Any

from lightwell.diary.actions.waiting import CanCome
from lightwell.kit import fields
from lightwell.kit.dates import WEEKDAYS
from lightwell.kit.fields import ClockField
from lightwell.records.pages import StampedForm

FIRST = "first"
CONTACTS = [("call", "By a call"), ("text", "By a text message"), ("either", "By either")]


class WaitingForm(StampedForm):
    """What for, when they can come, how long before they must know, how they are reached."""

    number = fields.SelectField(label="What they wait for", thing="what", choices=[])
    weekdays = fields.CheckboxesField(
        label="Weekdays on which they can come",
        thing="the weekdays",
        hint="Leave all empty when any day will do.",
        choices=list(enumerate(WEEKDAYS)),
        required=False,
    )
    clock_from = ClockField(
        label="Earliest time of the day",
        thing="the earliest time",
        hint="Leave both times empty when any time will do.",
        required=False,
    )
    clock_until = ClockField(label="Latest time to begin", thing="the latest time", required=False)
    notice_days = fields.IntegerField(
        label="How many days before must they know?",
        thing="how many days before",
        hint="0 when they can come on the same day.",
    )
    contact_by = fields.RadioField(
        label="How may they be reached?", thing="how they may be reached", choices=CONTACTS
    )

    def __init__(self, *args: Any, sessions: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["number"].choices = [*sessions, (FIRST, "A first consultation")]  # type: ignore[attr-defined]

    @property
    def waits_for(self) -> int | None:
        """The number of a session; none for a first consultation."""
        said = self.cleaned_data["number"]
        return None if said == FIRST else int(said)

    @property
    def when(self) -> CanCome:
        said = self.cleaned_data
        return CanCome(
            weekdays=[int(day) for day in said["weekdays"]],
            clock_from=said["clock_from"],
            clock_until=said["clock_until"],
            notice_days=int(said["notice_days"]),
            contact_by=said["contact_by"],
        )


class AnswerForm(StampedForm):
    """The stamp alone: what they said is which of three buttons was pressed."""


class EndForm(StampedForm):
    """Why somebody waits no more."""

    reason = fields.TextField(label="Why do they not wait any more?", thing="why", max_length=300)
