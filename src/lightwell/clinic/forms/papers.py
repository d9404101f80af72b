"""A letter to the prescriber outside. No box is filled beforehand."""

from __future__ import annotations

from typing import Any

from lightwell.kit import fields
from lightwell.records.pages import StampedForm


class LetterForm(StampedForm):
    """To whom, that the person agreed, and what the prescriber wants to say."""

    recipient = fields.TextField(
        label="To whom", thing="to whom it goes", hint="Name, and the practice.", max_length=200
    )
    address = fields.TextAreaField(
        label="Address", thing="the address", rows=3, max_length=500, required=False
    )
    agreed_on = fields.DateField(
        label="The patient agreed on",
        thing="the day on which the patient agreed",
        hint="That this letter goes to this person.",
    )
    words = fields.TextAreaField(
        label="What you want to say",
        thing="what you want to say",
        hint="Sessions, scores and medicines are added from the record as it is now.",
        rows=8,
        max_length=6000,
    )

    @property
    def arguments(self) -> dict[str, Any]:
        """What the action is told."""
        said = self.cleaned_data
        return {
            "recipient": said["recipient"],
            "address": said["address"] or "",
            "agreed_on": said["agreed_on"],
            "words": said["words"],
            "key": self.key,
        }
