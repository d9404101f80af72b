"""Form fields that render themselves; each refuses in words that say what to do."""

from lightwell.kit.fields.base import KitBoundField, KitField
from lightwell.kit.fields.choices import (
    CheckboxesField,
    RadioField,
    ScaleItemField,
    SelectField,
    TickField,
    YesNoUnknownField,
)
from lightwell.kit.fields.clock import ClockField
from lightwell.kit.fields.dates import ApproximateDateField, DateField
from lightwell.kit.fields.numbers import DecimalField, IntegerField
from lightwell.kit.fields.text import (
    EmailField,
    PageStampField,
    PhoneField,
    TextAreaField,
    TextField,
)

__all__ = [
    "ApproximateDateField",
    "CheckboxesField",
    "ClockField",
    "DateField",
    "DecimalField",
    "EmailField",
    "IntegerField",
    "KitBoundField",
    "KitField",
    "PageStampField",
    "PhoneField",
    "RadioField",
    "ScaleItemField",
    "SelectField",
    "TextAreaField",
    "TextField",
    "TickField",
    "YesNoUnknownField",
]
