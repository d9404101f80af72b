"""The smallest words of the clinical core: three-valued outcomes and where a number comes from."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum


class Outcome(Enum):
    """The answer to a clinical question: met, not met, or unknown.

    Unknown is a value. It never counts as met, and it never counts as not met:
    ``Outcome`` has no truth value, so ``if outcome:`` cannot open a gate by accident.
    """

    MET = "met"
    NOT_MET = "not_met"
    UNKNOWN = "unknown"

    @classmethod
    def of(cls, known: bool | None) -> Outcome:
        """Turn a yes, a no or a missing answer into an outcome."""
        if known is None:
            return cls.UNKNOWN
        return cls.MET if known else cls.NOT_MET

    def __bool__(self) -> bool:
        raise TypeError("An outcome has three values: compare it with Outcome.MET instead.")

    def __and__(self, other: Outcome) -> Outcome:
        return all_of((self, other))

    def __or__(self, other: Outcome) -> Outcome:
        return any_of((self, other))

    def __invert__(self) -> Outcome:
        return _OPPOSITE[self]

    @property
    def words(self) -> str:
        """The outcome as a reader says it: "met", "not met" or "unknown"."""
        return self.value.replace("_", " ")


_OPPOSITE = {
    Outcome.MET: Outcome.NOT_MET,
    Outcome.NOT_MET: Outcome.MET,
    Outcome.UNKNOWN: Outcome.UNKNOWN,
}


def all_of(outcomes: Iterable[Outcome]) -> Outcome:
    """Met when every part is met; one part known to fail decides, whatever is unknown."""
    return _first(Outcome.NOT_MET, outcomes, Outcome.MET)


def any_of(outcomes: Iterable[Outcome]) -> Outcome:
    """Met when one part is met; not met only when every part is known to fail."""
    return _first(Outcome.MET, outcomes, Outcome.NOT_MET)


def _first(deciding: Outcome, outcomes: Iterable[Outcome], otherwise: Outcome) -> Outcome:
    """The deciding outcome as soon as it is seen; else unknown where one is; else the other."""
    for outcome in outcomes:
        if outcome is deciding:
            return deciding
        if outcome is Outcome.UNKNOWN:
            otherwise = Outcome.UNKNOWN
    return otherwise


def none_of(outcomes: Iterable[Outcome]) -> Outcome:
    """Met when no part is met: the opposite of :func:`any_of`."""
    return ~any_of(outcomes)


def at_least(number: int, outcomes: Iterable[Outcome]) -> Outcome:
    """Met when enough parts are surely met; not met when even the unknown ones would not do."""
    seen = list(outcomes)
    sure = sum(one is Outcome.MET for one in seen)
    possible = len(seen) - sum(one is Outcome.NOT_MET for one in seen)
    if sure >= number:
        return Outcome.MET
    return Outcome.NOT_MET if possible < number else Outcome.UNKNOWN


class Provenance(Enum):
    """Where a number or a wording was read, so that a reader knows how far to trust it."""

    RETRIEVED_PRIMARY = "retrieved_primary"
    RETRIEVED_SECONDARY = "retrieved_secondary"
    COMPUTED = "computed"
    KNOWLEDGE_UNVERIFIED = "knowledge_unverified"
    LOCAL_POLICY = "local_policy"

    @property
    def words(self) -> str:
        """The provenance as it is printed beside a number."""
        return _PROVENANCE_WORDS[self]


_PROVENANCE_WORDS = {
    Provenance.RETRIEVED_PRIMARY: "read in the primary source",
    Provenance.RETRIEVED_SECONDARY: "read in a secondary source",
    Provenance.COMPUTED: "computed from numbers that were read",
    Provenance.KNOWLEDGE_UNVERIFIED: "from knowledge, not verified in the primary source",
    Provenance.LOCAL_POLICY: "local policy; no outside authority",
}
