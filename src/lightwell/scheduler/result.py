"""What is answered: a place for every session, or why there is none."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from attrs import frozen

from .problem import Place


class Rule(StrEnum):
    """What a session may never break, in the order in which it is looked at.

    ``DAYS`` are those that are looked at, with the sessions that stay: nothing makes room there.
    """

    CHAIR = "chair"
    NURSE = "nurse"
    PRESCRIBER = "prescriber"
    THERAPIST = "therapist"
    CLOSED = "closed"
    PERSON = "person"
    SPACING = "spacing"
    LENGTH = "length"
    DAYS = "days"


class Wish(StrEnum):
    """What a person may prefer, and that a session stays where it is."""

    STAYS = "stays"
    WEEKDAY = "weekday"
    CLOCK = "clock"
    SAME_NURSE = "same_nurse"


@frozen(kw_only=True)
class Placed:
    """One session with its place, and which of the person's wishes it keeps."""

    number: int
    day: date
    starts_at: datetime
    ends_at: datetime
    chair: int
    nurse: int
    therapist: int | None
    kept: frozenset[Wish]
    missed: frozenset[Wish]

    @property
    def place(self) -> Place:
        """Chair, nurse and start together."""
        return Place(self.chair, self.nurse, self.starts_at)


@frozen(kw_only=True)
class Proposal:
    """A place for every session. ``cost`` is what it falls short of; no answer is below ``bound``.

    Where the two are equal it is proved that there is none better.
    """

    placed: tuple[Placed, ...]
    cost: int
    bound: int

    @property
    def is_proved(self) -> bool:
        """Whether no better proposal exists."""
        return self.cost == self.bound

    @property
    def kept(self) -> int:
        """How many wishes are kept, over all sessions."""
        return sum(len(one.kept) for one in self.placed)

    @property
    def wished(self) -> int:
        """How many wishes there were, over all sessions."""
        return sum(len(one.kept) + len(one.missed) for one in self.placed)


@frozen(kw_only=True)
class Reason:
    """What would have to give way, all of it together, for every session to have a place."""

    rules: tuple[Rule, ...]
    words: str


@frozen(kw_only=True)
class NoProposal:
    """There is no place for every session. Each reason is enough by itself and none is padded.

    ``first_without`` is the first session that cannot have one even if the later ones are left out.
    """

    first_without: int
    reasons: tuple[Reason, ...]

    @property
    def words(self) -> str:
        """All of it as it is said to the person who books."""
        begins = f"Session {self.first_without} is the first without a place."
        return " ".join((begins, *(one.words for one in self.reasons)))
