"""Who may do what with a record: for each act a `check_can_…` that refuses with a reason, and a
`can_…` for pages that offer it only to those who may."""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec

from lightwell.access.actors import CLINICAL_ROLES, Actor, Role
from lightwell.access.errors import Denied
from lightwell.access.models import Location
from lightwell.records.models import Patient

P = ParamSpec("P")
IDENTITY_ROLES = CLINICAL_ROLES | {Role.FRONT_DESK, Role.ADMINISTRATOR}


def check_can_register(by: Actor, location: Location) -> None:
    """Staff who meet people at this location make the record of a new patient."""
    if by.is_system:
        return
    if not (by.has(*IDENTITY_ROLES) and by.location_id == location.pk):
        raise Denied(f"Only staff at {location.name} register patients there.")


def can_register(by: Actor, location: Location) -> bool:
    """True when `check_can_register` would let the actor pass."""
    return passes(check_can_register, by, location)


def check_can_change_details(by: Actor, patient: Patient) -> None:
    """Staff of a location where the patient is seen correct name, birth date and contacts."""
    if not (by.is_system or (by.has(*IDENTITY_ROLES) and _is_seen_here(by, patient))):
        raise Denied("Only staff where this person is a patient change these details.")


def can_change_details(by: Actor, patient: Patient) -> bool:
    """True when `check_can_change_details` would let the actor pass."""
    return passes(check_can_change_details, by, patient)


def check_can_invite_to_portal(by: Actor, patient: Patient) -> None:
    """Staff of a location where the patient is seen open the portal for them."""
    if not (by.has(*IDENTITY_ROLES) and _is_seen_here(by, patient)):
        raise Denied("Only staff where this person is a patient invite them to the portal.")


def can_invite_to_portal(by: Actor, patient: Patient) -> bool:
    """True when `check_can_invite_to_portal` would let the actor pass."""
    return passes(check_can_invite_to_portal, by, patient)


def check_can_see_at(by: Actor, patient: Patient, location: Location) -> None:
    """Staff of a location, or where the person is at home, record that they are seen there too."""
    if not (by.has(*IDENTITY_ROLES) and by.location_id in (location.pk, patient.home_location_id)):
        raise Denied(
            f"Only staff at {location.name}, and where this person is at home, record that they "
            "are seen there."
        )


def can_see_at(by: Actor, patient: Patient, location: Location) -> bool:
    """True when `check_can_see_at` would let the actor pass."""
    return passes(check_can_see_at, by, patient, location)


def _is_seen_here(by: Actor, patient: Patient) -> bool:
    here = by.location_id
    return here is not None and (
        patient.home_location_id == here or patient.seen_at.filter(location_id=here).exists()
    )


def passes(check: Callable[P, None], *args: P.args, **kwargs: P.kwargs) -> bool:
    """True when a check refuses nothing; every `can_…` is its check asked this way."""
    try:
        check(*args, **kwargs)
    except Denied:
        return False
    return True
