"""A person with decision, consent, signed plan and a session, for every test that needs one.

``session_of(cast)`` gives a planned session; ``make_ready``, ``start`` and ``finish`` take it on
through the real actions. What other rooms make is made in one marked place.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from attrs import frozen
from django.db import transaction

import lightwell.clinical as lw
from lightwell.access import clock
from lightwell.access.actors import Actor, Role
from lightwell.access.models import User
from lightwell.records.actions import facts, history, sessions
from lightwell.records.models import (
    Consent,
    Course,
    CourseEvent,
    Decision,
    Patient,
    PlanSignature,
    PlanVersion,
    RuleEvaluation,
    SessionEntry,
    TreatmentSession,
)
from lightwell.records.queries import sessions as queries
from lightwell.records.queries.sessions import SessionView
from lightwell.records.scores import keep
from lightwell.records.session_words import AMOUNTS
from tests.support.cast import Cast, _staff
from tests.support.people import key, make_patient
from tests.support.ways import BESIDES, IV, Way, way_content

# Wednesday, 4 March 2026, 9:00 in New York.
NINE = datetime(2026, 3, 4, 14, 0, tzinfo=UTC)
GOOD = {"sbp": 124, "dbp": 78, "hr": 72, "spo2": 98, "rr": 14, "moaas": 5, "dissociation": 0}
BEFORE = {
    "session.equipment_ready": True,
    "session.qualified_people_present": True,
    "qualified_person": "Ben Brook",
    "session.identity_checked": True,
    "session.hours_since_food": 8,
    "session.hours_since_clear_liquid": 3,
    "session.escort_arranged": True,
    "escort_name": "Lou Rivera",
    "conditions.intox": False,
    "session.pregnancy_possible": False,
}
AFTER = {
    "session.oriented": True,
    "session.walks_unaided": True,
    "session.nausea_controlled": True,
    "session.escort_present": True,
    "escort_name": "Lou Rivera",
    "session.instructions_given": True,
    "session.next_contact_booked": True,
}
CALM_SCREEN = [0, 0, None, None, None, 0]


@frozen
class Running:
    """A session with the people who run it; ``view`` reads it afresh."""

    cast: Cast
    uid: UUID
    patient: Patient
    course: Course
    nurse: Actor
    second: Actor
    prescriber: Actor

    @property
    def view(self) -> SessionView:
        """The session as it stands now."""
        return queries.session(self.nurse, self.uid)

    def act(self, name: str, by: Actor | None = None, **given: Any) -> SessionEntry:
        """One action on the newest version with a fresh key, by the first nurse unless said."""
        page = {"session": self.uid, "key": key(), "version": self.view.version}
        made: SessionEntry = getattr(sessions, name)(by=by or self.nurse, **(page | given))
        return made


def clock_at(moment: datetime) -> AbstractContextManager[None]:
    """Every act inside happens at this moment: the cast works in a demonstration."""
    return clock.at(moment)


def second_nurse(cast: Cast) -> User:
    """Nia Noor, a second nurse at Harbour Street."""
    found = User.objects.filter(email="nia@staff.example").first()
    return found or _staff("nia", "Nia Noor", "nurse", cast.harbour, Role.NURSE)


def session_of(
    cast: Cast,
    *,
    patient: Patient | None = None,
    number: int = 1,
    planned_at: datetime = NINE,
    is_signed: bool = True,
    way: Way = IV,
) -> Running:
    """A planned session of a person whose plan is signed; nothing of the day is known yet."""
    patient = patient or make_patient(cast.harbour)
    course = _grounds(cast, patient, planned_at, way)
    if is_signed:
        sign_plan(cast, course, planned_at - timedelta(days=7))
    row = TreatmentSession.objects.create(
        course=course,
        patient=patient,
        location=cast.harbour,
        number=number,
        planned_at=planned_at,
        at=planned_at - timedelta(days=7),
        by=cast.alice,
        idempotency_key=key(),
    )
    return Running(
        cast=cast,
        uid=row.uid,
        patient=patient,
        course=course,
        nurse=cast.actor(cast.ben),
        second=cast.actor(second_nurse(cast)),
        prescriber=cast.actor(cast.alice),
    )


# THE MARKED PLACE: decision, consent and course, written past the actions of other rooms.


def _grounds(cast: Cast, patient: Patient, planned_at: datetime, way: Way = IV) -> Course:
    """What a session stands on, a week before it."""
    when = planned_at - timedelta(days=7)
    by: dict[str, Any] = {"at": when, "by": cast.alice, "by_name": cast.alice.name}
    _consent(cast, patient, by, way)
    header = lw.find_programme(way.programme).header
    course = Course.objects.create(
        patient=patient,
        location=cast.harbour,
        programme=way.programme,
        programme_version=header.version,
        content_hash=header.content_hash,
        decision=_decision(cast, patient, by, way),
        agent=way.limits.agent,
        route=way.limits.route,
        begun_at=when,
        by=cast.alice,
        idempotency_key=key(),
    )
    CourseEvent.objects.create(course=course, number=1, verb="sign", status="active", **by)
    return course


def _decision(cast: Cast, patient: Patient, by: dict[str, Any], way: Way) -> Decision:
    evaluation = RuleEvaluation.objects.create(
        patient=patient,
        rule="eligibility.ketamine_iv",
        rule_version="2026.1",
        content_hash="0" * 64,
        facts={},
        outcome="met",
        explanation={},
        at=by["at"],
        by=cast.alice,
        idempotency_key=key(),
    )
    return Decision.objects.create(
        patient=patient,
        location=cast.harbour,
        agent=way.limits.agent,
        route=way.limits.route,
        region="us",
        number=1,
        choice="offer",
        reasons="Four adequate trials did not help.",
        outcome="no_blocker",
        evaluation=evaluation,
        cards=[],
        needs_second=False,
        idempotency_key=key(),
        **by,
    )


def _consent(cast: Cast, patient: Patient, by: dict[str, Any], way: Way) -> Consent:
    return Consent.objects.create(
        patient=patient,
        location=cast.harbour,
        kind=f"{way.limits.agent}-{way.limits.route}",
        text_version="2026.1",
        content_hash="0" * 64,
        answers=[],
        given_by="patient",
        signed_on=by["at"].date(),
        idempotency_key=key(),
        **by,
    )


# The marked place ends here.


def sign_plan(cast: Cast, course: Course, when: datetime, mg_per_kg: str = "0.5") -> PlanVersion:
    """The next version of the plan of 70 kg, worked out by the core and signed by Alice."""
    plan = PlanVersion.objects.create(
        course=course,
        number=course.plans.count() + 1,
        content=plan_content(when.date(), mg_per_kg, Way(course.programme, "", course.route)),
        at=when,
        by=cast.alice,
        by_name=cast.alice.name,
        idempotency_key=key(),
    )
    PlanSignature.objects.create(
        plan=plan,
        role="prescriber",
        at=when,
        by=cast.alice,
        by_name=cast.alice.name,
        idempotency_key=key(),
    )
    return plan


def plan_content(
    weighed_on: date, mg_per_kg: str = "0.5", way: Way | None = None
) -> dict[str, Any]:
    """What a plan holds: the dose of the programme for 70 kg, by vein over 40 minutes."""
    if way is not None and way.limits.route != "iv":
        return way_content(weighed_on, way)
    made = lw.dose(
        lw.Order(
            programme="iv-series",
            ordered=lw.MgPerKg(mg_per_kg),
            weight=lw.Kilograms(70),
            basis="actual",
            height=lw.Centimetres(178),
            concentration=lw.MgPerMl(50),
            total_volume=lw.Millilitres(100),
            minutes=lw.Minutes(40),
        )
    )
    worked = made.as_json()
    days = lw.plan("iv-series", start=date(2026, 3, 4)).sessions
    return {
        "mg": worked["mg"],
        "mg_per_kg": mg_per_kg,
        "weight_kg": "70",
        "weighed_on": weighed_on.isoformat(),
        "basis": "actual",
        "basis_reason": "",
        "concentration_mg_per_ml": "50",
        "total_volume_ml": "100",
        "volume_ml": worked["volume_ml"],
        "rate_ml_per_h": worked["rate_ml_per_h"],
        "minutes": "40",
        "lines": worked["lines"],
        "sessions": [{"number": one.number, "on": one.on.isoformat()} for one in days],
        "per_week": 2,
        "observe": [one.words for one in made.programme.observe],
        "reviews": [
            {"after_session": one.after_session, "asks": one.asks} for one in made.programme.reviews
        ],
    }


def drawn_up(view: SessionView) -> dict[str, str]:
    """What a careful nurse draws up or counts out: the plan's amounts."""
    assert view.plan is not None
    return {name: view.plan.content[name] for name, _, _ in AMOUNTS[view.way.form]}


