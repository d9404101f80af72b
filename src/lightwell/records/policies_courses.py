"""Who may adopt programmes, plan a course, sign a plan, and give sessions a date.

- read what is adopted: clinical roles; the administrator; the auditor
- adopt, withdraw: the medical director of the location
- begin a course, write a plan: prescriber, medical director
- sign a plan: whoever may sign as the role that it names (`records.signers`)
- give a session a date: nurse, prescriber, medical director

That a person may see this patient at all is decided by ``records.queries.patients`` before.
"""

from __future__ import annotations

from lightwell.access.actors import CLINICAL_ROLES, Actor, Role
from lightwell.access.errors import Denied
from lightwell.access.models import Location
from lightwell.records.policies import passes
from lightwell.records.policies_history import DECIDERS
from lightwell.records.signers import SIGNERS, may_sign

ADOPTION_READERS = CLINICAL_ROLES | {Role.ADMINISTRATOR, Role.AUDITOR}
SCHEDULERS = DECIDERS | {Role.NURSE}


def check_can_read_adoptions(by: Actor) -> None:
    """What a location adopted is read by those who treat, run or audit it."""
    if not by.has(*ADOPTION_READERS):
        raise Denied("What is adopted is for clinical staff, administrators and auditors.")


def check_can_adopt(by: Actor, location: Location) -> None:
    """A medical director stands for what their location adopts."""
    if not (by.has(Role.MEDICAL_DIRECTOR) and by.location_id == location.pk):
        raise Denied(f"Only a medical director of {location.name} adopts programmes there.")


def can_adopt(by: Actor, location: Location) -> bool:
    return passes(check_can_adopt, by, location)


def check_can_plan(by: Actor) -> None:
    """A course and its plan are a prescriber's acts."""
    if not by.has(*DECIDERS):
        raise Denied("To plan a course takes a prescriber or a medical director.")


def can_plan(by: Actor) -> bool:
    return passes(check_can_plan, by)


def check_can_sign_plan(by: Actor, role: str) -> None:
    """A signature counts only from somebody who may sign as what it asks for."""
    if role not in SIGNERS or not may_sign(by, role):
        raise Denied(f"You cannot sign this plan as a {role}.")


def can_sign_plan(by: Actor, role: str) -> bool:
    return passes(check_can_sign_plan, by, role)


def check_can_schedule(by: Actor) -> None:
    """A session gets its date from those who prepare or prescribe it."""
    if not by.has(*SCHEDULERS):
        raise Denied("To schedule a session takes a nurse, a prescriber or a medical director.")


def can_schedule(by: Actor) -> bool:
    return passes(check_can_schedule, by)
