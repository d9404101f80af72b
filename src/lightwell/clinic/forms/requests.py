"""Forms of the front desk: making a patient of a request, recognising one, declining."""

from __future__ import annotations

from typing import Any

from lightwell.access.errors import InvalidInput
from lightwell.kit import fields
from lightwell.kit.forms import KitForm

SEXES = [("female", "Female"), ("male", "Male"), ("unknown", "Not known yet")]
REASONS = [
    ("Asked twice", "Asked twice: another request is being handled"),
    ("Could not be reached", "Could not be reached"),
    ("Asked to be left alone", "Does not want a consultation any more"),
    ("Another service fits better", "Another service fits better, and the person was told"),
    ("other", "Another reason"),
]


class StampForm(KitForm):
    """A button whose page knows which request it was made for."""

    stamp = fields.PageStampField()


class AcceptForm(StampForm):
    given_name = fields.TextField(label="Given name", max_length=100, spellcheck=False)
    family_name = fields.TextField(label="Family name", max_length=100, spellcheck=False)
    birth_date = fields.DateField(
        label="Date of birth", hint="Ask the person to say it; do not read it out.", is_birth=True
    )
    sex_at_birth = fields.RadioField(label="Sex at birth", choices=SEXES, inline=True)
    phone = fields.PhoneField(label="Phone", autocomplete="off")
    email = fields.EmailField(
        label="E-mail",
        thing="the e-mail address",
        hint="Needed for the questionnaire link and the portal. Optional.",
        autocomplete="off",
        required=False,
    )
    compared = fields.TickField(
        label="I compared them: this is a different person",
        thing="that you compared this person with the patients shown",
    )

    def __init__(self, *args: Any, must_compare: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not must_compare:
            del self.fields["compared"]

    @property
    def identity(self) -> dict[str, Any]:
        """Who the person is, as confirmed."""
        asked = ("given_name", "family_name", "birth_date", "sex_at_birth", "phone", "email")
        return {name: self.cleaned_data[name] for name in asked}

    def refuse(self, error: InvalidInput) -> None:
        """Show what the record refused beside its field."""
        self.add_error(error.field if error.field in self.fields else None, error.message)


class DeclineForm(StampForm):
    reason = fields.RadioField(label="Why?", thing="why", choices=REASONS)
    note = fields.TextAreaField(
        label="Note",
        hint="Needed for another reason. Staff read this; the person does not.",
        max_length=200,
        rows=3,
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        """Another reason must be said in words."""
        if self.cleaned_data.get("reason") == "other" and not self.cleaned_data.get("note"):
            self.add_error("note", "Enter the reason in a few words")
        return self.cleaned_data

    @property
    def words(self) -> str:
        """The reason as it is kept."""
        reason, note = self.cleaned_data["reason"], self.cleaned_data["note"]
        if reason == "other":
            return str(note)
        return f"{reason}. {note}" if note else str(reason)
