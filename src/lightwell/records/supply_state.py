"""Where a supply stands: its events, check-ins and reports, folded. No other state is kept."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID
from zoneinfo import ZoneInfo

from attrs import frozen

import lightwell.clinical as lw
from lightwell.clinical.takehome import UnitCount
from lightwell.clinical.transitions import SUPPLY
from lightwell.records.models import HomeReport

if TYPE_CHECKING:
    from lightwell.access.models import Location
    from lightwell.records.models import Patient

Kind = HomeReport.Kind
# Until it is handed over or withdrawn; while the person has it.
BEFORE, AT_HOME = ("planned", "signed", "counted"), ("out", "recalled")


@frozen(kw_only=True)
class StepView:
    """One step of a supply."""

    uid: UUID
    number: int
    verb: str
    status: str
    values: Mapping[str, Any]
    reason: str
    at: datetime
    by_id: int | None
    by_name: str


@frozen(kw_only=True)
class TryView:
    """One time that somebody called."""

    number: int
    was_reached: bool
    answers: Mapping[str, str]
    sbp: int | None
    dbp: int | None
    units_left: int | None
    risk: str
    note: str
    at: datetime
    by_name: str


@frozen(kw_only=True)
class CheckInView:
    """One promised call, with what came of it."""

    uid: UUID
    due_at: datetime
    caller_id: int
    caller: str
    tries: tuple[TryView, ...]

    @property
    def is_done(self) -> bool:
        """Whether the person was reached."""
        return any(one.was_reached for one in self.tries)


@frozen(kw_only=True)
class ReportView:
    """What was said of one dose, or that the person worries."""

    uid: UUID
    number: int
    kind: str
    units: int
    when: datetime
    how_it_was: str
    who_was_there: str
    stands: bool
    reason: str
    at: datetime
    by_name: str

    @property
    def title(self) -> str:
        return str(Kind(self.kind).label)


@frozen(kw_only=True)
class SupplyView:
    """One supply as it stands now."""

    uid: UUID
    patient: Patient
    location: Location
    course: UUID
    plan: UUID
    number: int
    agent: str
    route: str
    unit_mg: str
    units: int
    units_each: int
    days: tuple[date, ...]
    steps: tuple[StepView, ...]
    check_ins: tuple[CheckInView, ...]
    reports: tuple[ReportView, ...]
    at: datetime
    by_name: str

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.location.timezone)

    def day_of(self, moment: datetime) -> date:
        """The day of the clinic's calendar on which a moment falls."""
        return moment.astimezone(self.zone).date()

    @property
    def status(self) -> str:
        return self.steps[-1].status if self.steps else SUPPLY.initial

    @property
    def version(self) -> int:
        """The number of the last step; 0 before the first."""
        return self.steps[-1].number if self.steps else 0

    @property
    def doses(self) -> int:
        return self.units // self.units_each

    @property
    def days_covered(self) -> int:
        """From the first dose to the last, both counted."""
        return (self.days[-1] - self.days[0]).days + 1

    @property
    def is_at_home(self) -> bool:
        return self.status in AT_HOME

    @property
    def may_be_at_home(self) -> bool:
        """Also what a death closed, while units of it are not accounted for: it may be untrue."""
        is_open = self.count.outcome is not lw.Outcome.MET
        return self.is_at_home or (self.status == "closed" and is_open)

    def last(self, verb: str) -> StepView | None:
        """The newest step of one kind."""
        return next((one for one in reversed(self.steps) if one.verb == verb), None)

    @property
    def handed_over_at(self) -> datetime | None:
        step = self.last("hand_over")
        return step.at if step else None

    @property
    def standing_reports(self) -> tuple[ReportView, ...]:
        """The reports that nothing corrects."""
        return tuple(one for one in self.reports if one.stands)

    @property
    def count(self) -> UnitCount:
        """Handed over, reported as taken, come back, and what somebody counted at home."""
        back = [one for one in self.steps if one.verb == "take_back"]
        return UnitCount(
            handed_over=self.units if self.handed_over_at else 0,
            taken=sum(one.units for one in self.standing_reports),
            returned=sum(int(one.values["units"]) for one in back),
            left=self._left(),
        )

    def _left(self) -> int | None:
        """The last count of what is at home, less what was taken and came back since."""
        counts = [
            (one.at, one.units_left)
            for call in self.check_ins
            for one in call.tries
            if one.units_left is not None
        ]
        if (ended := self.last("finish")) is not None:
            counts.append((ended.at, 0))
        if not counts:
            return None
        counted_at, left = max(counts)
        taken = sum(one.units for one in self.standing_reports if one.when > counted_at)
        back = sum(
            int(one.values["units"])
            for one in self.steps
            if one.verb == "take_back" and one.at > counted_at
        )
        return left - taken - back

    @property
    def differences(self) -> tuple[str, ...]:
        """What a prescriber should look at, each a sentence; empty when there is nothing."""
        found = []
        if self.handed_over_at and self.count.outcome is lw.Outcome.NOT_MET:
            found.append(f"{self.count.words}.")
        by_day: dict[date, int] = {}
        for one in self.standing_reports:
            if one.kind == Kind.TAKEN:
                day = self.day_of(one.when)
                by_day[day] = by_day.get(day, 0) + one.units
        for day, units in sorted(by_day.items()):
            if units != self.units_each:
                found.append(f"{units} taken on {day:%d-%b-%Y}; the plan has {self.units_each}.")
            elif day not in self.days:
                found.append(f"Taken on {day:%d-%b-%Y}, which is no day of the plan.")
        return (*found, *self._told())

    def _told(self) -> list[str]:
        found = []
        for call in self.check_ins:
            for one in call.tries:
                day = f"{self.day_of(one.at):%d-%b-%Y}"
                if one.answers.get("otherwise") == "yes":
                    found.append(f"Taken otherwise than planned, told on {day}. {one.note}".strip())
                if one.answers.get("side_effects") == "yes":
                    found.append(f"Unwanted effects, told on {day}. {one.note}".strip())
        return found

    def is_due(self, one: CheckInView, now: datetime) -> bool:
        """Whether this call is to be made: its day has come, and nobody reached the person."""
        since = self.handed_over_at
        if since is None or not self.is_at_home or one.is_done or one.due_at < since:
            return False
        return self.day_of(one.due_at) <= self.day_of(now)

    def is_missed(self, one: CheckInView, now: datetime) -> bool:
        """Whether its day is over; what a prescriber has decided since counts no more."""
        decided = self.last("go_on")
        if decided is not None and one.due_at <= decided.at:
            return False
        return self.is_due(one, now) and self.day_of(one.due_at) < self.day_of(now)
