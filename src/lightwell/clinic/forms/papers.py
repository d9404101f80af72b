"""Letters: to a prescriber outside, after a consultation, to a therapist. No box is filled."""

from __future__ import annotations

from typing import Any
from uuid import UUID

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


class ConsultationForm(StampedForm):
    """Why the person came, what was discussed, and what the clinician concludes."""

    recipient = fields.TextField(
        label="To whom",
        hint="Who referred: name and practice. Empty: the letter is for the person.",
        max_length=200,
        required=False,
    )
    address = fields.TextAreaField(
        label="Address", thing="the address", rows=3, max_length=500, required=False
    )
    agreed_on = fields.DateField(
        label="The patient agreed on",
        thing="the day on which the patient agreed",
        hint="That it goes to somebody else. Empty where it is for the person.",
        required=False,
    )
    reason = fields.TextAreaField(
        label="Why the person came", thing="why the person came", rows=3, max_length=2000
    )
    discussed = fields.TextAreaField(
        label="Options you discussed",
        thing="which options you discussed",
        hint="With what was said for and against each.",
        rows=5,
        max_length=4000,
    )
    words = fields.TextAreaField(
        label="What you conclude",
        thing="what you conclude",
        hint="Findings, determination, decision and plan are added from the record as it is now.",
        rows=6,
        max_length=6000,
    )

    @property
    def arguments(self) -> dict[str, Any]:
        """What the action is told."""
        said = self.cleaned_data
        texts = ("recipient", "address", "reason", "discussed", "words")
        told = {name: said[name] or "" for name in texts}
        return told | {"agreed_on": said["agreed_on"], "key": self.key}


class TherapistLetterForm(StampedForm):
    """To whom is what the release says."""

    address = fields.TextAreaField(
        label="Address", thing="the address", rows=3, max_length=500, required=False
    )
    words = fields.TextAreaField(
        label="What you want to say",
        thing="what you want to say",
        hint="Keep to what the person released. What the release names is added from the record.",
        rows=8,
        max_length=6000,
    )

    def __init__(self, *args: Any, release: UUID, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.release = release

    @property
    def arguments(self) -> dict[str, Any]:
        """What the action is told."""
        said = self.cleaned_data
        told = {"address": said["address"] or "", "words": said["words"]}
        return told | {"release": self.release, "key": self.key}
