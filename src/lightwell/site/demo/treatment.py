"""The treatment of a story: the course, its plan and places, and each visit at the chair.

A visit is told minute by minute, counted from its start. What every visit has in common stands
here; what is particular to one stands in its story.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from lightwell.access import clock
from lightwell.access.actors import Actor
from lightwell.diary.actions import appointments, bookings
from lightwell.diary.models import Appointment
from lightwell.diary.queries import places
from lightwell.records.actions import asked, courses, facts, history, sessions
from lightwell.records.models import Patient, SessionEntry
from lightwell.records.planning import PlanAsk
from lightwell.records.queries import facts as fact_queries
from lightwell.records.queries import history as history_queries
from lightwell.records.queries import patients as patient_queries
from lightwell.records.queries import sessions as queries
from lightwell.records.queries.sessions import SessionView

if TYPE_CHECKING:
    from lightwell.site.demo.scenarios import Person

Moment = tuple[datetime, Callable[[], None]]
QUARTER = timedelta(minutes=15)
# From the appointment to the start of the infusion, and the time that a visit is begun before it.
PREPARING = timedelta(minutes=45)
ROW = ("sbp", "dbp", "hr", "spo2", "rr", "moaas", "dissociation")
CALM = [0, 0, None, None, None, 0]
STEPS = ("make_ready", "hold", "start", "pause", "resume", "end_infusion")
AMOUNTS = ("mg", "concentration_mg_per_ml", "volume_ml", "total_volume_ml", "rate_ml_per_h")


class Treatment:
    """One person's course as their file tells it."""

    def __init__(self, person: Person) -> None:
        self.person, self.told, self.clinic = person, person.story["course"], person.clinic
        self.zone = ZoneInfo(self.clinic.location.timezone)
        self.visits = [Visit(self, one) for one in person.story["session"]]

        self.nurse = self.clinic.acting(self.clinic.nurse)
        self.prescriber = self.clinic.acting(self.clinic.prescriber)
        self.uid: UUID

    @property
    def patient(self) -> Patient:
        return patient_queries.get(by=self.nurse, uid=self.person.uid)

    def steps(self) -> Iterator[Moment]:
        """The plan on one day, the places on the same, then each visit."""
        planned = self.person.moment(self.told, hour=14)
        yield planned, self.begin
        for minute, visit in enumerate(self.visits, 1):
            yield planned + timedelta(minutes=minute), visit.book
            yield from visit.steps()

    def begin(self) -> None:
        """The prescriber begins the course, writes the plan and signs it."""
        by, told = self.prescriber, self.told
        course = courses.begin(
            by=by, patient=self.patient, programme=told["programme"], key=uuid4().hex
        )
        self.uid = course.uid
        ask = PlanAsk(
            mg_per_kg=Decimal(told["mg_per_kg"]),
            weight=Decimal(told["weight_kg"]),
            weight_unit="kg",
            weighed_on=self.person.moment({"days_ago": told["weighed_days_ago"]}, hour=10).date(),
            basis=told["basis"],
            concentration=Decimal(told["concentration"]),
            total_volume=Decimal(told["total_volume"]),
            minutes=Decimal(told["minutes"]),
            count=told["count"],
            per_week=told["per_week"],
            starts_on=self.visits[0].place.date(),
        )
        version = courses.plan(by=by, course=course.uid, ask=ask, base=0, key=uuid4().hex)
        courses.sign(by=by, plan=version.uid, role="prescriber", key=uuid4().hex)


