"""Patients as one actor may see them; strangers learn nothing, not even that one exists."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q, QuerySet

from lightwell.access.actors import CLINICAL_ROLES, Actor, Role
from lightwell.access.errors import NotFound
from lightwell.records.models import Patient

RECORD_ROLES = CLINICAL_ROLES | {Role.FRONT_DESK, Role.AUDITOR}


def visible_to(actor: Actor) -> QuerySet[Patient]:
    """Patients whose home is the actor's present location, or who are also seen there."""
    everyone = Patient.objects.select_related("home_location", "user")
    if actor.is_patient:
        return everyone.filter(user_id=actor.user_id)
    if not actor.has(*RECORD_ROLES):
        return everyone.none()
    here = Q(home_location_id=actor.location_id) | Q(seen_at__location_id=actor.location_id)
    return everyone.filter(here).distinct()


def get(*, by: Actor, uid: UUID | str) -> Patient:
    """One patient, or ``NotFound`` for strangers and for identifiers that do not exist."""
    patient = visible_to(by).filter(uid=uid).first()
    if patient is None:
        raise NotFound("There is no such record here.")
    return patient


def of_user(actor: Actor) -> Patient:
    """The signed-in patient's own record."""
    patient = visible_to(actor).first() if actor.is_patient else None
    if patient is None:
        raise NotFound("There is no record for this account yet. Please call the clinic.")
    return patient
