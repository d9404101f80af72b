"""Who may act on suicide answers: for each act a `check_can_…` that refuses with a reason, and a
`can_…` for pages that offer it only to those who may."""

from __future__ import annotations

from lightwell.access.actors import CLINICAL_ROLES, LICENSED_ROLES, Actor, Role
from lightwell.access.errors import Denied
from lightwell.access.models import Location

ROSTER_READERS = CLINICAL_ROLES | {Role.ADMINISTRATOR}
ROSTER_EDITORS = frozenset({Role.ADMINISTRATOR, Role.MEDICAL_DIRECTOR})
SENDERS = CLINICAL_ROLES | {Role.FRONT_DESK}


def check_can_read_roster(by: Actor, location: Location) -> None:
    """Clinical staff and the administrator see who reads when."""
    if not (by.has(*ROSTER_READERS) and by.location_id == location.pk):
        raise Denied(f"Only clinical staff at {location.name} see its roster.")


def check_can_edit_roster(by: Actor, location: Location) -> None:
    """The administrator and the medical director say who reads when."""
    if by.is_system:
        return
    if not (by.has(*ROSTER_EDITORS) and by.location_id == location.pk):
        raise Denied("Only the administrator or the medical director changes the roster.")


def can_edit_roster(by: Actor, location: Location) -> bool:
    """True when `check_can_edit_roster` would let the actor pass."""
    try:
        check_can_edit_roster(by, location)
    except Denied:
        return False
    return True


def check_can_send(by: Actor, location: Location) -> None:
    """Clinical staff and the front desk ask a patient to answer a questionnaire."""
    if by.is_system:
        return
    if not (by.has(*SENDERS) and by.location_id == location.pk):
        raise Denied(f"Only staff at {location.name} send questionnaires from there.")


def can_send(by: Actor, location: Location) -> bool:
    """True when `check_can_send` would let the actor pass."""
    try:
        check_can_send(by, location)
    except Denied:
        return False
    return True


def check_can_work_on_risk(by: Actor) -> None:
    """Clinical staff take risk tasks, write down attempts and speak with the person."""
    if not by.has(*CLINICAL_ROLES):
        raise Denied("Only clinical staff act on risk tasks.")


def can_work_on_risk(by: Actor) -> bool:
    """True when `check_can_work_on_risk` would let the actor pass."""
    return by.has(*CLINICAL_ROLES)


def check_can_decide_risk(by: Actor) -> None:
    """Licensed staff assess, lower a level and close."""
    if not by.has(*LICENSED_ROLES):
        raise Denied("Only a prescriber, therapist or medical director assesses and closes.")


def can_decide_risk(by: Actor) -> bool:
    """True when `check_can_decide_risk` would let the actor pass."""
    return by.has(*LICENSED_ROLES)
