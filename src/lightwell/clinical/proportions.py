"""The arithmetic of published counts: intervals, differences, and a curve through two points.

Shares are told in percent, as papers print them.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

from attrs import frozen

Z = 1.959964  # two-sided 95 %
Interval = tuple[float, float]


def wilson(count: int, of: int) -> Interval:
    """The 95 % interval of a share, by the score method of Wilson."""
    share, spread = count / of, Z * Z / of
    middle = (share + spread / 2) / (1 + spread)
    half = Z / (1 + spread) * math.sqrt(share * (1 - share) / of + spread / (4 * of))
    return 100 * max(0.0, middle - half), 100 * min(1.0, middle + half)


def newcombe(count: int, of: int, other: int, other_of: int) -> Interval:
    """The 95 % interval of the difference of two shares, from their Wilson intervals."""
    first, second = 100 * count / of, 100 * other / other_of
    low, high = wilson(count, of)
    other_low, other_high = wilson(other, other_of)
    below = math.hypot(first - low, other_high - second)
    above = math.hypot(high - first, second - other_low)
    return first - second - below, first - second + above


def number_needed(count: int, of: int, other: int, other_of: int) -> float:
    """How many people for one more, or one fewer, with the outcome; it is rounded up in print."""
    return 1 / abs(count / of - other / other_of)


def cumulative(shares: Iterable[float]) -> float:
    """The share with the outcome after all steps, when nobody leaves between them."""
    left = 1.0
    for share in shares:
        left *= 1 - share / 100
    return 100 * (1 - left)


@frozen
class Weibull:
    """A curve of how many are still well: ``exp(-(t / scale) ** shape)``."""

    shape: float
    scale: float

    @classmethod
    def through(cls, first: Interval, second: Interval) -> Weibull:
        """The curve through two points, each a time and a share in percent."""
        (t1, s1), (t2, s2) = first, second
        fell, fell_later = -math.log(s1 / 100), -math.log(s2 / 100)
        shape = math.log(fell_later / fell) / math.log(t2 / t1)
        return cls(shape, t1 / fell ** (1 / shape))

    def still_well(self, at: float) -> float:
        """The share in percent that is still well at a time."""
        return float(100 * math.exp(-((at / self.scale) ** self.shape)))

    @property
    def median(self) -> float:
        """The time at which half are still well."""
        return float(self.scale * math.log(2) ** (1 / self.shape))
