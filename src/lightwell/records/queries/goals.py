"""What a person hopes for, in their own words, each with every rating and its day."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID
from zoneinfo import ZoneInfo

from attrs import frozen
from django.db.models import QuerySet

from lightwell.access.actors import Actor
from lightwell.access.errors import NotFound
from lightwell.clinical.transitions import GOAL
from lightwell.records.models import Goal
from lightwell.records.policies_history import check_can_read_history
from lightwell.records.queries.patients import visible_to

if TYPE_CHECKING:
    from lightwell.records.models import GoalVersion, Patient


@frozen(kw_only=True)
class Rated:
    """How close the person said they were, 0 to 10, on which day, and who wrote it down."""

    value: int
    at: datetime
    on: date
    is_own: bool
    by_name: str


@frozen(kw_only=True)
class Said:
    """One version of a goal."""

    number: int
    words: str
    state: str
    reason: str
    is_own: bool
    at: datetime
    by_name: str


@frozen(kw_only=True)
class GoalView:
    """One goal as it stands, with every version and every rating, oldest first."""

    uid: UUID
    versions: tuple[Said, ...]
    ratings: tuple[Rated, ...]

    @property
    def latest(self) -> Said:
        return self.versions[-1]

    @property
    def number(self) -> int:
        """What a page about it is made from."""
        return self.latest.number

    @property
    def words(self) -> str:
        return self.latest.words

    @property
    def state(self) -> str:
        """Open, reached or dropped."""
        return self.latest.state

    @property
    def reason(self) -> str:
        """Why it was reached or dropped."""
        return self.latest.reason

    @property
    def is_open(self) -> bool:
        return self.state == GOAL.initial

    @property
    def as_json(self) -> dict[str, Any]:
        """What a page shows of it, as plain values: kept with what was decided on the page."""
        last = self.last
        rated = {"value": last.value, "on": last.on.isoformat()} if last is not None else None
        return {"words": self.words, "state": self.state, "rated": rated}

    @property
    def last(self) -> Rated | None:
        """The newest rating; none where the person never gave one, which is not zero."""
        return self.ratings[-1] if self.ratings else None


def of_patient(by: Actor, patient: Patient) -> tuple[GoalView, ...]:
    """Every goal of a person, the oldest first; reached and dropped ones too (three queries)."""
    check_can_read_history(by)
    rows = _rows().filter(patient__in=visible_to(by).filter(pk=patient.pk).values("pk"))
    return tuple(_view(row, patient.home_location.timezone) for row in rows)


def kept(by: Actor, patient: Patient) -> tuple[GoalView, ...]:
    """Those that the person holds to or has reached: what a decision about them looks at."""
    return tuple(goal for goal in of_patient(by, patient) if goal.state != "dropped")


def one(by: Actor, patient: Patient, uid: UUID) -> GoalView:
    """One goal, or ``NotFound`` also when it is another person's."""
    found = next((goal for goal in of_patient(by, patient) if goal.uid == uid), None)
    if found is None:
        raise NotFound("There is no such goal in this record.")
    return found


def released(patient: Patient) -> tuple[GoalView, ...]:
    """The open and reached goals of a person whose release the caller has found."""
    rows = _rows().filter(patient=patient)
    found = (_view(row, patient.home_location.timezone) for row in rows)
    return tuple(goal for goal in found if goal.state != "dropped")


def _rows() -> QuerySet[Goal]:
    return Goal.objects.prefetch_related("versions", "ratings").order_by("id")


def _view(row: Goal, zone: str) -> GoalView:
    return GoalView(
        uid=row.uid,
        versions=tuple(_said(one) for one in row.versions.all()),
        ratings=tuple(
            Rated(
                value=one.value,
                at=one.at,
                on=one.at.astimezone(ZoneInfo(zone)).date(),
                is_own=one.is_own,
                by_name=one.by_name,
            )
            for one in row.ratings.all()
        ),
    )


def _said(row: GoalVersion) -> Said:
    return Said(
        number=row.number,
        words=row.words,
        state=row.state,
        reason=row.reason,
        is_own=row.is_own,
        at=row.at,
        by_name=row.by_name,
    )
