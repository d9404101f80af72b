"""Before anything is written about a therapy: the person, locked, as the actor may see them now."""

from __future__ import annotations

from uuid import UUID

from lightwell.access.actors import Actor
from lightwell.records.models import Patient
from lightwell.records.queries import patients, shared

USED = "This page was already used for something else. Nothing was saved."


def locked(by: Actor, patient: UUID) -> Patient:
    """The person, once nobody else changes what is released of them.

    The end of a release takes the same lock: what is written after it finds it ended.
    """
    Patient.objects.select_for_update(of=("self",)).filter(uid=patient).first()
    if by.is_outside:
        return shared.person(by, patient).patient
    return patients.get(by=by, uid=patient)
