"""A blood pressure typed as digits only, or with a stroke: both values or neither."""

from __future__ import annotations

import re
from typing import Any

from attrs import frozen
from django.core.exceptions import ValidationError

from lightwell.kit.fields.base import KitField

_STROKE = re.compile(r"(\d{2,3})\s*/\s*(\d{2,3})", re.ASCII)
_DIGITS = re.compile(r"\d+", re.ASCII)
# The lower value has as many of the last digits as leave it the lower one.
_UPPER_DIGITS = {4: 2, 5: 3, 6: 3}


@frozen
class Pressure:
    """Systolic and diastolic, mmHg."""

    sbp: int
    dbp: int

    def __str__(self) -> str:
        return f"{self.sbp}/{self.dbp}"


def read_pressure(text: str) -> Pressure | None:
    """``14288`` and ``142/88`` are both 142 over 88; None when it is no pressure of two values.

    Digits are split by their number alone: no pair in which the second is the lower one can be
    read in another way.
    """
    if parts := _STROKE.fullmatch(text):
        return Pressure(int(parts[1]), int(parts[2]))
    at = _UPPER_DIGITS.get(len(text)) if _DIGITS.fullmatch(text) else None
    return Pressure(int(text[:at]), int(text[at:])) if at else None


class PressureField(KitField):
    """One box for both values; what it was read as is shown before it is saved."""

    template = "kit/fields/text.html"
    input_type = "text"
    input_mode = "numeric"
    autocomplete = "off"
    spellcheck = False
    suffix = "mmHg"
    width = "5"

    def to_python(self, value: Any) -> Pressure | None:
        """The pair, or a message that says what to type."""
        text = str(value or "").strip()
        if not text:
            return None
        found = read_pressure(text)
        if found is None:
            raise ValidationError(
                "Type both values of the blood pressure, like 14288 or 142/88", code="one_sided"
            )
        if found.dbp >= found.sbp:
            raise ValidationError(
                f"{found} cannot be: the first value is the higher one. Read it again",
                code="reversed",
            )
        return found
