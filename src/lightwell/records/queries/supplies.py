"""Units that people have at home: each supply, the calls due, and the location's policy."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from attrs import frozen
from django.db.models import Prefetch, QuerySet

from lightwell.access import clock
from lightwell.access.actors import Actor
from lightwell.access.errors import NotFound
from lightwell.access.models import Location
from lightwell.records.models import (
    CheckIn,
    CheckInTry,
    HomeReport,
    RegisterCheck,
    Supply,
    SupplyEvent,
    TakeHomePolicy,
)
from lightwell.records.policies_supplies import (
    POLICY_READERS,
    can_read_supplies,
    check_can_read_supplies,
)
from lightwell.records.queries import deaths
from lightwell.records.queries.patients import visible_to
from lightwell.records.supply_state import (
    CheckInView,
    ReportView,
    StepView,
    SupplyView,
    TryView,
)

if TYPE_CHECKING:
    from lightwell.records.models import Patient

__all__ = ["CheckInView", "ReportView", "StepView", "SupplyView", "TryView"]
Act = TakeHomePolicy.Act


@frozen(kw_only=True)
class PolicyView:
    """One act of a medical director about take-home."""

    number: int
    act: str
    holds_from: date
    most_doses: int | None
    register_days: int | None
    call_every_days: int | None
    reason: str
    at: datetime
    by_name: str

    @property
    def words(self) -> str:
        return str(Act(self.act).label)

    def permits(self, day: date) -> bool:
        """Whether it lets a supply go home on this day."""
        return self.act == Act.PERMITTED and self.holds_from <= day


@frozen(kw_only=True)
class RegisterView:
    """One look at the prescription register."""

    checked_on: date
    found: str
    note: str
    at: datetime
    by_name: str

    @property
    def words(self) -> str:
        return str(RegisterCheck.Found(self.found).label)


def policies(by: Actor, location: Location) -> tuple[PolicyView, ...]:
    """Every act about take-home at a location, the newest first."""
    if not by.has(*POLICY_READERS):
        return ()
    return tuple(map(_policy, TakeHomePolicy.objects.filter(location=location).order_by("-number")))


def policy(location: int) -> PolicyView | None:
    """The act that stands at a location; none while nobody has decided."""
    row = TakeHomePolicy.objects.filter(location=location).order_by("-number").first()
    return None if row is None else _policy(row)


def register_checks(by: Actor, patient: Patient) -> tuple[RegisterView, ...]:
    """Each look at the register for one person, the newest first."""
    check_can_read_supplies(by)
    rows = RegisterCheck.objects.filter(
        patient=patient, patient__in=visible_to(by).values("pk")
    ).order_by("-checked_on", "-id")
    return tuple(
        RegisterView(
            checked_on=row.checked_on,
            found=row.found,
            note=row.note,
            at=row.at,
            by_name=row.by_name,
        )
        for row in rows
    )


def of_patient(by: Actor, patient: Patient) -> list[SupplyView]:
    """Every supply of one person, the newest first."""
    check_can_read_supplies(by)
    return views(_visible(by).filter(patient=patient).order_by("-number"))


def has_any(by: Actor, patient: Patient) -> bool:
    """Whether anything was ever handed over for home (one query)."""
    given = SupplyEvent.objects.filter(supply__patient=patient, verb="hand_over")
    return given.filter(supply__patient__in=visible_to(by).values("pk")).exists()


def one(by: Actor, uid: UUID) -> SupplyView:
    """One supply, or ``NotFound`` for whoever may not see its patient."""
    check_can_read_supplies(by)
    row = _visible(by).filter(uid=uid).first()
    if row is None:
        raise NotFound("There is no such supply here.")
    return view_of(row)


def check_in(by: Actor, uid: UUID) -> tuple[SupplyView, CheckInView]:
    """One promised call with its supply, or ``NotFound``."""
    check_can_read_supplies(by)
    row = _visible(by).filter(check_ins__uid=uid).first()
    if by.is_patient or row is None:
        raise NotFound("There is no such call here.")
    view = view_of(row)
    return view, next(one for one in view.check_ins if one.uid == uid)


def due(by: Actor) -> list[tuple[SupplyView, CheckInView]]:
    """Every call to be made at this location, the longest waiting first.

    Nobody is asked to call somebody who has died.
    """
    if by.is_patient or not can_read_supplies(by):
        return []
    return due_of(here(by))


def due_of(found: Iterable[SupplyView]) -> list[tuple[SupplyView, CheckInView]]:
    """The calls of these supplies that are to be made now, the longest waiting first."""
    now = clock.now()
    calls = [(view, call) for view in found for call in view.check_ins if view.is_due(call, now)]
    return sorted(calls, key=lambda pair: pair[1].due_at)


def here(by: Actor) -> list[SupplyView]:
    """Every supply of the location that a living person has at home."""
    check_can_read_supplies(by)
    rows = _visible(by).filter(location=by.location_id or 0)
    living = rows.exclude(patient__in=deaths.dead().values("pk"))
    return [view for view in views(living.order_by("id")) if view.is_at_home]


def rows() -> QuerySet[Supply]:
    """Every supply with what a view of it needs; whoever asks narrows it."""
    tries = CheckInTry.objects.select_related("response").order_by("number")
    calls = CheckIn.objects.select_related("caller").order_by("due_at", "id")
    reports = HomeReport.objects.select_related("corrected_by").order_by("number")
    return Supply.objects.select_related("patient", "location", "course", "plan").prefetch_related(
        Prefetch("events", SupplyEvent.objects.order_by("number")),
        Prefetch("check_ins", calls.prefetch_related(Prefetch("tries", tries))),
        Prefetch("reports", reports),
    )


def views(found: Iterable[Supply]) -> list[SupplyView]:
    """Rows as the pages use them."""
    return [view_of(row) for row in found]


def view_of(row: Supply) -> SupplyView:
    """One row of `rows`."""
    return SupplyView(
        uid=row.uid,
        patient=row.patient,
        location=row.location,
        course=row.course.uid,
        plan=row.plan.uid,
        number=row.number,
        agent=row.agent,
        route=row.route,
        unit_mg=row.unit_mg,
        units=row.units,
        units_each=row.units_each,
        days=tuple(map(date.fromisoformat, row.days)),
        steps=tuple(map(_step, row.events.all())),
        check_ins=tuple(map(_check_in, row.check_ins.all())),
        reports=tuple(map(_report, row.reports.all())),
        at=row.at,
        by_name=row.by_name,
    )


def _visible(by: Actor) -> QuerySet[Supply]:
    return rows().filter(patient__in=visible_to(by).values("pk"))


def _policy(row: TakeHomePolicy) -> PolicyView:
    return PolicyView(
        number=row.number,
        act=row.act,
        holds_from=row.holds_from,
        most_doses=row.most_doses,
        register_days=row.register_days,
        call_every_days=row.call_every_days,
        reason=row.reason,
        at=row.at,
        by_name=row.by_name,
    )


def _step(row: SupplyEvent) -> StepView:
    return StepView(
        uid=row.uid,
        number=row.number,
        verb=row.verb,
        status=row.status,
        values=row.values,
        reason=row.reason,
        at=row.at,
        by_id=row.by_id,
        by_name=row.by_name,
    )


def _check_in(row: CheckIn) -> CheckInView:
    return CheckInView(
        uid=row.uid,
        due_at=row.due_at,
        caller_id=row.caller_id,
        caller=row.caller.name,
        tries=tuple(map(_try, row.tries.all())),
    )


def _try(row: CheckInTry) -> TryView:
    return TryView(
        number=row.number,
        was_reached=row.was_reached,
        answers=row.answers,
        sbp=row.sbp,
        dbp=row.dbp,
        units_left=row.units_left,
        risk=row.response.risk if row.response else "",
        note=row.note,
        at=row.at,
        by_name=row.by_name,
    )


def _report(row: HomeReport) -> ReportView:
    return ReportView(
        uid=row.uid,
        number=row.number,
        kind=row.kind,
        units=row.units,
        when=row.when,
        how_it_was=row.how_it_was,
        who_was_there=row.who_was_there,
        stands=not hasattr(row, "corrected_by"),
        reason=row.reason,
        at=row.at,
        by_name=row.by_name,
    )
