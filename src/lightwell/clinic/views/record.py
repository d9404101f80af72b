"""What every page about one patient does first: find the record, write down the look."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from lightwell.access.actions.views import log_view
from lightwell.access.actors import CLINICAL_ROLES, Role
from lightwell.access.guards import StaffRequest
from lightwell.clinic.presenters.banner import banner
from lightwell.kit.confirmation import Confirmation
from lightwell.records.entries import Line
from lightwell.records.queries import patients

if TYPE_CHECKING:
    from lightwell.records.models import Patient

READERS = tuple(sorted(CLINICAL_ROLES | {Role.AUDITOR}))


def opened(request: StaffRequest, uid: UUID, *, page: str) -> tuple[Patient, dict[str, Any]]:
    """The patient and the banner for the template; the look is logged before it is shown."""
    patient = patients.get(by=request.actor, uid=uid)
    log_view(by=request.actor, patient=patient.uid, page=page, location=request.location.name)
    return patient, {"patient": patient, "patient_banner": banner(request.actor, patient)}


def saved(request: StaffRequest, lines: list[Line]) -> Confirmation | None:
    """The note that the newest version of one of these entries was saved, after it was."""
    if request.method == "POST" or request.GET.get("saved") != "yes" or not lines:
        return None
    newest = max(lines, key=lambda line: line.latest.at).latest
    return Confirmation("Saved", at=newest.at, by=newest.by_name)
