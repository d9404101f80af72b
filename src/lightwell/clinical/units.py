"""Units as types: a milligram cannot be added to a kilogram, swapped for one, or mistaken for one.

Amounts are decimals, so 0.1 + 0.2 is 0.3 and a printed dose equals the computed one.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import ClassVar, Self

from attrs import field, frozen

from .errors import InvalidInput, UnitError

KILOGRAMS_PER_POUND = Decimal("0.45359237")  # exact by definition of the pound

LARGEST = 10**9  # beyond this, division would lose digits that are shown
_PLAIN_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")  # no comma, no ".5", no "5e1"


def _amount(raw: object) -> Decimal:
    """Read an amount; a decimal comma, a word or a yes is refused rather than guessed at."""
    if isinstance(raw, bool) or not isinstance(raw, int | float | str | Decimal):
        raise InvalidInput(f"{raw!r} is not an amount: give a number such as 0.5.")
    if isinstance(raw, str) and not _PLAIN_NUMBER.fullmatch(raw):
        raise InvalidInput(f"{raw!r} is not an amount: use a decimal point, as in 0.5.")
    amount = Decimal(str(raw))
    if not amount.is_finite() or abs(amount) >= LARGEST:
        raise InvalidInput(f"{raw!r} is not an amount: give a finite number.")
    return amount


@frozen(order=False, repr=False)
class Quantity:
    """An amount in one unit. Only quantities of exactly the same unit meet."""

    ucum: ClassVar[str] = "1"

    amount: Decimal = field(converter=_amount)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.amount})"

    def __str__(self) -> str:
        return f"{self.amount.normalize():f} {self.ucum}"

    def _same(self, other: object) -> Decimal:
        if not isinstance(other, Quantity) or type(other) is not type(self):
            raise UnitError(
                f"{type(self).__name__} and {type(other).__name__} are different units: "
                "convert one of them explicitly first."
            )
        return other.amount

    def __add__(self, other: Self) -> Self:
        return type(self)(self.amount + self._same(other))

    def __sub__(self, other: Self) -> Self:
        return type(self)(self.amount - self._same(other))

    def __lt__(self, other: Self) -> bool:
        return self.amount < self._same(other)

    def __le__(self, other: Self) -> bool:
        return self.amount <= self._same(other)

    def __gt__(self, other: Self) -> bool:
        return self.amount > self._same(other)

    def __ge__(self, other: Self) -> bool:
        return self.amount >= self._same(other)

    def times(self, factor: int | Decimal) -> Self:
        """The same unit, a plain number of times over (a count has no unit)."""
        return type(self)(self.amount * _amount(factor))


class Milligrams(Quantity):
    """A mass of drug, milligrams."""

    ucum = "mg"


class KetamineMilligrams(Quantity):
    """Racemic ketamine, milligrams; never converted to or from esketamine."""

    ucum = "mg"


class EsketamineMilligrams(Quantity):
    """Esketamine, milligrams; never converted to or from racemic ketamine."""

    ucum = "mg"


class Kilograms(Quantity):
    """A body weight, kilograms."""

    ucum = "kg"


class Pounds(Quantity):
    """A body weight as it was read from a scale in pounds; converted on a line of its own."""

    ucum = "[lb_av]"

    def to_kilograms(self) -> Kilograms:
        """The one way out of pounds: exact, and visible where it is called."""
        return Kilograms(self.amount * KILOGRAMS_PER_POUND)


class Centimetres(Quantity):
    """A body height, centimetres."""

    ucum = "cm"


class Millilitres(Quantity):
    """A volume to draw up or infuse, millilitres."""

    ucum = "mL"


class MillilitresPerHour(Quantity):
    """The rate of a pump, millilitres per hour."""

    ucum = "mL/h"


class MgPerKg(Quantity):
    """A dose per kilogram of body weight."""

    ucum = "mg/kg"

    def for_weight(self, weight: Kilograms) -> Milligrams:
        """The total dose for a person of this weight, milligrams."""
        if type(weight) is not Kilograms:
            raise UnitError("A dose per kilogram needs a weight in Kilograms.")
        return Milligrams(self.amount * weight.amount)


class MgPerMl(Quantity):
    """A concentration on a vial or in a bag, milligrams per millilitre."""

    ucum = "mg/mL"

    def volume_of(self, dose: Milligrams) -> Millilitres:
        """The volume that holds this dose, millilitres."""
        if type(dose) is not Milligrams:
            raise UnitError("A concentration needs a dose in Milligrams.")
        if self.amount <= 0:
            raise InvalidInput("A concentration must be above 0 mg/mL.")
        return Millilitres(dose.amount / self.amount)


class Minutes(Quantity):
    """A length of time in a session, minutes."""

    ucum = "min"


class Days(Quantity):
    """A length of time in treatment, days."""

    ucum = "d"


class MmHg(Quantity):
    """A blood pressure, millimetres of mercury."""

    ucum = "mm[Hg]"


class BeatsPerMinute(Quantity):
    """A heart rate, beats per minute."""

    ucum = "{beats}/min"


class PercentSaturation(Quantity):
    """An oxygen saturation, per cent."""

    ucum = "%"
