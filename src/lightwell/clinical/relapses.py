"""Whether somebody who had been well is ill again, by the limit of the instrument itself.

A limit of relapse says something only of a person who had got well. Relapse is a word for a review
point: a total in between is higher or lower than before, and the prescriber decides.
"""

from __future__ import annotations

from attrs import frozen

from .changes import RelapseLimit
from .outcomes import REVIEW_NOTE, change_in_score
from .progress import CourseScores, Total
from .questionnaires import Instrument, instrument
from .values import Outcome


@frozen
class Relapse:
    """The answer with its arithmetic; without a limit in a source it is unknown, never "no"."""

    instrument: Instrument
    limit: RelapseLimit | None
    outcome: Outcome
    lines: tuple[str, ...]

    def __str__(self) -> str:
        head = f"{self.instrument.title}: relapse {self.outcome.words}"
        return "\n".join((head, *(f"  {line}" for line in self.lines), REVIEW_NOTE))

    def as_json(self) -> dict[str, object]:
        """The shape of the command line and of the API."""
        return {
            "instrument": self.instrument.id,
            "relapse": self.outcome.value,
            "at_least": self.limit.at_least if self.limit else None,
            "source": self.limit.source if self.limit else None,
            "lines": list(self.lines),
            "note": REVIEW_NOTE,
        }


def relapse(name: str, scores: CourseScores) -> Relapse:
    """Whether the newest total is a relapse: at the limit, after a response or a remission."""
    made = instrument(name)
    limit = made.change.relapse if made.change else None
    if limit is None:
        told = "no limit of relapse with a source is known for this instrument"
        return Relapse(made, None, Outcome.UNKNOWN, (told,))
    if not scores.since:
        return Relapse(made, limit, Outcome.UNKNOWN, ("no total since the first dose",))
    *earlier, last = scores.since
    well = next((one for one in earlier if _was_well(made, scores.baseline, one)), None)
    if well is None:
        told = "not well at any earlier total: there is nothing to relapse from"
        return Relapse(made, limit, Outcome.NOT_MET, (told,))
    reached = last.total >= limit.at_least
    lines = (
        f"well on {well.on}: {well.total}",
        f"last: {last.total} on {last.on}, {'not ' if not reached else ''}{limit.words}",
    )
    return Relapse(made, limit, Outcome.of(reached), lines)


def _was_well(made: Instrument, baseline: Total | None, one: Total) -> bool:
    """In remission by the first convention, or with a response since the baseline."""
    change = change_in_score(made.id, baseline.total if baseline else one.total, one.total)
    return change.is_remission is True or change.is_response is True
