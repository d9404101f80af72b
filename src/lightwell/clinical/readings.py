"""Readings of one session: refused when impossible, saved whatever they show, and remembered."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from attrs import field, frozen

from .errors import InvalidInput
from .facts import Fact, Facts
from .library import library

VALUES = ("sbp", "dbp", "hr", "spo2", "rr", "moaas")
VITALS = ("sbp", "dbp", "hr", "spo2", "rr")


def _aware(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise InvalidInput(f"{at} has no time zone: give an aware time.")
    return at


@frozen(kw_only=True)
class Reading:
    """What was read at one time. ``None`` was not read; a value outside its range is refused."""

    at: datetime = field(converter=_aware)
    sbp: int | None = None
    dbp: int | None = None
    hr: int | None = None
    spo2: int | None = None
    rr: int | None = None
    moaas: int | None = None

    def __attrs_post_init__(self) -> None:
        words = library().dictionary.facts
        for name in VALUES:
            entry, value = words[f"vital.{name}"], self.value(name)
            if value is None:
                continue
            if isinstance(value, bool) or not isinstance(value, int):
                raise InvalidInput(f"{name}: {value!r} is not a whole number: read it again.")
            if not (entry.minimum or 0) <= value <= (entry.maximum or 0):
                raise InvalidInput(
                    f"{name}: {value} is outside {entry.minimum:g} to {entry.maximum:g}"
                    f"{entry.unit_words}: read it again."
                )
        if self.sbp is not None and self.dbp is not None and self.dbp >= self.sbp:
            raise InvalidInput(
                f"blood pressure: {self.sbp} over {self.dbp} cannot be: the first value is the "
                "systolic one."
            )

    def value(self, name: str) -> int | None:
        """One of the values by its name."""
        found: int | None = getattr(self, name)
        return found

    def facts(self, baseline: Reading | None) -> Facts:
        """What the rules ask about this row; without a baseline a rise is unknown."""
        known = {f"reading.{name}": Fact(self.value(name)) for name in VALUES}
        before = baseline.sbp if baseline else None
        if self.sbp is not None and before is not None:
            known["reading.sbp_rise"] = Fact(self.sbp - before)
        return Facts(known)


def in_order(readings: Iterable[Reading], now: datetime) -> tuple[Reading, ...]:
    """The readings by time; one from the future is refused."""
    ordered = tuple(sorted(readings, key=lambda one: utc(one.at)))
    if ordered and utc(ordered[-1].at) > utc(now):
        raise InvalidInput(f"the reading of {ordered[-1].at} lies in the future: correct its time.")
    return ordered


def utc(at: datetime) -> datetime:
    """The moment itself: two times of one zone differ by the clock, not by the time that passed."""
    return _aware(at).astimezone(UTC)


def minutes_between(earlier: datetime, later: datetime) -> float:
    """The time that passed from one moment to another, minutes, across any change of clocks."""
    return (utc(later) - utc(earlier)) / timedelta(minutes=1)
