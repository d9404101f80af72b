"""Taking a consent back: a reason may be given and is never asked for."""

from __future__ import annotations

from lightwell.kit import fields
from lightwell.records.pages import StampedForm


class TakeBackForm(StampedForm):
    """One box that may stay empty."""

    reason = fields.TextAreaField(
        label="Do you want to tell us why?",
        thing="your words",
        hint="You do not have to. Your care team can read it.",
        rows=3,
        max_length=500,
        required=False,
    )
