"""The gate of take-home, judged on what the record knows: nothing here is asked or assumed."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import lightwell.clinical as lw
from lightwell.access import clock
from lightwell.access.actors import Actor
from lightwell.access.models import Location
from lightwell.clinical.caserules import age_on
from lightwell.clinical.library import library
from lightwell.clinical.programme import DoseLimits
from lightwell.clinical.takehome import are_days_covered, take_home
from lightwell.records import days
from lightwell.records.models import SessionEntry, Supply, TreatmentSession
from lightwell.records.queries import (
    adoptions,
    checks,
    consents,
    decisions,
    life_stages,
    session_grounds,
    sessions,
    supplies,
)
from lightwell.records.queries.courses import CourseView
from lightwell.records.supply_state import AT_HOME, BEFORE, SupplyView

if TYPE_CHECKING:
    from lightwell.clinical.products import Product
    from lightwell.records.models import Patient
    from lightwell.records.queries.supplies import PolicyView

PREFIX = "evaluation.take_home_"
AGENT = "ketamine"


def judge(by: Actor, course: CourseView, supply: SupplyView | None, now: datetime) -> lw.GateResult:
    """The gate for this person now; without an order what belongs to it is unknown."""
    return again(evidence(by, course, supply, now))


def again(kept: dict[str, Any]) -> lw.GateResult:
    """The gate on facts as they were kept: today, or years later from a stored evaluation."""
    return take_home(kept["known"])


def way_of(course: CourseView) -> DoseLimits:
    """What is given now: as the signed plan says, else as the course began."""
    name = course.plan.content.get("dose") if course.plan else None
    return course.programme.dose_of(name) if name else course.way


def may_go_home(course: CourseView) -> bool:
    """Whether the pages of this course lead to take-home at all: the formulation could go home."""
    return way_of(course).route in library().common_care.take_home.formulations


def evidence(
    by: Actor, course: CourseView, supply: SupplyView | None, now: datetime
) -> dict[str, Any]:
    """Every fact of the gate as plain values that can be stored."""
    patient, here = course.patient, supplies.policy(course.location)
    today = now.astimezone(ZoneInfo(course.zone)).date()
    route = supply.route if supply else way_of(course).route
    known: dict[str, Any] = {
        "in_programme": _in_programme(course, route),
        "permitted": None if here is None else here.permits(today),
        "first_dose_supervised": was_supervised(patient, way_of(course).agent, route),
        "pdmp_checked": _register(by, patient, here, _signed_on(supply) or today),
        "recall_open": any(one.status == "recalled" for one in supplies.of_patient(by, patient)),
        **_grounds(course, route, today),
        **_of_supply(supply, here, now),
    }
    facts = {f"{PREFIX}{name}": value for name, value in known.items()}
    born = patient.birth_date
    facts["person.age_years"] = None if born is None else age_on(born, today)
    return {"known": facts, "on": today.isoformat()}


def known_of_record(by: Actor, patient: Patient, treatment: Product) -> dict[str, Any]:
    """What the record itself knows of dosing at home by one formulation, for its eligibility.

    The policy of the location, sessions that were left, looks at the register, and the supply that
    is under way. What was typed in the evaluation counts only where the record knows nothing, so
    the two never contradict each other.
    """
    agent, route = treatment
    if route not in library().common_care.take_home.formulations:
        return {}
    here, today = supplies.policy(patient.home_location_id), days.today(patient)
    under_way = next(
        (
            one
            for one in supplies.of_patient(by, patient)
            if one.route == route and one.status in (*BEFORE, *AT_HOME)
        ),
        None,
    )
    ordered = _of_supply(under_way, here, clock.now())
    known = {
        "permitted": None if here is None else here.permits(today),
        "first_dose_supervised": was_supervised(patient, agent, route),
        "pdmp_checked": _register(by, patient, here, _signed_on(under_way) or today),
        "reason_given": ordered["reason_given"] or None,  # before a signature it may be typed
        **{name: ordered[name] for name in ("supply_days", "supply_counted", "check_ins")},
    }
    return {
        f"take_home_{name}": _as_answered(value)
        for name, value in known.items()
        if value is not None
    }


def _as_answered(value: bool | int) -> str | int:
    """As a case file has it, and as it would have been typed."""
    return ("yes" if value else "no") if isinstance(value, bool) else value


def known_by_formulation(by: Actor, patient: Patient) -> list[tuple[Product, dict[str, Any]]]:
    """The same of every formulation that could go home; only those of which something is known."""
    every = [(AGENT, route) for route in library().common_care.take_home.formulations]
    found = [(one, known_of_record(by, patient, one)) for one in every]
    return [(one, known) for one, known in found if known]


def _grounds(course: CourseView, route: str, today: date) -> dict[str, bool | None]:
    """What a dose at home stands on, as a session does; nobody asks again before it is taken."""
    patient, treatment = course.patient, (way_of(course).agent, route)
    place = Location.objects.get(pk=course.location)
    adopted = adoptions.state(place, course.programme.id)
    return {
        "decision_stands": decisions.offer_stands(patient, *treatment)
        and not life_stages.not_decided(patient, treatment, today),
        "consent_current": consents.in_force(patient, consents.kind_of(*treatment)) is not None,
        "programme_withdrawn": adopted.unsafe(course.programme_version) is not None,
        "risk_open": session_grounds.has_open_risk_task(patient),
        "checks_current": _are_checks_current(course, route, today),
    }


def _are_checks_current(course: CourseView, route: str, today: date) -> bool | None:
    """Whether every check that holds is done and not due; unknown while one was never recorded."""
    patient = course.patient
    found = checks.grounds([patient.pk], course.zone)[patient.pk]
    rows = checks.states(patient, course.programme, route, grounds=found, on=today)
    current = [one.is_current for one in rows if one.check.settled_by]
    if False in current:
        return False
    return None if None in current else True


def was_supervised(patient: Patient, agent: str, route: str) -> bool | None:
    """Whether a session of this very formulation was begun here and left by discharge.

    Unknown while the record holds none that began.
    """
    begun = TreatmentSession.objects.filter(
        patient=patient, entries__kind=SessionEntry.Kind.START
    ).distinct()
    rows = begun.select_related("patient", "location", "course").prefetch_related(
        "entries", "course__plans__signatures"
    )
    same = [one for one in sessions.views(rows) if (one.way.agent, one.way.route) == (agent, route)]
    return any(one.status == "discharged" for one in same) if same else None


def _in_programme(course: CourseView, route: str) -> bool | None:
    """What the programme says; unknown when the course runs on another version than this one."""
    if course.content_hash != course.programme.header.content_hash:
        return None
    return route in course.programme.care.take_home


def _signed_on(supply: SupplyView | None) -> date | None:
    signed = supply.last("sign") if supply else None
    return supply.day_of(signed.at) if supply and signed else None


def _register(by: Actor, patient: Patient, here: PolicyView | None, day: date) -> bool | None:
    """Whether the register was looked at recently enough: by the policy, else on this very day."""
    looked = [one.checked_on for one in supplies.register_checks(by, patient)]
    if not looked:
        return None
    back = here.register_days if here and here.register_days is not None else 0
    return any(day - timedelta(days=back) <= one <= day for one in looked)


def _of_supply(supply: SupplyView | None, here: PolicyView | None, now: datetime) -> dict[str, Any]:
    """What an order is judged by; all of it is unknown while there is none."""
    if supply is None:
        asked = ("supply_days", "within_limit", "supply_counted", "reason_given", "check_ins")
        return dict.fromkeys(asked)
    most = here.most_doses if here else None
    since = supply.handed_over_at or now  # a call whose time is over by then is never made
    called = tuple(supply.day_of(one.due_at) for one in supply.check_ins if one.due_at >= since)
    every = here.call_every_days if here else None
    return {
        "supply_days": supply.days_covered,
        "within_limit": None if most is None else supply.doses <= most,
        "supply_counted": _is_counted(supply),
        "reason_given": supply.last("sign") is not None,
        "check_ins": are_days_covered(supply.days, called, every),
    }


def _is_counted(supply: SupplyView) -> bool:
    """Whether every earlier unit came back, was taken, or was decided about: none is at home.

    What was closed by a death that was not so may still be at home.
    """
    earlier = Supply.objects.filter(patient=supply.patient, number__lt=supply.number)
    rows = supplies.views(supplies.rows().filter(pk__in=earlier.values("pk")))
    return not any(one.status in BEFORE or one.may_be_at_home for one in rows)
