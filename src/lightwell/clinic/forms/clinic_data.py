"""Prices, registered numbers and public pages: the clinic's own data. No box has a default."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import lightwell.clinical as lw
from lightwell.access.errors import InvalidInput
from lightwell.kit import fields
from lightwell.kit.forms import KitForm
from lightwell.kit.stamps import PageStamp
from lightwell.records.actions.clinic_pages import LONGEST

if TYPE_CHECKING:
    from lightwell.access.models import User


class ClinicForm(KitForm):
    """A form about the clinic and no patient; one opened page is one act."""

    stamp = fields.PageStampField()

    def __init__(self, *args: Any, version: int = 0, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["stamp"] = PageStamp.issue(version=version)

    @property
    def key(self) -> str:
        """One key per opened page."""
        return str(self.cleaned_data["stamp"].key)

    @property
    def base(self) -> int:
        """The version that the page was made from."""
        version = str(self.cleaned_data["stamp"].version)
        return int(version) if version.isdecimal() else -1

    def refuse(self, error: InvalidInput) -> None:
        """Show what was refused beside its field."""
        self.add_error(error.field if error.field in self.fields else None, error.message)


class PriceForm(ClinicForm):
    """What a service costs from a day on."""

    service = fields.TextField(
        label="Service",
        thing="what the service is called",
        hint="As visitors read it. “First consultation” is told on the first page when it is free.",
        max_length=100,
    )
    code = fields.SelectField(
        label="Code on a bill", choices=[], required=False, empty_text="No code"
    )
    state = fields.RadioField(
        label="From then on it is",
        thing="how it is offered",
        choices=[("priced", "Offered at this price"), ("free", "Free"), ("off", "Not offered")],
    )
    amount = fields.DecimalField(
        label="Price",
        thing="the price",
        hint="Leave empty when it is free or not offered.",
        minimum=0,
        places=2,
        width="10",
        required=False,
    )
    from_on = fields.DateField(label="From", thing="from which day")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = lw.billing_codes().codes.values()
        self.fields["code"] = fields.SelectField(
            label="Code on a bill",
            choices=[(one.code, f"{one.code} {one.words}") for one in known],
            required=False,
            empty_text="No code",
        )

    def clean(self) -> dict[str, Any]:
        """A price with its amount, and an amount only with a price."""
        said = super().clean() or self.cleaned_data
        state, amount = said.get("state"), said.get("amount")
        if state == "priced" and not amount and "amount" not in self.errors:
            self.add_error("amount", "Enter the price, or choose Free")
        if state in ("free", "off") and amount:
            self.add_error("amount", "Empty the price, or choose Offered at this price")
        return said

    @property
    def arguments(self) -> dict[str, Any]:
        """What the action is told."""
        said = self.cleaned_data
        amount = {"priced": said["amount"], "free": 0, "off": None}[said["state"]]
        names = ("service", "from_on")
        told = {name: said[name] for name in names} | {"code": said["code"] or ""}
        return told | {"amount": amount, "key": self.key}


class NumberForm(ClinicForm):
    """Under which number a clinician is registered."""

    clinician = fields.SelectField(label="Clinician", thing="the clinician", choices=[])
    number = fields.TextField(
        label="NPI", hint="Ten digits. Empty takes it back.", max_length=20, width="10",
        required=False, autocomplete="off",
    )  # fmt: skip

    def __init__(self, *args: Any, clinicians: Sequence[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["clinician"] = fields.SelectField(
            label="Clinician",
            thing="the clinician",
            choices=[(str(one.pk), one.name) for one in clinicians],
        )
        self.order_fields(["clinician", "number", "stamp"])


class ClinicPageForm(ClinicForm):
    """A public page of the clinic, in Markdown."""

    words = fields.TextAreaField(
        label="What the page says",
        hint="Markdown: ## a heading, - a list, **bold**, [words](https://…). No HTML and no "
        "pictures. Short words and short sentences. Empty takes the page off.",
        rows=18,
        max_length=LONGEST,
        required=False,
    )
