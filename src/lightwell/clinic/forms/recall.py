"""What came of asking a person back. Nothing is preselected."""

from __future__ import annotations

from typing import Any

from lightwell.kit import fields
from lightwell.records.pages import StampedForm
from lightwell.records.recall_words import LONGEST_DAYS, OUTCOMES, REASON_AT_MOST

HINTS = {
    "reached": "You spoke with the person.",
    "declined": "The person does not want to come. Write the reason.",
    "left": "Nothing is done before that day. Write the reason.",
}


class RecallForm(StampedForm):
    """The outcome, and from which day the line is on the list again."""

    outcome = fields.RadioField(
        label="What came of it?",
        thing="what came of it",
        choices=list(OUTCOMES.items()),
        hints=HINTS,
    )
    until = fields.DateField(
        label="On the list again from",
        thing="the day",
        hint=f"After today, within {LONGEST_DAYS} days. If something new is found, it is "
        "on the list at once.",
    )
    reason = fields.TextAreaField(
        label="Reason or note",
        thing="the reason",
        required=False,
        rows=3,
        max_length=REASON_AT_MOST,
    )

    @property
    def said(self) -> dict[str, Any]:
        """What was typed, for the act."""
        typed = self.cleaned_data
        return {
            "outcome": typed["outcome"],
            "until": typed["until"],
            "reason": typed["reason"] or "",
        }
