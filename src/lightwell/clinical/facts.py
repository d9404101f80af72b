"""Facts about one person: each known value with who recorded it and when, or unknown."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from attrs import field, frozen

from .errors import InvalidInput
from .values import Outcome

Number = int | float


@frozen
class Span:
    """A number known only to lie between two bounds; ``None`` is an open end.

    Half-known facts are common ("at least six weeks, perhaps more"); a span lets a rule be
    decided where the bounds decide it, and stay unknown where they do not.
    """

    low: Number | None = None
    high: Number | None = None

    def __attrs_post_init__(self) -> None:
        if self.low is not None and self.high is not None and self.low > self.high:
            raise InvalidInput(f"A span cannot run from {self.low} down to {self.high}.")

    @classmethod
    def exactly(cls, value: Number) -> Span:
        """A number that is fully known."""
        return cls(value, value)

    @property
    def is_exact(self) -> bool:
        return self.low is not None and self.low == self.high

    def __str__(self) -> str:
        if self.low is None and self.high is None:
            return "not recorded"
        if self.low is None:
            return f"at most {self.high:g}"
        if self.high is None:
            return f"at least {self.low:g}"
        return f"{self.low:g}" if self.is_exact else f"between {self.low:g} and {self.high:g}"


Value = bool | str | int | float | date | Span


@frozen
class Fact:
    """One recorded value with its origin. A fact without a value is unknown, never a no."""

    value: Value | None = None
    recorded_on: date | None = None
    recorded_by: str = ""

    @property
    def is_known(self) -> bool:
        return self.value is not None

    def as_span(self) -> Span:
        """The value as bounds on a number; a value that is no number says nothing."""
        if isinstance(self.value, Span):
            return self.value
        if isinstance(self.value, bool) or not isinstance(self.value, int | float):
            return Span()
        return Span.exactly(self.value)

    def __str__(self) -> str:
        if self.value is None:
            return "not recorded"
        if isinstance(self.value, bool):
            return "yes" if self.value else "no"
        if isinstance(self.value, float):
            return f"{self.value:g}"
        return str(self.value)


UNKNOWN = Fact()


def _fixed_facts(given: Mapping[str, Fact]) -> Mapping[str, Fact]:
    return MappingProxyType(dict(given))


def _fixed_lists(given: Mapping[str, tuple[Facts, ...]]) -> Mapping[str, tuple[Facts, ...]]:
    return MappingProxyType(dict(given))


@frozen
class Facts:
    """What is known about one subject: facts by name, and lists of subjects (such as trials)."""

    known: Mapping[str, Fact] = field(factory=dict, converter=_fixed_facts)
    lists: Mapping[str, tuple[Facts, ...]] = field(factory=dict, converter=_fixed_lists)
    name: str = ""
    explained: dict[object, object] = field(factory=dict, init=False, eq=False, repr=False)
    """What was explained of this subject already: many rules ask the same of one trial."""
    evaluated: dict[object, Outcome] = field(factory=dict, init=False, eq=False, repr=False)
    """The outcome of each group of claims that was asked of this subject already."""

    def __getitem__(self, fact: str) -> Fact:
        return self.known.get(fact, UNKNOWN)

    def each(self, collection: str) -> tuple[Facts, ...]:
        """The subjects of a list, in the order in which they were recorded."""
        return self.lists.get(collection, ())