class Visit:
    """One session: its place, and what happens at which minute."""

    def __init__(self, course: Treatment, told: dict[str, Any]) -> None:
        self.course, self.told = course, told
        self.start, self.place = self._times()
        self.appointment: Appointment
        self.version = 0

    def _times(self) -> tuple[datetime, datetime]:
        """The start, to the minute, and the quarter of an hour that is kept for the person."""
        person, told = self.course.person, self.told
        if "hour" in told:
            place = person.moment(told, hour=told["hour"])
            return place + PREPARING, place
        start = (person.now - timedelta(minutes=told["minutes_ago"])).replace(microsecond=0)
        start = self._on_one_day(start)
        place = start - PREPARING
        seconds = place.timestamp() % QUARTER.total_seconds()
        return start, (place - timedelta(seconds=seconds)).astimezone(self.course.zone)

    def _on_one_day(self, start: datetime) -> datetime:
        """A visit is of one day on the clinic's clock, also when it is told after midnight."""
        local = start.astimezone(self.course.zone)
        midnight = local.replace(hour=0, minute=0, second=0)
        is_over_midnight = local - PREPARING < midnight
        return midnight - timedelta(minutes=1) if is_over_midnight else start

    def book(self) -> None:
        """A chair and a nurse are kept for the session."""
        self.appointment = bookings.give_place(
            by=self.course.nurse,
            course=self.course.uid,
            number=self.told["number"],
            starts_at=self.place,
            chair=places.chairs(self.course.clinic.location)[self.told["chair"] - 1].pk,
            nurse=self.course.clinic.nurse.pk,
            key=uuid4().hex,
        )

    def steps(self) -> Iterator[Moment]:
        """What the story tells of this visit, at its minutes."""
        for told in self.told.get("steps", ()):
            minute, does = told["at"], told["do"]
            if does == "row":
                act = partial(self.read, dict(zip(ROW, told["values"], strict=False)), told)
            elif does in STEPS:
                act = partial(self.act, does, reason=told.get("reason", ""))
            else:
                act = partial(getattr(self, does), told)
            yield self.start + timedelta(minutes=minute), act

    # ------------------------------------------------------------------ the acts

    @property
    def view(self) -> SessionView:
        """The session as it stands."""
        return queries.session(self.course.nurse, self.appointment.session)

    def act(self, name: str, *, by: Actor | None = None, **given: Any) -> SessionEntry:
        """One entry on the newest version, by the nurse unless said."""
        entry: SessionEntry = getattr(sessions, name)(
            by=by or self.course.nurse,
            session=self.appointment.session,
            key=uuid4().hex,
            version=self.version,
            **given,
        )
        self.version = entry.number
        return entry

    def arrive(self, told: dict[str, Any]) -> None:
        """The person is here and is weighed."""
        by, patient = self.course.nurse, self.course.patient
        appointments.arrive(by=by, appointment=self.appointment.uid, key=uuid4().hex)
        facts.record(
            by=by,
            patient=patient,
            facts={"person.weight_kg": told["weight_kg"]},
            observed_on=clock.now().astimezone(self.course.zone).date(),
            source="clinician",
            key=uuid4().hex,
            base=fact_queries.newest(fact_queries.all_of(by, patient)),
            reason="Weighed on the day of the session",
        )

    def ask(self, told: dict[str, Any]) -> None:
        """The screen since the last visit, the medicines, and the questions of the day."""
        by, patient = self.course.nurse, self.course.patient
        asked.screen(by=by, patient=patient.uid, answers=CALM, key=uuid4().hex)
        self.medicines(told)
        self.check(told)
        self.act("comfort", values=told["comfort"])

    def medicines(self, told: dict[str, Any]) -> None:
        """The list of medicines is gone through; it is as it was."""
        by, patient = self.course.nurse, self.course.patient
        lines = history_queries.current(by, patient, "medicine")
        history.reconcile(
            by=by,
            patient=patient,
            subject="medicine",
            statement="listed",
            versions=[line.latest.id for line in lines],
            key=uuid4().hex,
        )

    def check(self, told: dict[str, Any]) -> None:
        """Questions of the day, with what was found."""
        self.act("check", values=told["answers"])

    def read(self, values: dict[str, int], told: dict[str, Any]) -> None:
        """A row; what is beyond a limit was looked at again."""
        self.act("read", values=values, beyond=bool(told.get("beyond")))

    def dose(self, told: dict[str, Any]) -> None:
        """The nurse draws up what the plan says; the prescriber looks and confirms."""
        plan = self.view.plan
        assert plan is not None
        amounts = {name: plan.content[name] for name in (*AMOUNTS, "minutes")}
        prepared = self.act("prepare_dose", prepared=amounts)
        self.act("confirm_dose", by=self.course.prescriber, prepared=prepared.uid)

    def correct(self, told: dict[str, Any]) -> None:
        """The newest row was mistyped."""
        *_, newest = self.view.all_of("reading")
        values = {name: one for name, one in newest.values.items() if name in ROW}
        self.act("correct", entry=newest.uid, values=values | told["values"], reason=told["reason"])

    def event(self, told: dict[str, Any]) -> None:
        """Something unwanted, graded."""
        self.act("adverse_event", values=told["values"])

    def go(self, told: dict[str, Any]) -> None:
        """The person is themselves again, and goes home with somebody."""
        by = self.course.nurse
        patient = UUID(self.course.person.uid)
        asked.screen(by=by, patient=patient, answers=CALM, key=uuid4().hex)
        self.act("check", values=told["answers"])
        values = {"next_contact": told["next_contact"]}
        self.act("leave", door="discharge", values=values)
