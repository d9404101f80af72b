"""Whether a person has died, as it was told; one fact that many pages and clocks ask for."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import TYPE_CHECKING

from attrs import frozen
from django.db.models import Case, F, OuterRef, QuerySet, Subquery, When

from lightwell.access.actors import Actor
from lightwell.access.errors import NotReady
from lightwell.records.models import Death, Patient
from lightwell.records.queries import patients

if TYPE_CHECKING:
    from uuid import UUID

Act = Death.Act
CLOSED = (
    "This person has died, as the record says. Nothing is sent to them and nothing is booked. "
    "If that is not so, take it back first."
)


@frozen(kw_only=True)
class DeathView:
    """One entry: what was told, by whom it was written down, and when."""

    number: int
    act: str
    died_on: date | None
    source: str
    at: datetime
    by_name: str


def entries(by: Actor, patient: Patient) -> tuple[DeathView, ...]:
    """Every entry about one person, the newest first."""
    patients.get(by=by, uid=patient.uid)
    return tuple(map(_view, patient.deaths.order_by("-number")))


def standing(patient: Patient) -> DeathView | None:
    """What stands: none while the person lives, or when it was taken back."""
    row = patient.deaths.order_by("-number").first()
    return None if row is None or row.act != Act.RECORDED else _view(row)


def is_dead(patient: Patient) -> bool:
    """Whether the record says that this person has died."""
    return standing(patient) is not None


def dead() -> QuerySet[Patient]:
    """Everybody of whom the record says so: for lists that leave them out."""
    newest = Death.objects.filter(patient=OuterRef("pk")).order_by("-number")
    return Patient.objects.annotate(death=Subquery(newest.values("act")[:1])).filter(
        death=Act.RECORDED
    )


def written_at(patient: OuterRef) -> Subquery:
    """When the death that stands was written down, for lists of what came before it."""
    newest = Death.objects.filter(patient=patient).order_by("-number")
    told = newest.annotate(told=Case(When(act=Act.RECORDED, then=F("at"))))
    return Subquery(told.values("told")[:1])


def among(uids: Collection[UUID]) -> set[UUID]:
    """Those of these patients of whom the record says so (one query)."""
    return set(dead().filter(uid__in=uids).values_list("uid", flat=True))


def refuse_dead(patient: Patient) -> None:
    """Nothing is sent to, booked for or handed to somebody who has died."""
    if is_dead(patient):
        raise NotReady(CLOSED)


def _view(row: Death) -> DeathView:
    return DeathView(
        number=row.number,
        act=row.act,
        died_on=row.died_on,
        source=row.source,
        at=row.at,
        by_name=row.by_name,
    )
