"""What a change between two totals amounts to, in words that claim no more than it shows."""

from __future__ import annotations

from typing import Literal

from attrs import frozen

from .errors import InvalidInput
from .questionnaires import Instrument, instrument

Direction = Literal["lower", "higher", "unchanged"]


@frozen
class ScoreChange:
    """The difference between two totals of one instrument; ``change`` is current less baseline.

    ``percent`` is the improvement, and is absent for a baseline of 0. ``is_reliable`` and
    ``is_deterioration`` are absent for an instrument without those limits.
    """

    instrument: Instrument
    baseline: int
    current: int
    change: int
    direction: Direction
    percent: float | None
    is_reliable: bool | None
    is_deterioration: bool | None

    def sentence(self) -> str:
        """One sentence for the chart: direction and size, never "response" or "relapse"."""
        if self.direction == "unchanged":
            return f"{self.instrument.title} is unchanged at {self.current}."
        points = "point" if abs(self.change) == 1 else "points"
        return (
            f"{self.instrument.title} is {abs(self.change)} {points} {self.direction} than before "
            f"({self.baseline} then, {self.current} now)."
        )

    def as_json(self) -> dict[str, object]:
        """The shape of the command line and of the API."""
        return {
            "instrument": self.instrument.id,
            "change": self.change,
            "change_pct": self.percent,
            "direction": self.direction,
            "reliable_change": self.is_reliable,
            "deterioration": self.is_deterioration,
        }


def change_in_score(name: str, baseline: int, current: int) -> ScoreChange:
    """Compare two totals of one instrument taken at different times."""
    made = instrument(name)
    if made.is_triage:
        raise InvalidInput(f"{made.title} has no total: compare its risk levels instead.")
    for total in (baseline, current):
        if isinstance(total, bool) or not isinstance(total, int):
            raise InvalidInput(f"{made.title}: {total!r} is not a total: give a whole number.")
        if not made.minimum <= total <= made.maximum:
            limits = f"{made.minimum} to {made.maximum}"
            raise InvalidInput(f"{made.title}: {total} is outside {limits}: check the total.")
    change = current - baseline
    worse = change if made.higher_is_worse else -change
    limits_known = made.change
    return ScoreChange(
        instrument=made,
        baseline=baseline,
        current=current,
        change=change,
        direction="lower" if change < 0 else "higher" if change > 0 else "unchanged",
        percent=round(-100 * worse / baseline, 1) if baseline else None,
        is_reliable=abs(change) >= limits_known.reliable if limits_known else None,
        is_deterioration=worse >= limits_known.deterioration if limits_known else None,
    )
