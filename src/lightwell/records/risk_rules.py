"""The risk policy as the records use it; levels, triggers and steps are the clinical core's.

The numbers below are local policy (CDR 3), to be adopted or changed by the clinic.
"""

from __future__ import annotations

from datetime import timedelta

import lightwell.clinical as lw
from lightwell.clinical.library import library

IMMINENT = "imminent"
# The three priorities in which pages show the four levels of the policy.
PRIORITIES = {"imminent": "high", "red": "high", "amber": "medium", "watch": "low"}
# Where a task stands while nobody has spoken with the person.
NOT_REACHED = frozenset({"new", "taken", "trying"})
# Provenance of these four: local policy.
LONGEST_WITHOUT_READER = timedelta(hours=72)
UNSENT_AFTER = timedelta(minutes=10)
TRIES_BEFORE_UNREACHED = 3
WAYS_BEFORE_UNREACHED = 2


def finding_of_now(answer: str) -> lw.RiskFinding | None:
    """What the answer to "are you in danger now?" raises by itself."""
    return library().risk.assess({"now": answer})


def action_of(trigger: str, level: str) -> str:
    """What staff are asked to do; a task that a total raised has words of its own at its level."""
    return next(
        (one.action for one in library().risk.totals if (one.id, one.level) == (trigger, level)),
        lw.risk_level(level).action,
    )


def is_of_total(trigger: str) -> bool:
    """Whether a total alone raised the task: no suicide answer stands behind it."""
    return any(one.id == trigger for one in library().risk.totals)


def is_worse(level: str, than: str) -> bool:
    """Whether the first level is more urgent than the second."""
    return lw.risk_level(level).urgency < lw.risk_level(than).urgency


def priority(level: str) -> str:
    """How urgent a level looks, the same on every page."""
    return PRIORITIES[level]


def contact_within(level: str) -> timedelta | None:
    """How soon the person is called; none for "the same clinic day"."""
    minutes = lw.risk_level(level).contact_minutes
    return timedelta(minutes=minutes) if minutes is not None else None


def clinic_time(level: str) -> timedelta | None:
    """How much reading time may pass on that clinic day; none where only the day counts."""
    minutes = lw.risk_level(level).clinic_minutes
    return timedelta(minutes=minutes) if minutes is not None else None


def words_of(finding: lw.RiskFinding) -> str:
    """The reasons of a finding as one line."""
    return "; ".join(finding.reasons)
