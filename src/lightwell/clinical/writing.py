"""Numbers as they are written down: never a trailing zero, never a point without a leading zero."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from .units import Quantity


def written(amount: Decimal, places: int | None = None) -> str:
    """A number for a person: a leading zero, no trailing zero, a comma from 1,000 on."""
    if places is not None:
        amount = amount.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    text = f"{amount:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def plain(quantity: Quantity) -> str:
    """A number for a machine: decimal digits only."""
    return written(quantity.amount).replace(",", "")


def rounded(amount: Decimal, step: Decimal) -> Decimal:
    """The nearest multiple of a step; a half goes up."""
    return (amount / step).quantize(Decimal(1), ROUND_HALF_UP) * step
