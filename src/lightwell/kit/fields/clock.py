"""A clock time as it stands on the wall: 24 hours, typed, never guessed."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django.core.exceptions import ValidationError

from lightwell.kit.fields.text import TextField


class ClockField(TextField):
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
