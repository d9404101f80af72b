"""Holding a patient: of two acts on one record, the second sees what the first wrote."""

from __future__ import annotations

from uuid import UUID

from lightwell.records.models import Patient


def hold_patient(patient: UUID) -> None:
    """Hold a record to the end of the transaction; whoever may see it was asked before."""
    Patient.objects.select_for_update().get(uid=patient)
