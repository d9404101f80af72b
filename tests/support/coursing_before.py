"""One person's way to a course and its dates: what people do, each by its real action.

``Coming`` holds the clock and who acts. Every act may be refused in words; a refusal leaves
nothing behind.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import Any

from attrs import evolve

import lightwell.clinical as lw
from lightwell.access import clock
from lightwell.access.actors import Actor, Role
from lightwell.access.errors import LightwellError
from lightwell.access.models import Location, User
from lightwell.diary.actions import appointments, bookings
from lightwell.diary.models import Appointment, Chair
from lightwell.records import evaluation
from lightwell.records.actions import (
    consents,
    courses,
    decisions,
    facts,
    reviews,
)
from lightwell.records.models import (
    Consent,
    Decision,
    Patient,
    PlanVersion,
)
from lightwell.records.queries import courses as course_queries
from lightwell.records.queries import decisions as decision_queries
from lightwell.records.queries import facts as fact_queries
from lightwell.records.queries import reviews as review_queries
from lightwell.records.queries.courses import CourseView
from tests.support.cast import Cast, _staff
from tests.support.course_holds import counts
from tests.support.people import key, make_patient
from tests.support.ways import Way, way_ask

BEGAN = datetime.fromisoformat("2026-02-11T09:00-05:00")
SETTLED = {
    "session.bipolar_screen_positive": "no",
    "evaluation.psychiatric_assessment": "yes",
    "evaluation.rems_enrolled": "yes",
    "evaluation.oral_antidepressant": "yes",
    "checks.bladder": "nothing_found",
    "checks.liver": "nothing_found",
    "checks.misuse": "nothing_found",
    "person.weight_kg": 70,
    "person.height_cm": 178,
}


def second_prescriber(place: Location) -> User:
    """Paul Price, who prescribes at Harbour Street beside Alice."""
    found = User.objects.filter(email="paul@staff.example").first()
    return found or _staff("paul", "Paul Price", "psychiatrist", place, Role.PRESCRIBER)


class Coming:
    """A person, the programme they may go through, and a clock that only runs forward."""

    def __init__(self, cast: Cast, nurse: User, prescriber: User, way: Way, chair: Chair) -> None:
        self.cast, self.way, self.chair = cast, way, chair
        self.now = BEGAN
        self.nurse, self.second = cast.actor(cast.ben), cast.actor(nurse)
        self.director, self.prescriber = cast.actor(cast.alice), cast.actor(prescriber)
        self.treatment = (way.limits.agent, way.limits.route)
        self.done: list[str] = []
        self.refusals: list[str] = []
        with self.clock():
            self.patient: Patient = make_patient(
                cast.harbour, family=f"R{key()[:6]}", signs_in=False
            )

    # -------------------------------------------------------------- time, and acts that may fail

    def clock(self) -> AbstractContextManager[None]:
        return clock.at(self.now)

    def wait(self, **time: float) -> None:
        self.now += timedelta(**time)

    def attempt(self, act: Callable[..., Any], **given: Any) -> Any:
        """Act, or be refused in words: then no table has another row. Each act has its second."""
        self.now += timedelta(seconds=1)
        before = counts()
        with self.clock():
            try:
                made = act(**given)
            except LightwellError as refused:
                self.refusals.append(f"{act.__name__}: {refused}")
                assert counts() == before, f"{act.__name__} was refused and left something behind"
                return None
        self.done.append(act.__name__)
        return made

    @property
    def staff(self) -> dict[str, Actor]:
        return {
            "nurse": self.nurse,
            "second": self.second,
            "prescriber": self.prescriber,
            "director": self.director,
        }

    # -------------------------------------------------------------- before the course

    def record(self, found: dict[str, Any], by: Actor | None = None) -> Any:
        """Facts of today, with the time of a reading."""
        with self.clock():
            who = by or self.director
            base = fact_queries.newest(fact_queries.all_of(who, self.patient))
        return self.attempt(
            facts.record,
            by=who,
            patient=self.patient,
            facts=found,
            observed_on=self.now.date(),
            observed_at=self.now if any("vital." in name for name in found) else None,
            source="clinician",
            key=key(),
            base=base,
            is_confirmed=True,
            reason="as it is today",
        )

    def evaluate(self, **but: Any) -> None:
        """Every condition is asked and "no", but for those named; the pressure is calm."""
        names = [name for step in evaluation.STEPS for name in step.facts]
        told: dict[str, Any] = {name: "no" for name in names if name.startswith("conditions.")}
        told |= SETTLED | {"vital.sbp": 120, "vital.dbp": 80}
        told |= {name.replace("__", "."): value for name, value in but.items()}
        self.record(told)

    def decide(self, choice: str = "offer", by: str = "director") -> Any:
        with self.clock():
            basis = decision_queries.basis(self.director, self.patient, "us", self.treatment)
        because = {card.rule.id: "Weighed." for card in basis.offering.asked}
        return self.attempt(
            decisions.decide,
            by=self.staff[by],
            patient=self.patient,
            choice=choice,
            reasons="Two treatments have not been enough.",
            version=basis.version,
            key=key(),
            set_aside=because if choice == "offer" else None,
            treatment=self.treatment,
        )

    def sign_second(self) -> Any:
        row = Decision.objects.filter(patient=self.patient).order_by("id").last()
        if row is None:
            return None
        with self.clock():
            version = decision_queries.one(self.prescriber, self.patient, row.uid).version
        return self.attempt(
            decisions.sign_second,
            by=self.prescriber,
            patient=self.patient,
            decision=row.uid,
            version=version,
            key=key(),
        )

    def agree(self, *, understood: bool = True) -> Any:
        text = lw.consent_text("-".join(self.treatment))
        return self.attempt(
            consents.give,
            by=self.director,
            patient=self.patient,
            answers={one.id: ("In my own words.", understood) for one in text.questions},
            given_by="patient",
            version=text.header.version,
            key=key(),
            kind=text.header.id,
        )

    def withdraw_consent(self) -> Any:
        row = Consent.objects.filter(patient=self.patient).order_by("id").last()
        return row and self.attempt(
            consents.withdraw,
            by=self.director,
            patient=self.patient,
            consent=row.uid,
            reason="No more.",
            key=key(),
        )

    # -------------------------------------------------------------- the course and its plan

    @property
    def course(self) -> CourseView | None:
        with self.clock():
            return course_queries.newest(self.director, self.patient)

    def begin(self) -> Any:
        return self.attempt(
            courses.begin,
            by=self.director,
            patient=self.patient,
            programme=self.way.programme,
            key=key(),
            dose=self.way.limits.id,
        )

    def plan(self, **changes: Any) -> Any:
        view = self.course
        ask = evolve(way_ask(self.now.date(), self.way), **changes)
        return view and self.attempt(
            courses.plan, by=self.director, course=view.uid, ask=ask, base=view.version, key=key()
        )

    def sign(self, role: str = "prescriber", by: str = "director") -> Any:
        row = PlanVersion.objects.filter(course__patient=self.patient).order_by("id").last()
        return row and self.attempt(
            courses.sign, by=self.staff[by], plan=row.uid, role=role, key=key()
        )

    def review(self, after: int, choice: str) -> Any:
        view = self.course
        points = {one.after_session for one in review_queries.points(view)} if view else set()
        if view is None or after not in points:
            return None
        with self.clock():
            shown = review_queries.review(self.director, view.uid, after)
        return self.attempt(
            reviews.decide,
            by=self.director,
            course=view.uid,
            after_session=after,
            choice=choice,
            reasons="As we spoke of it.",
            about_goals="",
            version=shown.version,
            key=key(),
        )

    # -------------------------------------------------------------- dates

    def book(self, number: int, days: int, hour: int) -> Any:
        """A place for a session: the first, again, or another."""
        view = self.course
        on = (self.now + timedelta(days=days)).replace(hour=hour, minute=0, second=0)
        return view and self.attempt(
            bookings.give_place,
            by=self.nurse,
            course=view.uid,
            number=number,
            starts_at=on,
            chair=self.chair.pk,
            nurse=self.cast.ben.pk,
            key=key(),
        )

    def receive(self, verb: str) -> Any:
        """They arrive, or do not come; or the place is given up."""
        row = Appointment.objects.filter(patient=self.patient.uid).order_by("id").last()
        more = {"reason": "Ill."} if verb == "cancel" else {}
        return row and self.attempt(
            getattr(appointments, verb), by=self.nurse, appointment=row.uid, key=key(), **more
        )
