"""How outcomes, priorities and quantities are said: a word and a shape, never colour alone."""

from __future__ import annotations

from decimal import Decimal
from enum import Enum

import attrs

NOT_RECORDED = "Not recorded"


@attrs.frozen
class Said:
    """One meaning: its key in the style sheet, its word, its icon."""

    key: str
    words: str
    icon: str


STATUSES = {
    "met": Said("met", "Met", "check"),
    "not_met": Said("not-met", "Not met", "cross"),
    "unknown": Said("unknown", "Unknown", "question"),
}
PRIORITIES = {
    "high": Said("high", "High", "alert"),
    "medium": Said("medium", "Medium", "diamond"),
    "low": Said("low", "Low", "circle"),
}


def status(outcome: object) -> Said:
    """Met, not met or unknown, from the core's outcome or its text; KeyError for all else."""
    return STATUSES[_key(outcome)]


def priority(level: object) -> Said:
    """High, Medium or Low (R-33)."""
    return PRIORITIES[_key(level)]


def _key(value: object) -> str:
    if isinstance(value, Enum):
        value = value.value if isinstance(value.value, str) else value.name
    return str(value).strip().lower().replace(" ", "_").replace("-", "_")


def quantity(value: Decimal | int | float, unit: str = "") -> str:
    """``1,250 mg``: no trailing zero, a leading zero, commas, a space before the unit (R-11)."""
    number = Decimal(str(value))
    whole = number == number.to_integral_value()
    text = f"{number.to_integral_value() if whole else number.normalize():,f}"
    return f"{text}\N{NO-BREAK SPACE}{unit}" if unit else text
