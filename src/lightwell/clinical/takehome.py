"""A supply that is taken home: the gate before it, and whether every unit is accounted for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from attrs import frozen

from .facts import Fact, Facts, Value
from .gates import Gate, GateResult, GateRule
from .library import library
from .values import Outcome


def take_home(known: Mapping[str, Value | None]) -> GateResult:
    """Whether a supply may be taken home: every condition known and met, or it holds.

    ``known`` has the facts by their names; what is missing or None is unknown. Nobody may set a
    condition aside.
    """
    facts = Facts({name: Fact(value) for name, value in known.items()})
    return take_home_gate().judge(facts)


def take_home_gate() -> Gate:
    """The conditions of take-home in the shape of the gates of a session."""
    made = library().common_care.take_home
    rules = tuple(
        GateRule(
            id=one.id,
            when=one.when,
            settled_by=one.settled_by,
            override=one.override,
            ask=one.ask,
            source=one.basis.source,
            provenance=one.basis.provenance,
        )
        for one in made.criteria
    )
    return Gate(header=made.header, rules=rules, doors=(), examples=())


def are_days_covered(
    dosed: tuple[date, ...], called: tuple[date, ...], every_days: int | None
) -> bool:
    """Whether somebody asks after the person often enough while doses are at home.

    Without ``every_days`` there is a call on each day of a dose. With it, no more than so many
    days pass from the first dose to a call, from call to call, and to the last dose.
    """
    if every_days is None:
        return set(dosed) <= set(called)
    within = sorted({one for one in called if dosed[0] <= one})
    last = dosed[0]
    for day in within:
        if (day - last).days > every_days:
            return False
        last = day
    return bool(within) and (dosed[-1] - last).days <= every_days


@frozen(kw_only=True)
class UnitCount:
    """Units of one supply: handed over, reported as taken, come back, and counted at home.

    ``left`` is None while nobody has counted what is left.
    """

    handed_over: int
    taken: int
    returned: int
    left: int | None

    @property
    def should_be_left(self) -> int:
        """How many there are at home if everything was reported; below zero is a difference."""
        return self.handed_over - self.taken - self.returned

    @property
    def accounted_for(self) -> int:
        """How many of them somebody can say something about."""
        return self.taken + self.returned + (self.left or 0)

    @property
    def outcome(self) -> Outcome:
        """Whether it adds up; unknown while units should be left and nobody counted them."""
        if self.should_be_left < 0:
            return Outcome.NOT_MET
        if self.left is None:
            return Outcome.MET if self.should_be_left == 0 else Outcome.UNKNOWN
        return Outcome.MET if self.left == self.should_be_left else Outcome.NOT_MET

    @property
    def words(self) -> str:
        """As it is said to the prescriber: "3 of 4 units accounted for"."""
        units = "unit" if self.handed_over == 1 else "units"
        said = f"{self.accounted_for} of {self.handed_over} {units} accounted for"
        if self.outcome is Outcome.UNKNOWN:
            return f"{said}; {self.should_be_left} should be left, not counted"
        return said
