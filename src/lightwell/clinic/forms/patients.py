"""Finding a patient; what is typed is sent in the page, never in its address."""

from __future__ import annotations

from lightwell.kit import fields
from lightwell.kit.forms import KitForm


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
