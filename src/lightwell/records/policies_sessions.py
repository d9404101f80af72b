"""Who may do what in a session: for each act a `check_can_…` that refuses with a reason, and a
`can_…` for pages that offer it only to those who may.

Pausing, stopping and the doors to emergency care and out are open to everybody who treats.
"""

from __future__ import annotations

from collections.abc import Iterable

from lightwell.access.actors import CLINICAL_ROLES, Actor, Role
from lightwell.access.errors import Denied
from lightwell.records.evaluation import RECORDERS
from lightwell.records.policies import passes
from lightwell.records.signers import SIGNERS, may_sign

SESSION_READERS = CLINICAL_ROLES | {Role.AUDITOR}
CHARTERS = SIGNERS["nurse"]


def check_can_read_session(by: Actor) -> None:
    """What happened in a session is read by those who treat, and by the auditor."""
    if not by.has(*SESSION_READERS):
        raise Denied("Sessions are for the people who treat this patient.")


def can_read_session(by: Actor) -> bool:
    """True when `check_can_read_session` would let the actor pass."""
    return passes(check_can_read_session, by)


def check_can_chart(by: Actor) -> None:
    """Nurses and prescribers run a session and write down what they observe."""
    if not by.has(*CHARTERS):
        raise Denied("Only a nurse, prescriber or medical director charts in a session.")


def can_chart(by: Actor) -> bool:
    """True when `check_can_chart` would let the actor pass."""
    return passes(check_can_chart, by)


def check_can_stop(by: Actor) -> None:
    """Everybody who treats may pause, stop, call emergency care, or write that somebody left."""
    if not by.has(*CLINICAL_ROLES):
        raise Denied("Only clinical staff act in a session.")


def can_stop(by: Actor) -> bool:
    """True when `check_can_stop` would let the actor pass."""
    return passes(check_can_stop, by)


def check_can_set_aside(by: Actor, role: str) -> None:
    """An item of a gate is set aside only by the one role that its rule names."""
    if not role:
        raise Denied("Nobody may set this aside.")
    if not may_sign(by, role):
        raise Denied(f"Only a {role} may set this aside.")


def can_set_aside(by: Actor, role: str) -> bool:
    """True when `check_can_set_aside` would let the actor pass."""
    return passes(check_can_set_aside, by, role)


def check_can_settle(by: Actor, roles: Iterable[str]) -> None:
    """An answer of the day comes from whoever settles its item of the gate."""
    for role in roles:
        if not by.has(*RECORDERS[role]):
            raise Denied(f"Only a {role} may answer this.")
