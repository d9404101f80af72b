"""Letting a therapist outside the clinic see parts of the record. No box is ticked beforehand."""

from __future__ import annotations

from typing import Any

from lightwell.kit import fields
from lightwell.records.pages import StampedForm
from lightwell.records.release_words import SHARES


class ShareForm(StampedForm):
    """Who, what for, what, and until when."""

    therapist_name = fields.TextField(label="Who is it?", thing="their name", hint="Full name.")
    therapist_email = fields.EmailField(
        label="Their email", thing="their email address", autocomplete="off"
    )
    purpose = fields.TextField(
        label="What is it for?",
        thing="what it is for",
        hint="For example: so we can talk about my sessions.",
        max_length=500,
    )
    shares = fields.CheckboxesField(
        label="What may they see?",
        thing="at least one thing",
        hint="Tick only what you want to share.",
        choices=list(SHARES.items()),
    )
    ends_on = fields.DateField(
        label="Until when?",
        thing="the last day",
        hint="The last day. It can be up to one year from now.",
        future=True,
    )
    agreed = fields.TickField(
        label="I want to share this. I know that I can stop it at any time.",
        thing="that you want to share this",
    )

    @property
    def arguments(self) -> dict[str, Any]:
        """What the action is told."""
        names = ("therapist_name", "therapist_email", "purpose", "shares", "ends_on")
        return {name: self.cleaned_data[name] for name in names} | {"key": self.key}


class StopSharingForm(StampedForm):
    """One box that may stay empty."""

    reason = fields.TextAreaField(
        label="Do you want to tell us why?",
        thing="your words",
        hint="You do not have to. Your care team can read it.",
        rows=3,
        max_length=500,
        required=False,
    )
