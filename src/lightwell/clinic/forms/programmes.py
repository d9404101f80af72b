"""Adopting a programme for a location, and taking it out of use."""

from __future__ import annotations

from typing import Any

from lightwell.access.errors import Conflict, InvalidInput
from lightwell.kit import fields
from lightwell.kit.forms import KitForm
from lightwell.kit.stamps import PageStamp


class ProgrammeForm(KitForm):
    """Made from one version of a programme and from what the location made of it so far."""

    stamp = fields.PageStampField()

    def __init__(self, *args: Any, base: int, content_hash: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["stamp"] = PageStamp.issue(version=f"{base}:{content_hash}")

    @property
    def made_from(self) -> tuple[int, str]:
        """The number of the last act, and the hash of the content, that the page showed."""
        number, _, content_hash = self.cleaned_data["stamp"].version.partition(":")
        if not number.isdecimal():
            raise Conflict("This page was made for something else. Nothing was saved.")
        return int(number), content_hash

    @property
    def key(self) -> str:
        """One key per opened page: sending it twice is one act."""
        return str(self.cleaned_data["stamp"].key)

    def refuse(self, error: InvalidInput) -> None:
        """Show what was refused beside its field where the form has one."""
        self.add_error(error.field if error.field in self.fields else None, error.message)


class AdoptForm(ProgrammeForm):
    """Stand for a version, by name."""

    has_read = fields.TickField(
        label="I have read this version with its sources, and adopt it for this location",
        thing="that you have read this version",
    )


class WithdrawForm(ProgrammeForm):
    """Take it out of use, with the reason."""

    how = fields.RadioField(
        label="How is it taken out of use?",
        thing="how it is taken out of use",
        choices=[
            ("withdrawn", "For new courses; running ones go on"),
            ("withdrawn_unsafe", "As unsafe; no session starts from it any more"),
        ],
    )
    reason = fields.TextAreaField(
        label="Why?", thing="why it is taken out of use", rows=3, max_length=500
    )
