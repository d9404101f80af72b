"""Which roles of staff may sign where a rule or a programme names a role."""

from __future__ import annotations

from lightwell.access.actors import LICENSED_ROLES, Actor, Role

DIRECTOR = frozenset({Role.MEDICAL_DIRECTOR})
PRESCRIBERS = DIRECTOR | {Role.PRESCRIBER}
SIGNERS = {
    "nurse": PRESCRIBERS | {Role.NURSE},
    "clinician": LICENSED_ROLES,
    "prescriber": PRESCRIBERS,
    "senior prescriber": DIRECTOR,
    "specialist prescriber": DIRECTOR,
}


def may_sign(by: Actor, role: str) -> bool:
    """Whether this member of staff signs as what the rule names; an unknown name lets nobody."""
    return by.has(*SIGNERS.get(role, frozenset()))
