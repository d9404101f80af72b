"""What the prescriber decides, what the person agrees to, and the plan that both lead to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from attrs import evolve

import lightwell.clinical as lw
from lightwell.access import clock
from lightwell.records.actions import consents, courses, decisions
from lightwell.records.planning import PlanAsk
from lightwell.records.queries import courses as course_queries
from lightwell.records.queries import decisions as decision_queries

if TYPE_CHECKING:
    from lightwell.site.demo.telling import Telling

Told = Mapping[str, Any]
FRIDAY = 4
NUMBERS = ("mg_per_kg", "unit_mg", "concentration", "total_volume", "minutes")
WORDS = ("basis", "basis_reason", "dose_reason", "minutes_reason", "count_reason")


def decide(telling: Telling, told: Told) -> None:
    """The prescriber decides on what is known then."""
    by, patient = telling.by("prescriber"), telling.patient
    treatment = ("ketamine", told["route"])
    region = telling.clinic.location.region
    decisions.decide(
        by=by,
        patient=patient,
        choice=told["choice"],
        reasons=told["reasons"],
        set_aside=told.get("set_aside", {}),
        treatment=treatment,
        version=decision_queries.basis(by, patient, region, treatment).version,
        key=uuid4().hex,
    )


def agree(telling: Telling, told: Told) -> None:
    """The person agrees, with the prescriber, in their own words."""
    kind = f"ketamine-{told['route']}"
    consents.give(
        by=telling.by("prescriber"),
        patient=telling.patient,
        answers={name: (said, True) for name, said in told["said"].items()},
        given_by="patient",
        version=lw.consent_text(kind).header.version,
        kind=kind,
        key=uuid4().hex,
    )


def begin(telling: Telling, told: Told) -> None:
    """The prescriber begins the course on the programme of the story."""
    course = courses.begin(
        by=telling.by("prescriber"),
        patient=telling.patient,
        programme=telling.story.programme,
        dose=told.get("dose", ""),
        phase=told.get("phase", ""),
        key=uuid4().hex,
    )
    telling.course = course.uid


def plan(telling: Telling, told: Told) -> None:
    """The prescriber writes the plan and signs it."""
    by = telling.by("prescriber")
    view = course_queries.course(by, telling.course)
    version = courses.plan(
        by=by, course=telling.course, ask=_ask(telling, told), base=view.version, key=uuid4().hex
    )
    courses.sign(by=by, plan=version.uid, role="prescriber", key=uuid4().hex)


def _ask(telling: Telling, told: Told) -> PlanAsk:
    today = clock.now().astimezone(telling.clinic.zone).date()
    whole = PlanAsk(
        weight=Decimal(str(telling.person["weight_kg"])),
        weight_unit="kg",
        weighed_on=today - timedelta(days=told.get("weighed_days_ago", 0)),
        count=told.get("count"),
        per_week=told.get("per_week"),
        interval_days=told.get("interval_days"),
        starts_on=starts_on(telling, told, today),
    )
    given: dict[str, Any] = {name: Decimal(told[name]) for name in NUMBERS if name in told}
    given |= {name: told[name] for name in WORDS if name in told}
    return evolve(whole, **given)


def starts_on(telling: Telling, told: Told, today: date) -> date:
    """So many days on; a story of the present says it apart, because its visits are dated apart.

    No series begins on a weekend, which the present may be, and to which a story may slide whose
    days were taken: its plan begins on the Monday then.
    """
    days = told["starts_in"]
    if telling.is_now:
        days = told.get("starts_in_now", days)
    first = today + timedelta(days=days)
    while first.weekday() > FRIDAY:
        first += timedelta(days=1)
    return first


ACTS = {"decide": decide, "agree": agree, "begin": begin, "plan": plan}
