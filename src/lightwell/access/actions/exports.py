"""Taking the trail out of the house is itself an act."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from lightwell.access import audit
from lightwell.access.actors import Actor, Role
from lightwell.access.errors import Denied
from lightwell.access.models import Location
from lightwell.access.queries.audit import Act, Wanted, newest

MOST = 10_000


@transaction.atomic
def export_audit(*, by: Actor, location: Location, wanted: Wanted) -> Sequence[Act]:
    """The newest acts for a file, at most ten thousand; that they were taken is kept."""
    if not by.has(Role.AUDITOR, Role.MEDICAL_DIRECTOR):
        raise Denied("Only an auditor or the medical director exports the audit trail.")
    acts = newest(location, wanted, MOST)
    patient: UUID | None = wanted.patient
    audit.record(
        by=by,
        action="audit.export",
        subject=("audit", audit.chain_of(location)),
        patient=patient,
        location=location,
        detail={"rows": len(acts)},
    )
    return acts
