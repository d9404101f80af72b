"""Finding a patient, and where they are seen; what is typed is never in an address."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from lightwell.kit import fields
from lightwell.kit.forms import KitForm
from lightwell.records.pages import StampedForm

if TYPE_CHECKING:
    from lightwell.access.models import Location


class SearchForm(KitForm):
    """Any part of a name, a birth date, or the record number."""

    words = fields.TextField(
        label="Name, date of birth, or MRN",
        thing="what to look for",
        hint="For example: rivera maya, 07/14/1984, or K7QM-3XTA.",
        required=False,
        max_length=100,
        spellcheck=False,
        autocomplete="off",
    )


class SeenAtForm(StampedForm):
    """One more location at which somebody is seen, and why."""

    reason = fields.TextField(
        label="Why they are seen there too",
        thing="why they are seen there",
        hint="For example: works near there on Thursdays.",
        max_length=300,
    )

    def __init__(self, *args: Any, places: Mapping[int, Location], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"] = fields.RadioField(
            label="Location",
            thing="the location",
            choices=[(pk, one.name) for pk, one in places.items()],
        )
        self.order_fields(["place", "reason"])

    @property
    def place(self) -> int:
        """The location that was chosen."""
        return int(self.cleaned_data["place"])
