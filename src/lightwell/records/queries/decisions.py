"""What was decided about offering a treatment, and whether it stands signed."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from attrs import frozen

from lightwell.access.actors import Actor
from lightwell.records.models import Decision
from lightwell.records.policies_history import check_can_read_history
from lightwell.records.queries.patients import visible_to

if TYPE_CHECKING:
    from lightwell.records.models import Patient


@frozen(kw_only=True)
class DecisionView:
    """A decision as it was written, with its second signature where there is one."""

    uid: UUID
    number: int
    choice: str
    until: date | None
    reasons: str
    outcome: str
    cards: Any
    overrides: Any
    needs_second: bool
    second_by_name: str
    at: datetime
    by_name: str
    changed: tuple[str, ...] = ()

    @property
    def is_signed(self) -> bool:
        """Whether nobody's signature is missing."""
        return not self.needs_second or bool(self.second_by_name)


def standing(
    by: Actor, patient: Patient, agent: str = "ketamine", route: str = "iv"
) -> DecisionView | None:
    """The newest decision about one agent and route (one query)."""
    check_can_read_history(by)
    row = (
        Decision.objects.filter(
            patient__in=visible_to(by).filter(pk=patient.pk).values("pk"), agent=agent, route=route
        )
        .select_related("second")
        .order_by("-number")
        .first()
    )
    if row is None:
        return None
    second = getattr(row, "second", None)
    return DecisionView(
        uid=row.uid,
        number=row.number,
        choice=row.choice,
        until=row.until,
        reasons=row.reasons,
        outcome=row.outcome,
        cards=row.cards,
        overrides=row.overrides,
        needs_second=row.needs_second,
        second_by_name=second.by_name if second else "",
        at=row.at,
        by_name=row.by_name,
    )
