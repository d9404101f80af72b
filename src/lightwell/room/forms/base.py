"""What the forms of the room share: when it was so, and why it is written down later."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from lightwell.access import clock
from lightwell.kit import fields
from lightwell.records.pages import StampedForm

# Changing the time by more than this needs a reason.
NOW_MIN = 2


class TimedForm(StampedForm):
    """Something that happened now, or at another time of today with a reason."""

    at = fields.ClockField(
        label="Time",
        thing="the time",
        hint="Leave it empty for now. 24-hour clock, like 14:05.",
        required=False,
    )
    reason = fields.TextField(
        label="Why is it written down later?", thing="the reason", max_length=300, required=False
    )

    def clean_at(self) -> datetime | None:
        """The moment of the clock time, today; one to come is refused."""
        said: time | None = self.cleaned_data["at"]
        return None if said is None else moment_of(said, clock.now())

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or self.cleaned_data
        at = said.get("at")
        if at and clock.now() - at > timedelta(minutes=NOW_MIN) and not said.get("reason"):
            self.add_error("reason", "Write why it is written down later")
        return said

    @property
    def when(self) -> dict[str, Any]:
        """Time and reason, as the actions take them."""
        return {"at": self.cleaned_data["at"], "reason": self.cleaned_data["reason"]}


def moment_of(said: time, now: datetime) -> datetime:
    """A clock time of today as a moment; of an hour told twice, the last one past."""
    today = timezone.localtime(now).replace(tzinfo=None)
    zone = timezone.get_current_timezone()
    wall = datetime.combine(today.date(), said)
    moments = [wall.replace(fold=fold, tzinfo=zone) for fold in (1, 0)]
    past = [one for one in moments if one.timestamp() <= now.timestamp()]
    if not past:
        raise ValidationError(
            "This time is still to come. Write when it was so, or leave it empty", code="future"
        )
    return max(past, key=lambda one: one.timestamp())
