"""Words: names, e-mail addresses, telephone numbers, free text, and the hidden page stamp."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError

from lightwell.kit.fields.base import KitField
from lightwell.kit.stamps import PageStamp


class TextField(KitField, forms.CharField):
    """One line of text."""

    template = "kit/fields/text.html"
    input_type = "text"
    input_mode = ""

    def __init__(
        self,
        *,
        max_length: int = 200,
        width: str = "",
        autocomplete: str = "",
        suffix: str = "",
        spellcheck: bool = True,
        **kwargs: Any,
    ) -> None:
        super().__init__(max_length=max_length, **kwargs)
        self.width = width
        self.autocomplete = autocomplete
        self.suffix = suffix
        self.spellcheck = spellcheck
        self.validators = [_AtMost(max_length, self.starts), _no_control_characters]


class TextAreaField(TextField):
    """Several lines of text."""

    template = "kit/fields/textarea.html"

    def __init__(self, *, rows: int = 4, max_length: int = 4000, **kwargs: Any) -> None:
        super().__init__(max_length=max_length, **kwargs)
        self.rows = rows


class EmailField(TextField):
    """An e-mail address; only its shape is checked: a message proves the rest."""

    input_type = "email"
    shape = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("autocomplete", "email")
        super().__init__(max_length=254, spellcheck=False, **kwargs)

    def clean(self, value: Any) -> str:
        """The address without surrounding blanks."""
        text = str(super().clean(value))
        if text and not self.shape.fullmatch(text):
            raise ValidationError("Enter an email address like name@example.com", code="shape")
        return text


class PhoneField(TextField):
    """A telephone number as people write it: 7 to 15 digits, spaces, brackets, an extension."""

    input_type = "tel"
    shape = re.compile(r"\+?[\d\s().\-]+(\s*(?:x|ext\.?)\s*\d{1,6})?", re.ASCII | re.IGNORECASE)

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("autocomplete", "tel")
        kwargs.setdefault("width", "20")
        super().__init__(max_length=40, spellcheck=False, **kwargs)

    def clean(self, value: Any) -> str:
        """The number as typed, without surrounding blanks."""
        text = str(super().clean(value))
        digits = sum(character.isdigit() for character in re.split("x|e", text.lower())[0])
        if text and not (self.shape.fullmatch(text) and 7 <= digits <= 15):
            raise ValidationError("Enter a phone number like 212 555 0100", code="shape")
        return text


class PageStampField(KitField):
    """The hidden field that says what the page was made from (R-7)."""

    template = "kit/fields/stamp.html"
    widget = forms.HiddenInput

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", "Page stamp")
        super().__init__(**kwargs)

    def required_message(self) -> str:
        """A form without its stamp was not made by one of our pages."""
        return "Open the page again, then repeat your change"

    def prepare_value(self, value: Any) -> str:
        """The signed text of a fresh stamp; a returned one stays as it came."""
        return value.signed() if isinstance(value, PageStamp) else str(value or "")

    def to_python(self, value: Any) -> PageStamp | None:
        """The stamp as it was issued."""
        if not value:
            return None
        try:
            return PageStamp.read(str(value))
        except (signing.BadSignature, ValueError) as error:
            raise ValidationError(self.required_message(), code="stamp") from error


class _AtMost:
    """Refuses text that is too long, and says by how much."""

    def __init__(self, most: int, starts: str) -> None:
        self.most = most
        self.starts = starts

    def __call__(self, value: str) -> None:
        if len(value) > self.most:
            raise ValidationError(
                f"Shorten {self.starts[:1].lower()}{self.starts[1:]} to "
                f"{self.most:,} characters. It has {len(value):,}.",
                code="max_length",
            )


def _no_control_characters(value: str) -> None:
    if any(ord(character) < 32 and character not in "\t\r\n" for character in value):
        raise ValidationError("Remove the hidden characters, then type it again", code="control")
