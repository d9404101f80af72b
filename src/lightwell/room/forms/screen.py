"""The C-SSRS since the last visit, item by item, as staff ask it."""

from __future__ import annotations

from typing import Any

import lightwell.clinical as lw
from lightwell.kit import fields
from lightwell.records.actions.asked import SINCE_LAST_VISIT
from lightwell.records.pages import StampedForm

# Asked only after a yes to the second question.
AFTER_YES = (3, 4, 5)


class ScreenForm(StampedForm):
    """Yes or no to each question; the words are those of the clinic's own licensed form."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instrument = lw.instrument(SINCE_LAST_VISIT)
        for item in self.instrument.items:
            self.fields[_name(item.number)] = fields.RadioField(
                label=f"{item.number}. {item.text}",
                thing=item.label,
                hint="Only if question 2 is Yes." if item.number in AFTER_YES else "",
                choices=[(str(option.value), option.label.capitalize()) for option in item.options],
                inline=True,
                required=False,
            )

    @property
    def answers(self) -> list[int | None]:
        """In order; None where there is none."""
        given = [self.cleaned_data.get(_name(item.number)) for item in self.instrument.items]
        return [int(one) if one else None for one in given]

    @property
    def left(self) -> tuple[int, ...]:
        """The questions that were due and have no answer."""
        return lw.score(SINCE_LAST_VISIT, self.answers).missing

    def clean(self) -> dict[str, Any]:
        """A question that is asked only after a yes cannot be yes after a no."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        for number in AFTER_YES:
            if data.get(_name(2)) == "0" and data.get(_name(number)) == "1":
                self.add_error(_name(number), "Question 2 says No. Change one of the two answers")
        return data


def _name(number: int) -> str:
    return f"item_{number}"
