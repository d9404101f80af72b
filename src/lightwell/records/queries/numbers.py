"""Record numbers, for pages that name patients by nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from lightwell.access.actors import Actor
from lightwell.records.models import Patient
from lightwell.records.queries.patients import visible_to


def with_number(*, by: Actor, mrn: str) -> Patient | None:
    """The patient with this record number, when the actor may see them."""
    return visible_to(by).filter(mrn__iexact=mrn.strip()).first()


def of(*, by: Actor, patients: Iterable[UUID]) -> dict[UUID, str]:
    """The record numbers of those patients whom the actor may see."""
    seen = visible_to(by).filter(uid__in=set(patients))
    return dict(seen.order_by().values_list("uid", "mrn"))
