"""Doses that go home: permitted, ordered, counted out by two, called after, and called back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time, timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from lightwell.access import clock
from lightwell.records.actions import check_ins, home_policies, supplies, supply_returns
from lightwell.records.queries import risk as risk_queries
from lightwell.records.queries import supplies as queries
from lightwell.site.demo.acts.following import CALM

if TYPE_CHECKING:
    from lightwell.records.supply_state import SupplyView
    from lightwell.site.demo.telling import Telling

Told = Mapping[str, Any]
WELL = {"how": "same", "side_effects": "no", "otherwise": "no", "locked": "yes"}


def permit(telling: Telling, told: Told) -> None:
    """The medical director lets supplies go home from here on, unless they may already."""
    if queries.policy(telling.clinic.location.pk) is None:
        home_policies.permit(
            by=telling.by("prescriber"),
            location=telling.clinic.location,
            holds_from=_today(telling),
            most_doses=told["most_doses"],
            reason=told["reason"],
            base=0,
            key=uuid4().hex,
        )


def order(telling: Telling, told: Told) -> None:
    """The prescriber orders doses and looks at the register; the nurse promises calls."""
    by, nurse = telling.by("prescriber"), telling.by("nurse")
    days = [_today(telling) + timedelta(days=one) for one in told["in_days"]]
    row = supplies.order(
        by=by, patient=telling.patient, units=told["units"], days=days, key=uuid4().hex
    )
    supplies.check_register(
        by=by,
        patient=telling.patient,
        checked_on=_today(telling),
        found="expected",
        note="",
        key=uuid4().hex,
    )
    supplies.schedule_check_ins(
        by=nurse,
        supply=row.uid,
        days=days,
        at=time.fromisoformat(told["call_at"]),
        caller=telling.clinic.nurse.pk,
    )
    telling.kept["supply"] = row.uid


def sign(telling: Telling, told: Told) -> None:
    """The prescriber signs that these doses may go home, with reasons."""
    supplies.sign(
        by=telling.by("prescriber"),
        supply=telling.kept["supply"],
        reasons=told["reasons"],
        base=_view(telling).version,
        key=uuid4().hex,
    )


def hand_over(telling: Telling, told: Told) -> None:
    """The nurse counts what goes home; a second person counts again and hands it over."""
    supply, view = telling.kept["supply"], _view(telling)
    counted = supplies.count(
        by=telling.by("nurse"),
        supply=supply,
        units=view.units,
        unit_mg=view.unit_mg,
        lot=told["lot"],
        base=view.version,
        key=uuid4().hex,
    )
    supplies.hand_over(
        by=telling.by("prescriber"),
        supply=supply,
        counted=counted.uid,
        base=_view(telling).version,
        key=uuid4().hex,
    )


def call(telling: Telling, told: Told) -> None:
    """The nurse makes the promised call: the person is reached and asked everything, or is not."""
    was_reached = told.get("was_reached", True)
    check_ins.record(
        by=telling.by("nurse"),
        check_in=_view(telling).check_ins[told["number"] - 1].uid,
        was_reached=was_reached,
        answers=WELL if was_reached else {},
        screener=CALM if was_reached else [],
        note=told["note"],
        key=uuid4().hex,
    )


def clock_runs(telling: Telling, told: Told) -> None:
    """The clock looks for calls that nobody made in time, calls back, and raises a task."""
    check_ins.recall_missed(clock.now())
    found = [
        one
        for one in risk_queries.open_tasks(telling.by("nurse"))
        if one.patient.pk == telling.patient.pk
    ]
    telling.kept["task"] = max(found, key=lambda one: one.raised_at).uid


def bring_back(telling: Telling, told: Told) -> None:
    """What is left comes back, is counted in, and the prescriber ends the supply."""
    supply = telling.kept["supply"]
    supply_returns.take_back(
        by=telling.by("nurse"),
        supply=supply,
        units=told["units"],
        note=told["note"],
        base=_view(telling).version,
        key=uuid4().hex,
    )
    supply_returns.finish(
        by=telling.by("prescriber"),
        supply=supply,
        reason=told["reason"],
        base=_view(telling).version,
        key=uuid4().hex,
    )


def _view(telling: Telling) -> SupplyView:
    return queries.one(telling.by("prescriber"), telling.kept["supply"])


def _today(telling: Telling) -> date:
    return clock.now().astimezone(telling.clinic.zone).date()


ACTS = {
    "permit_home": permit,
    "order_home": order,
    "sign_home": sign,
    "hand_over_home": hand_over,
    "call_home": call,
    "clock_runs": clock_runs,
    "bring_back": bring_back,
}
