"""Life stages of one person on one day: which guards stand, which cannot be told, what began since.

A guard is of the day of the act: a birthday in the course changes which guards stand.
"""

from __future__ import annotations

from attrs import frozen

from .care import Guard
from .casefile import Case
from .caserules import OF_WOMEN, age_of
from .explain import Explanation, explain
from .facts import Fact, Facts
from .library import library
from .predicates import facts_of
from .values import Outcome

# Where a stage itself asks for a decision; the others change the start, or inform.
DECIDING = ("block", "specialist")
_WORSE = (Outcome.NOT_MET, Outcome.UNKNOWN, Outcome.MET)


@frozen
class StageGuard:
    """One guard beside one person, with why; ``missing`` are the facts that nobody knows."""

    guard: Guard
    explanation: Explanation
    missing: tuple[str, ...]

    @property
    def outcome(self) -> Outcome:
        """Whether the person is in this stage; unknown is no way past it."""
        return self.explanation.outcome

    @property
    def is_met(self) -> bool:
        """Whether the person is known to be in this stage."""
        return self.outcome is Outcome.MET

    @property
    def stops(self) -> bool:
        """Whether no session is given in this stage, whoever decides."""
        return self.is_met and self.guard.position == "block"


def life_stages(case: Case, route: str) -> tuple[StageGuard, ...]:
    """Every guard of this way of giving that is met or cannot be told; those not met are left out.

    As in the rules of eligibility, what only concerns women and was not recorded is a no for a
    person of male sex at birth.
    """
    facts = _facts(case)
    return tuple(
        one for one in _judged(facts, route) if one.explanation.outcome is not Outcome.NOT_MET
    )


def stages_begun(then: Case, now: Case, route: str) -> tuple[StageGuard, ...]:
    """The guards that ask for a decision and stand now, though they did not stand then.

    What was known not to be so then and is unknown now counts as begun: it has to be asked.
    """
    before = {one.guard.id: one.outcome for one in _judged(_facts(then), route)}
    return tuple(
        one
        for one in _judged(_facts(now), route)
        if one.guard.position in DECIDING
        and _WORSE.index(one.outcome) > _WORSE.index(before[one.guard.id])
    )


def _facts(case: Case) -> Facts:
    known = {"person.age_years": Fact(age_of(case), case.on)}
    known |= {f"conditions.{key}": Fact(one, case.on) for key, one in case.conditions.items()}
    for key in OF_WOMEN if case.person.get("sex_at_birth") == "male" else ():
        if case.conditions.get(key) is None:
            known[f"conditions.{key}"] = Fact(False, case.on, "taken from the sex at birth")
    return Facts(known)


def _judged(facts: Facts, route: str) -> tuple[StageGuard, ...]:
    guards = (one for one in library().common_care.guards if route in one.routes)
    return tuple(
        StageGuard(
            guard=one,
            explanation=explain(one.when, facts),
            missing=tuple(sorted(name for name in facts_of(one.when) if not facts[name].is_known)),
        )
        for one in guards
    )
