"""Permitting take-home at a location and ending it; and that a person has died."""

from __future__ import annotations

from typing import Any

from lightwell.access.errors import Conflict, InvalidInput
from lightwell.kit import fields
from lightwell.kit.forms import KitForm
from lightwell.kit.stamps import PageStamp
from lightwell.records.pages import StampedForm


class PolicyPage(KitForm):
    """Made from what the location decided so far."""

    stamp = fields.PageStampField()

    def __init__(self, *args: Any, base: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["stamp"] = PageStamp.issue(version=str(base))

    @property
    def base(self) -> int:
        """The number of the last act that the page showed."""
        version = str(self.cleaned_data["stamp"].version)
        if not version.isdecimal():
            raise Conflict("This page was made for something else. Nothing was saved.")
        return int(version)

    @property
    def key(self) -> str:
        """One key per opened page: sending it twice is one act."""
        return str(self.cleaned_data["stamp"].key)

    def refuse(self, error: InvalidInput) -> None:
        """Show what was refused beside its field where the form has one."""
        self.add_error(error.field if error.field in self.fields else None, error.message)


class PermitForm(PolicyPage):
    """The location's own numbers; none of them is proposed."""

    holds_from = fields.DateField(label="From which day", thing="from which day")
    most_doses = fields.IntegerField(
        label="The most doses of one supply",
        thing="the most doses of one supply",
        hint="Your own number: no source has one. Nothing goes home without it.",
        minimum=1,
        maximum=99,
        unit="doses",
    )
    register_days = fields.IntegerField(
        label="How old the check of the prescription register may be at signing",
        hint="Empty: it is made on the same day.",
        minimum=0,
        maximum=365,
        unit="days",
        required=False,
    )
    call_every_days = fields.IntegerField(
        label="At the most so many days between two calls",
        hint="Empty: somebody calls on each day of a dose.",
        minimum=1,
        maximum=99,
        unit="days",
        required=False,
    )
    reason = fields.TextAreaField(
        label="Why it is permitted", thing="why it is permitted", rows=3, max_length=500
    )

    @property
    def arguments(self) -> dict[str, Any]:
        names = ("holds_from", "most_doses", "register_days", "call_every_days", "reason")
        told = {name: self.cleaned_data[name] for name in names}
        return told | {"base": self.base, "key": self.key}


class EndForm(PolicyPage):
    """No further supply goes home."""

    reason = fields.TextAreaField(
        label="Why it is ended", thing="why it is ended", rows=3, max_length=500
    )


class DeathForm(StampedForm):
    """What was told, and by whom."""

    died_on = fields.DateField(
        label="Day of death",
        thing="the day of death",
        hint="May stay empty when it is not known.",
        past=True,
        required=False,
    )
    source = fields.TextAreaField(
        label="Who told it, and how",
        thing="who told it",
        hint="For example: her sister, by telephone.",
        rows=3,
        max_length=500,
    )


class AliveForm(StampedForm):
    """It was not so."""

    source = fields.TextAreaField(
        label="How it is known that the person lives",
        thing="how it is known",
        rows=3,
        max_length=500,
    )
