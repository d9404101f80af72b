"""Courses in tests: a decision, a plan that holds together, chairs, and what is typed for it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from attrs import evolve
from django.utils import timezone

from lightwell.access import clock
from lightwell.access.actors import Actor
from lightwell.access.models import Location
from lightwell.diary.actions import places
from lightwell.diary.models import Chair
from lightwell.records.actions import adoptions, courses, facts
from lightwell.records.models import (
    Adoption,
    Course,
    Decision,
    Patient,
    PlanVersion,
    RuleEvaluation,
)
from lightwell.records.planning import PlanAsk
from lightwell.records.queries import adoptions as adoption_queries
from lightwell.records.queries import facts as fact_queries
from tests.support.cast import SETUP, Cast

IV = "iv-series"


def today() -> date:
    """The day on the wall at Harbour Street."""
    return clock.now().astimezone(ZoneInfo("America/New_York")).date()


def a_weekday(ahead: int = 7, *, weekday: int = 0) -> date:
    """The first such weekday at least so many days from now."""
    day = today() + timedelta(days=ahead)
    return day + timedelta(days=(weekday - day.weekday()) % 7)


def open_day() -> date:
    """Today, or the Monday after a weekend: no series begins on one."""
    return today() if today().weekday() < 5 else a_weekday(0)


def decided(
    by: Actor,
    patient: Patient,
    choice: str = "offer",
    *,
    needs_second: bool = False,
    agent: str = "ketamine",
    route: str = "iv",
) -> Decision:
    """A decision as the record keeps it, on an evaluation that says nothing."""
    at = timezone.now()
    assert by.user_id is not None
    assert by.location_id is not None
    number = Decision.objects.filter(patient=patient).count() + 1
    rules = _judged(by, patient, at)
    return Decision.objects.create(
        patient=patient,
        location_id=by.location_id,
        agent=agent,
        route=route,
        region="us",
        number=number,
        choice=choice,
        until=a_weekday() if choice == "defer" else None,
        reasons="Two adequate trials failed.",
        outcome="caution",
        evaluation=rules,
        cards=[],
        needs_second=needs_second,
        at=at,
        by_id=by.user_id,
        by_name=by.name,
        idempotency_key=uuid4().hex,
    )


def _judged(by: Actor, patient: Patient, at: datetime) -> RuleEvaluation:
    """Rules that said nothing, on a person whose age they knew."""
    assert by.user_id is not None
    born = patient.birth_date
    known = {"person": {"birth_date": born.isoformat()}} if born else {}
    return RuleEvaluation.objects.create(
        patient=patient,
        rule="ketamine_iv",
        rule_version="2026.1",
        content_hash="0" * 64,
        facts={"on": today().isoformat(), **known},
        outcome="unknown",
        explanation={},
        at=at,
        by_id=by.user_id,
        idempotency_key=uuid4().hex,
    )


def measured(by: Actor, patient: Patient, *, on: date | None = None, **values: Any) -> None:
    """Weight and height as the evaluation keeps them."""
    facts.record(
        by=by,
        patient=patient,
        facts={f"person.{name}": value for name, value in values.items()},
        observed_on=on or today(),
        source="clinician",
        key=uuid4().hex,
        base=fact_queries.newest(fact_queries.all_of(by, patient)),
        is_confirmed=True,
        reason="Measured again",
    )


def ask(**changes: Any) -> PlanAsk:
    """A plan as the programme has it, for a person of 80 kg and 180 cm."""
    whole = PlanAsk(
        mg_per_kg=Decimal("0.5"),
        weight=Decimal(80),
        weight_unit="kg",
        weighed_on=today(),
        basis="actual",
        concentration=Decimal(50),
        total_volume=Decimal(100),
        minutes=Decimal(40),
        count=6,
        per_week=2,
        starts_on=a_weekday(),
    )
    return evolve(whole, **changes)


def adopted_before(by: Actor, location: Location, content: str | None) -> None:
    """An earlier version of the programme, as a medical director adopted it then."""
    assert by.user_id is not None
    Adoption.objects.create(
        location=location,
        programme=IV,
        version="2025.9",
        content_hash="f" * 64,
        content=content,
        number=1,
        act=Adoption.Act.ADOPTED,
        at=timezone.now(),
        by_id=by.user_id,
        by_name=by.name,
        idempotency_key=uuid4().hex,
    )


def adopt(by: Actor, location: Location) -> None:
    """The medical director adopts the programme as it is."""
    state = adoption_queries.state(location, IV)
    adoptions.adopt(
        by=by,
        location=location,
        programme=IV,
        content_hash=state.programme.header.content_hash,
        base=state.number,
        key=uuid4().hex,
    )


def begun(by: Actor, patient: Patient) -> Course:
    """A course on a signed offer, with a height known."""
    decided(by, patient)
    measured(by, patient, height_cm=180)
    return courses.begin(by=by, patient=patient, programme=IV, key=uuid4().hex)


def planned(by: Actor, course: Course, *, base: int = 0, **changes: Any) -> PlanVersion:
    """A plan that nobody has signed yet."""
    return courses.plan(by=by, course=course.uid, ask=ask(**changes), base=base, key=uuid4().hex)


def signed(by: Actor, patient: Patient, **changes: Any) -> Course:
    """A course with a signed plan."""
    course = begun(by, patient)
    version = planned(by, course, **changes)
    courses.sign(by=by, plan=version.uid, role="prescriber", key=uuid4().hex)
    return course


def chairs(location: Location, count: int = 2) -> list[Chair]:
    """A room with chairs."""
    room = places.add_room(by=SETUP, location=location, name="Light room")
    return [
        places.add_chair(by=SETUP, location=location, room=room.pk, name=f"Chair {number}")
        for number in range(1, count + 1)
    ]


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """A moment by the clock of UTC."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC)


def live(cast: Cast) -> None:
    """Make the installation a live one; a demonstration cannot become one by any act."""
    from lightwell.access.models import Organisation

    assert cast.harbour.organisation_id == 1
    Organisation.objects.filter(pk=1).update(is_demo=False)
