"""Six fictional people, at least one for each programme, replayed through the actions in use.

Each file in ``scenarios/`` tells one story. Its steps are sorted by time and each is done by the
one who would do it, at its own moment, so that the demonstration has a past and an audit trail
like a real clinic's.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator
from datetime import datetime, time, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from attrs import frozen
from django.utils import timezone

from lightwell.access import clock
from lightwell.access.actors import Actor, system
from lightwell.access.models import Location, User
from lightwell.access.queries import people
from lightwell.diary.actions import requests
from lightwell.diary.queries import requests as request_queries
from lightwell.records.actions import (
    consents,
    decisions,
    facts,
    history,
    patients,
    questionnaires,
    risk,
)
from lightwell.records.entries import SUBJECTS
from lightwell.records.queries import decisions as decision_queries
from lightwell.records.queries import facts as fact_queries
from lightwell.records.queries import history as history_queries
from lightwell.records.queries import patients as patient_queries
from lightwell.records.queries import risk as risk_queries
from lightwell.site.demo.treatment import Treatment

FOLDER = Path(__file__).parent / "scenarios"
VISITOR = system("public site")
LINK = system("questionnaire link")
NOT_ANSWERED = -1  # TOML has no null


@frozen
class Clinic:
    """Who does what in the stories."""

    location: Location
    front_desk: User
    nurse: User
    prescriber: User

    def acting(self, user: User) -> Actor:
        """A member of staff at the location of the stories."""
        return people.actor_for(user, self.location)


@frozen
class Step:
    """One act of a story at its moment."""

    at: datetime
    act: Callable[[], None]


def stories() -> list[dict[str, Any]]:
    """The scenario files, in the order of the programmes."""
    return [tomllib.loads(path.read_text("utf-8")) for path in sorted(FOLDER.glob("*.toml"))]


def load_all(clinic: Clinic) -> None:
    """Replay every story up to now."""
    for story in stories():
        replay(story, clinic)


def replay(story: dict[str, Any], clinic: Clinic) -> None:
    """Do the steps of one story, each at its own moment."""
    person = Person(story, clinic, clock.now())
    for step in sorted(person.steps(), key=lambda step: step.at):
        with clock.at(step.at):
            step.act()


class Person:
    """One fictional person's course through the clinic, as far as their file tells it."""

    def __init__(self, story: dict[str, Any], clinic: Clinic, now: datetime) -> None:
        self.story = story
        self.clinic = clinic
        self.now = now
        self.uid = ""

    def steps(self) -> Iterator[Step]:
        """Every act of the story; the caller sorts them by time."""
        asked = self.moment(self.story["request"], hour=18)
        yield Step(asked, self.ask)
        if not self.story.get("questionnaire") and not self.story.get("treatment"):
            return
        yield Step(asked + timedelta(hours=15), self.accept)
        yield Step(asked + timedelta(hours=16), self.invite)
        for form in self.story.get("questionnaire", []):
            yield Step(self.moment(form, hour=9), partial(self.answer, form))
        for subject in SUBJECTS:
            for entry in self.story.get(subject, []):
                at = self.moment(entry, hour=20)
                yield Step(at, partial(self.draft, subject, entry))
        if "reconciled" in self.story:
            yield Step(self.moment(self.story["reconciled"], hour=11), self.reconcile)
        for finding in self.story.get("finding", []):
            at = self.moment(finding, hour=10)
            yield Step(at, partial(self.find, finding, at))
        if "decision" in self.story:
            yield Step(self.moment(self.story["decision"], hour=12), self.decide)
        if "consent" in self.story:
            yield Step(self.moment(self.story["consent"], hour=13), self.agree)
        if "course" in self.story:
            yield from (Step(at, act) for at, act in Treatment(self).steps())

    def moment(self, step: dict[str, Any], *, hour: int) -> datetime:
        """When a step happens: hours ago, or at an hour of the clinic's clock some days ago."""
        if "hours_ago" in step:
            return self.now - timedelta(hours=step["hours_ago"])
        zone = ZoneInfo(self.clinic.location.timezone)
        ago = step["days_ago"] if "days_ago" in step else -step["days_ahead"]
        day = (self.now - timedelta(days=ago)).astimezone(zone).date()
        return datetime.combine(day, time(hour), tzinfo=zone)

    def ask(self) -> None:
        """The person asks for a first consultation."""
        person, request = self.story["person"], self.story["request"]
        asked = {key: value for key, value in request.items() if not key.endswith("_ago")}
        requests.receive(
            by=VISITOR,
            location=self.clinic.location,
            key=uuid4().hex,
            **{key: value for key, value in person.items() if key != "sex_at_birth"},
            **asked,
        )

    def accept(self) -> None:
        """The front desk makes a patient of the request."""
        desk, person = self.clinic.acting(self.clinic.front_desk), self.story["person"]
        request = request_queries.waiting(desk).get(email=person["email"])
        patient = requests.accept(
            by=desk,
            request=request,
            key=uuid4().hex,
            given_name=person["given_name"],
            family_name=person["family_name"],
            birth_date=person["birth_date"],
            sex_at_birth=person["sex_at_birth"],
            email=person["email"],
            phone=person["phone"],
        )
        patients.change_details(
            by=desk, patient=patient, version=patient.version, programme=self.story["programme"]
        )
        self.uid = str(patient.uid)

    def invite(self) -> None:
        """The front desk opens the portal."""
        desk = self.clinic.acting(self.clinic.front_desk)
        patients.invite_to_portal(
            by=desk, patient=patient_queries.identified(by=desk, uid=self.uid)
        )

    def answer(self, form: dict[str, Any]) -> None:
        """A PHQ-9 is sent and answered; a worked task is worked through to its end."""
        desk = self.clinic.acting(self.clinic.front_desk)
        patient = patient_queries.identified(by=desk, uid=self.uid)
        path = questionnaires.send_link(
            by=desk, patient=patient, instrument="phq9", location=self.clinic.location
        )
        assignment = questionnaires.open_link(by=LINK, token=path.rsplit("/", 1)[-1])
        answers = [None if value == NOT_ANSWERED else value for value in form["answers"]]
        sent = questionnaires.submit(
            by=LINK, assignment=assignment.uid, answers=answers, key=uuid4().hex
        )
        if sent.response and "now" in form:
            risk.answer_now(by=LINK, response=sent.response, answer=form["now"])
        if sent.task and "hours_ago" not in form:
            self.work_through(sent.task.uid, form.get("risk") or self.story["risk"])

    def work_through(self, task: Any, told: dict[str, Any]) -> None:
        """The nurse takes the task and speaks with the person; the prescriber decides."""
        nurse = self.clinic.acting(self.clinic.nurse)
        prescriber = self.clinic.acting(self.clinic.prescriber)
        risk.take(by=nurse, task=task, key=uuid4().hex)
        risk.log_attempt(
            by=nurse,
            task=task,
            channel=told["channel"],
            result="spoken",
            note=told["note"],
            key=uuid4().hex,
        )
        answers = [int(word == "yes") for word in told["cssrs"]]
        risk.complete_screener(by=nurse, task=task, answers=answers, key=uuid4().hex)
        risk.assess(
            by=prescriber,
            task=task,
            version=risk_queries.task(by=prescriber, uid=task).version,
            level=told["level"],
            plan=told["plan"],
            key=uuid4().hex,
        )
        risk.close(
            by=prescriber,
            task=task,
            version=risk_queries.task(by=prescriber, uid=task).version,
            disposition="home_safety_plan",
            note="",
            key=uuid4().hex,
        )

    def draft(self, subject: str, entry: dict[str, Any]) -> None:
        """A line is drafted in the portal and verified if the story says so."""
        prescriber = self.clinic.acting(self.clinic.prescriber)
        patient = patient_queries.get(by=prescriber, uid=self.uid)
        assert patient.user is not None
        drafted = history.propose(
            by=people.actor_for(patient.user, None),
            patient=patient,
            subject=subject,
            content=entry.get("said") or entry["content"],
            key=uuid4().hex,
        )
        is_listed = self.story.get("reconciled", {}).get(subject) == "listed"
        verified = entry.get("verified") or (entry.get("content") if is_listed else None)
        if verified:
            history.verify(
                by=prescriber,
                patient=patient,
                entry=drafted.entry.uid,
                base=drafted.number,
                content=verified,
                key=uuid4().hex,
            )

    def reconcile(self) -> None:
        """The prescriber signs the lists of medicines and allergies."""
        prescriber = self.clinic.acting(self.clinic.prescriber)
        patient = patient_queries.get(by=prescriber, uid=self.uid)
        for subject in ("medicine", "allergy"):
            lines = history_queries.current(prescriber, patient, subject)
            history.reconcile(
                by=prescriber,
                patient=patient,
                subject=subject,
                statement=self.story["reconciled"][subject],
                versions=[line.latest.id for line in lines],
                key=uuid4().hex,
            )

    def find(self, finding: dict[str, Any], at: datetime) -> None:
        """The prescriber records what was found in one step of the evaluation."""
        prescriber = self.clinic.acting(self.clinic.prescriber)
        patient = patient_queries.get(by=prescriber, uid=self.uid)
        facts.record(
            by=prescriber,
            patient=patient,
            facts=finding["facts"],
            observed_on=timezone.localtime(at).date(),
            observed_at=at,
            source=finding["source"],
            key=uuid4().hex,
            base=fact_queries.newest(fact_queries.all_of(prescriber, patient)),
        )

    def decide(self) -> None:
        """The prescriber decides on what is known then."""
        prescriber, told = self.clinic.acting(self.clinic.prescriber), self.story["decision"]
        patient = patient_queries.get(by=prescriber, uid=self.uid)
        basis = decision_queries.basis(prescriber, patient, self.clinic.location.region)
        decisions.decide(
            by=prescriber,
            patient=patient,
            choice=told["choice"],
            reasons=told["reasons"],
            set_aside=told.get("set_aside", {}),
            version=basis.version,
            key=uuid4().hex,
        )

    def agree(self) -> None:
        """The person agrees, with the prescriber, in their own words."""
        prescriber, told = self.clinic.acting(self.clinic.prescriber), self.story["consent"]
        consents.give(
            by=prescriber,
            patient=patient_queries.get(by=prescriber, uid=self.uid),
            answers={name: (said, True) for name, said in told["said"].items()},
            given_by="patient",
            version=told["version"],
            key=uuid4().hex,
        )
