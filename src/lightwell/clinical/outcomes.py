"""What a change between two totals amounts to, in words that claim no more than it shows."""

from __future__ import annotations

from typing import Literal

from attrs import frozen

from .changes import Change, Remission
from .errors import InvalidInput
from .questionnaires import Instrument, instrument

Direction = Literal["lower", "higher", "unchanged"]

# What stands beside every response and remission that is printed.
REVIEW_NOTE = (
    "Response and remission are words for a review point with a full recall window; "
    "between reviews say lower or higher."
)


@frozen
class ScoreChange:
    """The difference between two totals of one instrument; ``change`` is current less baseline.

    ``percent`` is the improvement, and is absent for a baseline of 0 or of the lowest total; with
    it are ``is_response`` and ``is_partial``. Without a limit they are absent, never "no".
    """

    instrument: Instrument
    baseline: int
    current: int
    change: int
    direction: Direction
    percent: float | None
    is_response: bool | None
    is_partial: bool | None
    is_reliable: bool | None
    is_deterioration: bool | None

    @property
    def remissions(self) -> dict[str, bool]:
        """Whether the current total is remission, under each convention of the instrument."""
        limits = self.instrument.change
        conventions = limits.remissions if limits else ()
        return {one.id: one.holds(self.current) for one in conventions}

    @property
    def why_not(self) -> dict[str, str]:
        """Why a word is not judged: no limit in a source, or a baseline that has no percentage."""
        words: dict[str, bool | None] = {
            "response": self.is_response,
            "partial": self.is_partial,
            "remission": self.is_remission,
            "deterioration": self.is_deterioration,
            "reliable_change": self.is_reliable,
        }
        return {word: self._why(word) for word, answer in words.items() if answer is None}

    def _why(self, word: str) -> str:
        limits = self.instrument.change
        by_percent = limits is not None and limits.response_percent is not None
        if by_percent and word in ("response", "partial"):
            return "the baseline is the best total there is: it has no percentage"
        if self.instrument.two_sided:
            return "this scale is worse towards both ends: compare the two ratings themselves"
        return f"no limit of {word.replace('_', ' ')} with a source is known for this instrument"

    @property
    def is_remission(self) -> bool | None:
        """Remission under the first convention; absent for an instrument without one."""
        return next(iter(self.remissions.values()), None)

    @property
    def remission_rule(self) -> Remission | None:
        """The convention that a plain "remission" means here."""
        return self.instrument.change.remission if self.instrument.change else None

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
            "response": self.is_response,
            "partial": self.is_partial,
            "remission": self.is_remission,
            "remission_rule": self.remission_rule.id if self.remission_rule else None,
            "remission_by": self.remissions,
            "deterioration": self.is_deterioration,
            "reliable_change": self.is_reliable,
            "not_judged": self.why_not,
            "note": REVIEW_NOTE,
        }


def change_in_score(name: str, baseline: int, current: int) -> ScoreChange:
    """Compare two totals of one instrument taken at different times."""
    made = instrument(name)
    if made.is_triage:
        raise InvalidInput(f"{made.title} has no total: compare its risk levels instead.")
    if not made.summed:
        raise InvalidInput(f"{made.title} has no total: compare each rating with itself.")
    for total in (baseline, current):
        _check_total(made, total)
    change = current - baseline
    worse = change if made.higher_is_worse else -change
    room = _room(made, baseline)
    response, partial = _steps(made.change, -worse, room, current)
    return ScoreChange(
        instrument=made,
        baseline=baseline,
        current=current,
        change=change,
        direction="lower" if change < 0 else "higher" if change > 0 else "unchanged",
        percent=round(-100 * worse / room, 1) if room else None,
        is_response=response,
        is_partial=partial,
        is_reliable=_reaches(abs(change), made.change.reliable if made.change else None),
        is_deterioration=_reaches(worse, made.change.deterioration if made.change else None),
    )


def _room(made: Instrument, baseline: int) -> int:
    """What a percentage is taken of; 0 where there is none.

    Of the baseline above the lowest total: a scale that begins at 1 cannot improve to 0.
    """
    return 0 if made.two_sided else baseline - made.minimum


def _check_total(made: Instrument, total: int) -> None:
    if isinstance(total, bool) or not isinstance(total, int):
        raise InvalidInput(f"{made.title}: {total!r} is not a total: give a whole number.")
    if not made.minimum <= total <= made.maximum:
        limits = f"{made.minimum} to {made.maximum}"
        raise InvalidInput(f"{made.title}: {total} is outside {limits}: check the total.")


def _steps(
    limits: Change | None, better: int, room: int, current: int
) -> tuple[bool | None, bool | None]:
    """Response and partial response, in whole numbers so that a limit is met exactly."""
    if limits is None:
        return None, None
    if limits.response_at_most is not None:
        return current <= limits.response_at_most, None
    if limits.response_points is not None:
        return better >= limits.response_points, None
    if limits.response_percent is None or room == 0:
        return None, None
    response = 100 * better >= limits.response_percent * room
    if limits.partial_percent is None:
        return response, None
    return response, not response and 100 * better >= limits.partial_percent * room


def _reaches(points: int, limit: int | None) -> bool | None:
    return None if limit is None else points >= limit
