"""What a prescriber decided about the medicines beside a treatment. The box starts empty."""

from __future__ import annotations

from lightwell.kit import fields
from lightwell.records.pages import StampedForm


class RegimenForm(StampedForm):
    """The decision in the prescriber's own words; needed where something speaks."""

    decided = fields.TextAreaField(
        label="What you decided",
        thing="what you decided",
        hint="About each that is to be avoided, is major or was not checked. Who tells the person.",
        rows=5,
        max_length=2000,
        required=False,
    )
