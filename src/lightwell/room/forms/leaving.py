"""Going through a door: what is written down at it."""

from __future__ import annotations

from typing import Any

from lightwell.kit import fields
from lightwell.room.forms.base import TimedForm

LONG = 1000


class LeaveForm(TimedForm):
    """What every door shares: free words and the time."""

    words = fields.TextAreaField(label="Anything else", rows=2, max_length=LONG, required=False)
    names: tuple[str, ...] = ()

    @property
    def values(self) -> dict[str, Any]:
        """As the action takes it; what was left empty is not said."""
        names = (*self.names, "words")
        return {name: self.cleaned_data[name] for name in names if self.cleaned_data.get(name)}


class DischargeForm(LeaveForm):
    """The person goes home with somebody."""

    next_contact = fields.TextField(
        label="When is the next contact?", thing="the next contact", required=False
    )
    names = ("next_contact",)
    field_order = ("next_contact", "words", "at", "reason")


class TransferForm(LeaveForm):
    """Emergency care takes over."""

    to = fields.TextField(label="Where to?", thing="where to", required=False)
    handover = fields.TextAreaField(
        label="What was handed over, and to whom?", rows=3, max_length=LONG, required=False
    )
    names = ("to", "handover")
    field_order = ("to", "handover", "words", "at", "reason")


class AgainstAdviceForm(LeaveForm):
    """The person goes although somebody advised to stay."""

    said = fields.TextAreaField(
        label="What was advised, and what did the person say?",
        rows=3,
        max_length=LONG,
        required=False,
    )
    accompanied_by = fields.TextField(label="Who goes with them?", required=False)
    names = ("said", "accompanied_by")
    field_order = ("said", "accompanied_by", "words", "at", "reason")


DOORS: dict[str, type[LeaveForm]] = {
    "discharge": DischargeForm,
    "transfer": TransferForm,
    "leave_against_advice": AgainstAdviceForm,
}
