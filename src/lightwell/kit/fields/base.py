"""What every field shares: a label, a hint, how messages name it, and where focus goes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms.boundfield import BoundField


class KitBoundField(BoundField):
    """A field inside a form: everything that its template has to say."""

    field: KitField

    @property
    def base_id(self) -> str:
        """The id from which label, hint, error and options take theirs."""
        return str(self.auto_id or self.html_name)

    @property
    def focus_id(self) -> str:
        """The control that the error summary's link leads to."""
        return self.base_id

    @property
    def hint_id(self) -> str:
        """The id of the hint."""
        return f"{self.base_id}-hint"

    @property
    def error_id(self) -> str:
        """The id of the message."""
        return f"{self.base_id}-error"

    @property
    def error(self) -> str:
        """The first message: one at a time is enough to act on."""
        return str(self.errors[0]) if self.errors else ""

    @property
    def hint(self) -> str:
        """The quiet line below the label."""
        return self.field.hint

    @property
    def described_by(self) -> str:
        """Ids of hint and message, as a screen reader should read them."""
        ids = [self.hint_id] if self.hint else []
        return " ".join([*ids, self.error_id] if self.errors else ids)


class KitField(forms.Field):
    """Base of all fields.

    ``thing`` names the answer inside messages ("your date of birth"); without it the label does.
    ``is_heading`` makes the label the page's ``<h1>`` where a page asks one thing.
    """

    bound_field_class = KitBoundField
    template = ""

    def __init__(
        self,
        *,
        label: str,
        thing: str = "",
        hint: str = "",
        legend_size: str = "s",
        is_heading: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(label=label, template_name=self.template, **kwargs)
        self.thing = thing or _thing_from(label)
        self.hint = hint
        self.legend_size = "l" if is_heading else legend_size
        self.is_heading = is_heading
        self.error_messages["required"] = kwargs.get("error_messages", {}).get(
            "required", self.required_message()
        )

    def required_message(self) -> str:
        """What to say when the answer is missing."""
        return f"Enter {self.thing}"

    @property
    def starts(self) -> str:
        """The thing at the start of a sentence."""
        return self.thing[:1].upper() + self.thing[1:]


def _thing_from(label: str) -> str:
    """A label as part of a sentence; a question does not fit into one and is quoted."""
    if label.endswith("?"):
        return f"an answer to “{label}”" if len(label.split()) <= 9 else "an answer"
    return label[:1].lower() + label[1:]
