"""Who sets prices, keeps numbers and pages of the clinic, and issues bills.

- set a price, keep the registered number of a clinician, write a page about the clinic: the
  administrator of the location
- read the list of prices: whoever works there
- record a diagnosis code, issue and correct a superbill: prescriber, therapist, medical director
- read a superbill: the patient; clinical roles; the auditor

That a person may see this patient at all is decided by ``records.queries.patients`` before.
"""

from __future__ import annotations

from lightwell.access.actors import LICENSED_ROLES, Actor, Role
from lightwell.access.errors import Denied
from lightwell.access.models import Location
from lightwell.records.policies import passes

ADMINISTRATORS = frozenset({Role.ADMINISTRATOR})


def check_can_keep_clinic_data(by: Actor, location: Location) -> None:
    """Prices, numbers and pages are the clinic's own data, kept by its administrator."""
    if by.is_system:
        return
    if not (by.has(*ADMINISTRATORS) and by.location_id == location.pk):
        raise Denied(f"Only the administrator of {location.name} changes this.")


def can_keep_clinic_data(by: Actor, location: Location) -> bool:
    """True when `check_can_keep_clinic_data` would let the actor pass."""
    return passes(check_can_keep_clinic_data, by, location)


def check_can_bill(by: Actor) -> None:
    """A code says what was found or done, so a clinician with a licence stands for it."""
    if not by.has(*LICENSED_ROLES):
        words = ", ".join(sorted(role.words for role in LICENSED_ROLES))
        raise Denied(f"To record codes takes one of these roles: {words}.")


def can_bill(by: Actor) -> bool:
    """True when `check_can_bill` would let the actor pass."""
    return passes(check_can_bill, by)