def prepare_dose(run: Running) -> None:
    """One person has it in the hand, another confirms."""
    prepared = run.act("prepare_dose", prepared=drawn_up(run.view))
    run.act("confirm_dose", by=run.second, prepared=prepared.uid)


# ------------------------------------------------------------------ through the real actions


def weigh(run: Running, kg: float = 70, *, confirmed: bool = True) -> None:
    """The weight of today, and the height that an evaluation would hold."""
    on = run.view.day_of(clock.now())
    base = max((one.pk for one in run.patient.facts.all()), default=0)
    facts.record(
        by=run.nurse,
        patient=run.patient,
        facts={"person.weight_kg": kg, "person.height_cm": 178},
        observed_on=on,
        source="clinician",
        key=key(),
        base=base,
        reason="weighed on the day of the session",
        is_confirmed=confirmed,
    )


def screen(run: Running, answers: list[int | None] = CALM_SCREEN) -> None:
    """The C-SSRS since the last visit, asked now."""
    with transaction.atomic():
        keep(
            by=run.prescriber,
            patient=run.patient,
            location=run.cast.harbour,
            instrument="cssrs_since_last_visit",
            answers=answers,
            key=key(),
            at=clock.now(),
        )


def screen_bipolar(run: Running) -> None:
    """What the evaluation found: the bipolar screen negative, no cystitis, every check done."""
    base = max((one.pk for one in run.patient.facts.all()), default=0)
    facts.record(
        by=run.prescriber,
        patient=run.patient,
        facts={
            "session.bipolar_screen_positive": "no",
            "conditions.cystitis": "no",
            **{f"checks.{name}": "nothing_found" for name in ("bladder", "liver", "misuse")},
        },
        observed_on=run.view.day_of(clock.now()),
        source="clinician",
        key=key(),
        base=base,
    )


