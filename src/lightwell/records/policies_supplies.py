"""Who may do what with units that go home, and who writes down that a person has died.

- read what a location decided about take-home: clinical roles; administrator; auditor
- permit it or end it: the medical director of the location
- order, sign, withdraw, decide after a recall, check the register: prescriber, medical director
- schedule check-ins, count, hand over, take back, call: nurse, prescriber, medical director
- report a dose: the person themselves, or whoever speaks with them
- write down a death, or take that back: clinical roles; the front desk

That somebody may see this patient at all is decided by ``records.queries.patients`` before.
"""

from __future__ import annotations

from lightwell.access.actors import CLINICAL_ROLES, Actor, Role
from lightwell.access.errors import Denied
from lightwell.access.models import Location
from lightwell.records.policies import passes
from lightwell.records.policies_courses import ADOPTION_READERS
from lightwell.records.policies_sessions import CHARTERS, SESSION_READERS
from lightwell.records.signers import SIGNERS

POLICY_READERS = ADOPTION_READERS
PRESCRIBERS = SIGNERS["prescriber"]
SUPPLY_READERS = SESSION_READERS
CLOSERS = CLINICAL_ROLES | {Role.FRONT_DESK}


def check_can_permit(by: Actor, location: Location) -> None:
    """A medical director stands for take-home at their location."""
    if not (by.has(Role.MEDICAL_DIRECTOR) and by.location_id == location.pk):
        raise Denied(f"Only a medical director of {location.name} decides about take-home there.")


def can_permit(by: Actor, location: Location) -> bool:
    return passes(check_can_permit, by, location)


def check_can_read_supplies(by: Actor) -> None:
    """What went home is read by those who treat, by the auditor, and by the person."""
    if not (by.is_patient or by.has(*SUPPLY_READERS)):
        raise Denied("What goes home is for the people who treat this patient.")


def can_read_supplies(by: Actor) -> bool:
    return passes(check_can_read_supplies, by)


def check_can_prescribe(by: Actor, location: int) -> None:
    """A supply, and what follows from a recall, are a prescriber's acts at its location."""
    if not (by.has(*PRESCRIBERS) and by.location_id == location):
        raise Denied("This takes a prescriber or a medical director of the location.")


def can_prescribe(by: Actor, location: int) -> bool:
    return passes(check_can_prescribe, by, location)


def check_can_hand_over(by: Actor, location: int) -> None:
    """Nurses and prescribers of the location count, hand over, take back and call."""
    if not (by.has(*CHARTERS) and by.location_id == location):
        raise Denied("This takes a nurse, a prescriber or a medical director of the location.")


def can_hand_over(by: Actor, location: int) -> bool:
    return passes(check_can_hand_over, by, location)


def check_can_report(by: Actor, location: int) -> None:
    """The person reports a dose themselves, or to somebody who treats them."""
    if not by.is_patient:
        check_can_hand_over(by, location)


def check_can_record_death(by: Actor) -> None:
    """Whoever is told writes it down: those who treat, and the front desk."""
    if not by.has(*CLOSERS):
        raise Denied("To write this down takes a clinical role or the front desk.")


def can_record_death(by: Actor) -> bool:
    return passes(check_can_record_death, by)
