"""Which roles of staff sign for the roles that rules and programmes name.

A "senior" or "specialist" prescriber is the medical director until a clinic names others: local
policy, docs/cdr/0006.
"""

from __future__ import annotations

from collections.abc import Mapping

from lightwell.access.actors import LICENSED_ROLES, Actor, Role

DIRECTOR = frozenset({Role.MEDICAL_DIRECTOR})
PRESCRIBERS = DIRECTOR | {Role.PRESCRIBER}
SIGNERS: Mapping[str, frozenset[Role]] = {
    "nurse": PRESCRIBERS | {Role.NURSE},
    "clinician": LICENSED_ROLES,
    "therapist": LICENSED_ROLES,
    "prescriber": PRESCRIBERS,
    "senior prescriber": DIRECTOR,
    "specialist prescriber": DIRECTOR,
}


def may_sign(by: Actor, role: str) -> bool:
    """Whether this person, at the present location, signs in the role that a rule names."""
    return by.has(*SIGNERS[role])
