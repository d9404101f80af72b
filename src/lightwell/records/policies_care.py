"""Who writes goals, ratings and the care plan of a course.

- read them: whoever reads the record; an outside therapist what a release opens
- write a goal, change its words, say that it is reached or dropped, rate it: the person; nurse,
  prescriber, therapist and medical director, in the person's words and numbers
- plan, change, review, stop or decline a line of the care plan: nurse, prescriber, therapist,
  medical director
- mark a line as done or not: the person, on the lines that are theirs

The front desk reads and writes none of it. That a person may see this patient at all is decided
by ``records.queries.patients`` before.
"""

from __future__ import annotations

from lightwell.access.actors import CLINICAL_ROLES, Actor
from lightwell.access.errors import Denied
from lightwell.records.policies import passes


def check_can_write_goals(by: Actor) -> None:
    """A goal is the person's own; staff who treat them may hold the pen."""
    if not (by.is_patient or by.has(*CLINICAL_ROLES)):
        raise Denied("Goals are written down by the person, or by staff who treat them.")


def can_write_goals(by: Actor) -> bool:
    """True when `check_can_write_goals` would let the actor pass."""
    return passes(check_can_write_goals, by)


def check_can_plan_care(by: Actor) -> None:
    """The care around the doses is planned and reviewed by those who treat the person."""
    if not by.has(*CLINICAL_ROLES):
        words = ", ".join(sorted(role.words for role in CLINICAL_ROLES))
        raise Denied(f"To change a care plan takes one of these roles: {words}.")


def can_plan_care(by: Actor) -> bool:
    """True when `check_can_plan_care` would let the actor pass."""
    return passes(check_can_plan_care, by)


def check_can_mark(by: Actor) -> None:
    """A person says themselves whether they did what is theirs to do."""
    if not by.is_patient:
        raise Denied("Only the person marks their own steps.")
