"""A person who may take a supply home, step by step, through the real actions."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any
from uuid import UUID

from attrs import frozen

from lightwell.access import clock
from lightwell.access.actors import Actor
from lightwell.records.actions import check_ins, home_policies, supplies
from lightwell.records.models import CheckInTry, Patient, TakeHomePolicy
from lightwell.records.queries import courses, home_gates
from lightwell.records.queries import supplies as queries
from lightwell.records.supply_state import SupplyView
from tests.support.cast import Cast
from tests.support.people import key
from tests.support.sessions import AFTER, GOOD, NINE, Running, at_minute, clock_at, screen
from tests.support.sessions import started as started_session
from tests.support.ways import SWALLOWED, Way

CALM = [0, 0, None, None, None, 0]
WELL = {"how": "same", "side_effects": "no", "otherwise": "no", "locked": "yes"}
# The day after the first dose, at ten; New York keeps winter time until 8 March 2026.
NEXT = NINE + timedelta(days=1, hours=1)
REASONS = "Three hours of driving to each visit; steady since the first dose; her sister is there."


@frozen
class AtHome:
    """A supply with the people around it; ``view`` reads it afresh."""

    run: Running
    uid: UUID

    @property
    def cast(self) -> Cast:
        return self.run.cast

    @property
    def patient(self) -> Patient:
        return self.run.patient

    @property
    def view(self) -> SupplyView:
        return queries.one(self.run.nurse, self.uid)

    def step(self, name: str, by: Actor | None = None, **given: Any) -> Any:
        """One action of `supplies` on the newest version, by Alice unless said."""
        page = {"supply": self.uid, "base": self.view.version, "key": key()}
        return getattr(supplies, name)(by=by or self.run.prescriber, **(page | given))


def permit(cast: Cast, **changes: Any) -> TakeHomePolicy:
    """Harbour Street lets supplies go home: four doses at the most."""
    standing = queries.policy(cast.harbour.pk)
    whole: dict[str, Any] = {
        "by": cast.actor(cast.alice),
        "location": cast.harbour,
        "holds_from": date(2026, 3, 1),
        "most_doses": 4,
        "reason": "People live far away.",
        "base": standing.number if standing else 0,
        "key": key(),
    }
    return home_policies.permit(**(whole | changes))


def left_after(cast: Cast, way: Way = SWALLOWED, **given: Any) -> Running:
    """A person who had the first dose in the clinic and left it well."""
    run = started_session(cast, way=way, **given)
    stay = way.limits.stay_min
    with at_minute(stay):
        run.act("read", values=GOOD)
        screen(run)
        run.act("check", values=AFTER)
        run.act("leave", door="discharge", values={})
    return run


def days_from(first: date, count: int, every: int = 3) -> list[date]:
    return [first + timedelta(days=every * number) for number in range(count)]


def ordered(run: Running, doses: int = 2, first: date = date(2026, 3, 6), **given: Any) -> AtHome:
    """Alice orders whole doses by the plan."""
    assert run.view.plan is not None
    each = int(run.view.plan.content["count"])
    row = supplies.order(
        by=run.prescriber,
        patient=run.patient,
        units=doses * each,
        days=days_from(first, doses),
        key=key(),
        **given,
    )
    return AtHome(run, row.uid)


def registered(home: AtHome | Running, checked_on: date = date(2026, 3, 5)) -> None:
    """Alice looked at the register."""
    run = home.run if isinstance(home, AtHome) else home
    supplies.check_register(
        by=run.prescriber,
        patient=run.patient,
        checked_on=checked_on,
        found="expected",
        note="",
        key=key(),
    )


def promised(home: AtHome, at: time = time(11)) -> None:
    """Ben calls on each day of a dose."""
    supplies.schedule_check_ins(
        by=home.run.nurse,
        supply=home.uid,
        days=home.view.days,
        at=at,
        caller=home.cast.ben.pk,
    )


def counted(home: AtHome, by: Actor | None = None) -> Any:
    """Ben counts what is in his hand."""
    view = home.view
    return home.step(
        "count", by=by or home.run.nurse, units=view.units, unit_mg=view.unit_mg, lot="A17"
    )


def ready(cast: Cast, doses: int = 2) -> AtHome:
    """Everything is known and met; it waits for the signature."""
    permit(cast)
    run = left_after(cast)
    with clock_at(NEXT):
        home = ordered(run, doses)
        registered(home)
        promised(home)
    return home


def out(cast: Cast, doses: int = 2) -> AtHome:
    """Signed, counted by Ben, handed over by Nia."""
    home = ready(cast, doses)
    with clock_at(NEXT):
        home.step("sign", reasons=REASONS)
        entry = counted(home)
        home.step("hand_over", by=home.run.second, counted=entry.uid)
    return home


def gate(home: AtHome | Running, supply: SupplyView | None = None) -> dict[str, str]:
    """The state of each condition now, by its name."""
    run = home.run if isinstance(home, AtHome) else home
    view = home.view if isinstance(home, AtHome) else supply
    course = courses.newest(run.prescriber, run.patient)
    assert course is not None
    result = home_gates.judge(run.prescriber, course, view, clock.now())
    return {one.rule.id: one.outcome.value for one in result.items}


def called(home: AtHome, number: int = 0, **changes: Any) -> CheckInTry:
    """Ben reaches the person and asks everything, unless said."""
    whole: dict[str, Any] = {
        "by": home.run.nurse,
        "check_in": home.view.check_ins[number].uid,
        "was_reached": True,
        "answers": WELL,
        "screener": CALM,
        "note": "",
        "key": key(),
    }
    if not changes.get("was_reached", True):
        whole |= {"answers": {}, "screener": []}
    return check_ins.record(**(whole | changes))