def know_everything(run: Running) -> None:
    """All that the gate asks about becomes known and met, the dose confirmed by two."""
    weigh(run)
    screen(run)
    screen_bipolar(run)
    history.reconcile(
        by=run.nurse,
        patient=run.patient,
        subject="medicine",
        statement="none_known",
        versions=[],
        key=key(),
    )
    asked = queries.asked(run.view)
    run.act(
        "check", values={key: one for key, one in BEFORE.items() if "." not in key or key in asked}
    )
    of_way = {key: one for key, one in BESIDES.items() if key in asked}
    if of_way:
        names = {"therapist_name": "Tess Tarn"} if "course.therapist_linked" in of_way else {}
        run.act("check", by=run.prescriber, values=of_way | names)
    run.act("read", values=GOOD)
    prepare_dose(run)


def started(cast: Cast, **given: Any) -> Running:
    """A session that was started at nine."""
    with clock_at(NINE):
        run = session_of(cast, **given)
        know_everything(run)
        run.act("make_ready")
        run.act("start")
    return run


def at_minute(minute: float) -> AbstractContextManager[None]:
    """The clock so many minutes after nine."""
    return clock_at(NINE + timedelta(minutes=minute))


def recovered(cast: Cast) -> Running:
    """A session whose infusion ended at forty minutes, a hundred minutes after the start: all
    that leaving asks for is known and met."""
    run = started(cast)
    with at_minute(40):
        run.act("read", values=GOOD)
        run.act("end_infusion")
    with at_minute(101):
        run.act("read", values=GOOD)
        screen(run)
        run.act("check", values=AFTER)
    return run
