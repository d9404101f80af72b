"""Every session of a series gets its place at once: rules first, then what the person prefers.

    from lightwell.scheduler import Problem, propose

People, chairs and rooms are known here only as ids. The same problem has the same answer on every
day and machine: nothing here reads a clock, and the search ends by its own count of steps.
"""

from .problem import (
    Chair,
    Fixed,
    Nurse,
    Place,
    Preferences,
    Problem,
    Rules,
    Session,
    Site,
    Span,
    Therapist,
)
from .result import NoProposal, Placed, Proposal, Reason, Rule, Wish
from .solve import propose

__all__ = [
    "Chair",
    "Fixed",
    "NoProposal",
    "Nurse",
    "Place",
    "Placed",
    "Preferences",
    "Problem",
    "Proposal",
    "Reason",
    "Rule",
    "Rules",
    "Session",
    "Site",
    "Span",
    "Therapist",
    "Wish",
    "propose",
]
