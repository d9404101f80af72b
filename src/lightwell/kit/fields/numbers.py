"""Numbers: read as typed or refused, never guessed (R-20)."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError

from lightwell.kit.fields.base import KitField

_NUMBER = re.compile(r"-?\d+(\.\d+)?", re.ASCII)
_MISSING_ZERO = re.compile(r"-?\.\d+", re.ASCII)
# Longer than any number a person means; also keeps arithmetic small.
_MOST_CHARACTERS = 20


class DecimalField(KitField):
    """A number with a decimal point; limits and unit are printed in the message."""

    template = "kit/fields/text.html"
    input_type = "text"
    input_mode = "decimal"
    example = "3.5"
    spellcheck = False
    autocomplete = "off"

    def __init__(
        self,
        *,
        minimum: Decimal | int | None = None,
        maximum: Decimal | int | None = None,
        places: int = 3,
        unit: str = "",
        width: str = "5",
        **kwargs: Any,
    ) -> None:
        self.minimum = minimum
        self.maximum = maximum
        self.places = places
        self.suffix = unit
        self.width = width
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Decimal | None:
        """The number exactly as typed, or a message that says how to type it."""
        text = str(value or "").strip()
        if not text:
            return None
        self._check_shape(text)
        number = Decimal(text)
        self._check_limits(number)
        return number

    def _check_shape(self, text: str) -> None:
        if "," in text:
            raise ValidationError(f"Use a point, not a comma, like {self.example}", code="comma")
        if _MISSING_ZERO.fullmatch(text):
            raise ValidationError("Put a 0 before the point, like 0.5", code="leading_zero")
        if not _NUMBER.fullmatch(text) or len(text) > _MOST_CHARACTERS:
            raise ValidationError(
                f"{self.starts} must be a number, like {self.example}", code="number"
            )
        if len(text.partition(".")[2]) > self.places:
            raise ValidationError(self._too_fine(), code="places")

    def _too_fine(self) -> str:
        digits = "1 digit" if self.places == 1 else f"{self.places} digits"
        return f"Use at most {digits} after the point for {self.thing}"

    def _check_limits(self, number: Decimal) -> None:
        low, high = self.minimum, self.maximum
        unit = f" {self.suffix}" if self.suffix else ""
        if low is not None and high is not None and not low <= number <= high:
            raise ValidationError(f"{self.starts} must be {low} to {high}{unit}", code="range")
        if low is not None and number < low:
            raise ValidationError(f"{self.starts} must be {low}{unit} or more", code="low")
        if high is not None and number > high:
            raise ValidationError(f"{self.starts} must be {high}{unit} or less", code="high")


class IntegerField(DecimalField):
    """A whole number."""

    input_mode = "numeric"
    example = "12"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(places=0, **kwargs)

    def clean(self, value: Any) -> int | None:
        """The whole number, or None."""
        number = super().clean(value)
        return None if number is None else int(number)

    def _too_fine(self) -> str:
        return f"{self.starts} must be a whole number, like {self.example}"
