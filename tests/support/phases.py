"""A person on the way through a programme: each phase by the real acts, sessions written past."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from attrs import evolve, frozen
from django.db import transaction

import lightwell.clinical as lw
from lightwell.access import clock
from lightwell.access.actors import Actor
from lightwell.records.actions import courses
from lightwell.records.actions import phases as actions
from lightwell.records.actions.phases import ChangeAsk, sign_interval
from lightwell.records.models import (
    Consent,
    Course,
    IntervalDecision,
    Patient,
    PhaseChange,
    SessionEntry,
    TreatmentSession,
)
from lightwell.records.planning import PlanAsk
from lightwell.records.queries import courses as course_queries
from lightwell.records.queries import intervals, phases
from lightwell.records.queries.courses import CourseView
from lightwell.records.scores import keep
from tests.support.cast import Cast
from tests.support.courses import decided, measured
from tests.support.people import key, make_patient

# A Wednesday at ten in New York: every way begins on it.
DAY_ONE = datetime(2026, 3, 4, 15, 0, tzinfo=UTC)
STEPS = (("start", "running"), ("end_infusion", "recovering"), ("discharge", "discharged"))


def day(number: int) -> datetime:
    """So many days after the first."""
    return DAY_ONE + timedelta(days=number)


@frozen
class Journey:
    """One person with the prescriber who decides; ``view`` is the phase of now."""

    cast: Cast
    patient: Patient
    by: Actor

    @property
    def view(self) -> CourseView:
        found = course_queries.newest(self.by, self.patient)
        assert found is not None
        return found

    def agree(self, agent: str, route: str, *, consent: bool = True) -> None:
        """A signed offer and the consent for one treatment."""
        decided(self.by, self.patient, agent=agent, route=route)
        if consent:
            self.consent(f"{agent}-{route}")

    def consent(self, kind: str) -> Consent:
        """The consent to one treatment."""
        return Consent.objects.create(
            patient=self.patient,
            location=self.cast.harbour,
            kind=kind,
            text_version=lw.consent_text(kind).header.version,
            content_hash="0" * 64,
            answers=[],
            given_by="patient",
            signed_on=clock.now().date(),
            at=clock.now(),
            by=self.cast.alice,
            by_name=self.cast.alice.name,
            idempotency_key=key(),
        )

    def begin(self, programme: str, **given: str) -> Course:
        """Begin the course."""
        return courses.begin(
            by=self.by, patient=self.patient, programme=programme, key=key(), **given
        )

    def plan(self, **changes: Any) -> None:
        """Write and sign a plan of the phase as the programme has it."""
        view = self.view
        made = courses.plan(
            by=self.by, course=view.uid, ask=ask(view, **changes), base=view.version, key=key()
        )
        courses.sign(by=self.by, plan=made.uid, role="prescriber", key=key())

    def ran(self, number: int, at: datetime) -> TreatmentSession:
        """A session that was started and left, written past the actions of the room."""
        row = TreatmentSession.objects.create(
            course=Course.objects.get(pk=self.view.pk),
            patient=self.patient,
            location=self.cast.harbour,
            number=number,
            planned_at=at,
            at=at,
            by=self.cast.alice,
            idempotency_key=key(),
        )
        for place, (kind, status) in enumerate(STEPS, start=1):
            SessionEntry.objects.create(
                session=row,
                number=place,
                kind=kind,
                status=status,
                at=at + timedelta(minutes=place),
                recorded_at=at + timedelta(minutes=place),
                by=self.cast.ben,
                by_name=self.cast.ben.name,
                idempotency_key=key(),
            )
        return row

    def answered(self, total: int, at: datetime) -> None:
        """A PHQ-9 of so many points; the last item stays 0."""
        answers, left_over = [], total
        for _ in range(8):
            answers.append(min(3, left_over))
            left_over -= answers[-1]
        with transaction.atomic():
            keep(
                by=self.by,
                patient=self.patient,
                location=self.cast.harbour,
                instrument="phq9",
                answers=[*answers, 0],
                key=key(),
                at=at,
            )

    def go_on(self, to: str, **given: Any) -> PhaseChange:
        """Sign what comes next, on the page as it is."""
        asked = ChangeAsk(to=to, reasons="It fits the course.", wish="I want to go on with it.")
        found = phases.next_of(self.by, self.view.uid)
        page: dict[str, Any] = {"course": found.course.uid, "version": found.version, "key": key()}
        page |= {name: given.pop(name) for name in ("version", "key", "by") if name in given}
        return actions.go_on(**({"by": self.by} | page), ask=evolve(asked, **given))

    def sign_interval(self, days: int | None, reason: str = "", **given: Any) -> IntervalDecision:
        """Sign an interval after the last session, on the page as it is."""
        view = self.view
        whole: dict[str, Any] = {
            "by": self.by,
            "course": view.uid,
            "after_session": view.has_run,
            "days": days,
            "reason": reason,
            "version": intervals.version(self.by, view),
            "key": key(),
        }
        return sign_interval(**(whole | given))


def ask(view: CourseView, **changes: Any) -> PlanAsk:
    """What the programme has for its phase, for a person of 80 kg and 180 cm."""
    way, phase = view.way, view.phase
    today = view.day(clock.now())
    whole = PlanAsk(
        mg_per_kg=way.start or None,
        mg=way.doses_mg[1] if way.doses_mg else None,
        unit_mg=way.units_mg[0] if way.form == "units" else None,
        weight=Decimal(50),
        weight_unit="kg",
        weighed_on=today,
        basis="actual",
        concentration=Decimal(50),
        total_volume=Decimal(100),
        minutes=Decimal(40),
        count=phase.series.count if phase.series else None,
        per_week=phase.rhythms[0].per_week if phase.rhythms else None,
        interval_days=phase.interval_steps_days[0] if phase.interval_steps_days else None,
        starts_on=today + timedelta(days=7 - today.weekday() + 2),
    )
    return evolve(whole, **changes)


def setting_out(cast: Cast, patient: Patient | None = None) -> Journey:
    """Somebody whose height is known, with Alice who prescribes."""
    patient = patient or make_patient(cast.harbour)
    by = cast.actor(cast.alice)
    measured(by, patient, height_cm=165)
    return Journey(cast, patient, by)


def after_a_series(
    cast: Cast,
    programme: str,
    route: str,
    *,
    agent: str = "ketamine",
    sessions: int = 6,
    patient: Patient | None = None,
) -> Journey:
    """Somebody with a series behind them: 20 before, 8 since. The clock stands on day 22."""
    made = setting_out(cast, patient)
    with clock.at(day(-7)):
        made.agree(agent, route)
        dose = lw.find_programme(programme).dose_by(route).id
        made.begin(programme, dose=dose)
        made.plan()
        made.answered(20, day(-1))
    for number in range(1, sessions + 1):
        made.ran(number, day((number - 1) * 3))
    made.answered(8, day(20))
    return made
