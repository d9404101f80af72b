"""The numbers under which clinicians are registered to bill."""

from __future__ import annotations


def is_npi(number: str) -> bool:
    """Whether the check digit is right: the Luhn formula over 80840 and the ten digits (CMS)."""
    if len(number) != 10 or not (number.isascii() and number.isdecimal()):
        return False
    total = 0
    for place, digit in enumerate(reversed(f"80840{number}")):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0
