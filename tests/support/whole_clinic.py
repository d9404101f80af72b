"""The demonstration with one of everything: what a walk through all pages needs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, time, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from attrs import frozen
from django.db import transaction
from django.http import HttpRequest, HttpResponse

from lightwell.access import clock
from lightwell.access.actors import Actor, Role
from lightwell.access.models import Location, OutgoingMessage, User
from lightwell.access.queries import people
from lightwell.diary.actions import bookings, calendars, hours
from lightwell.diary.actions import waiting as waiting_list
from lightwell.diary.actions.waiting import CanCome
from lightwell.diary.models import ConsultationRequest, StaffHours
from lightwell.diary.queries import places
from lightwell.portal import permissions
from lightwell.records.actions import determinations as determination_actions
from lightwell.records.actions import diagnoses, history, letters, questionnaires, supplies
from lightwell.records.models import (
    Assignment,
    Course,
    Entry,
    Patient,
    RiskTask,
    RosterShift,
    RuleEvaluation,
    SessionEntry,
    StagingEvaluation,
    Supply,
    TreatmentSession,
)
from lightwell.records.queries import determinations
from lightwell.site import demo
from tests.support import care, courses
from tests.support.billing import billed, priced
from tests.support.cast import SETUP, Cast
from tests.support.decisions import agreed, decided
from tests.support.people import as_patient, make_patient
from tests.support.risk import LINK
from tests.support.room import planned
from tests.support.therapy import as_outside, invited, joined, noted

ELENA = "elena@patients.example"
# Parts of an address that are words, not identifiers.
WORDS = {
    "option": 10,
    "slug": "harbour",
    "topic": "risks",
    "word": "name",
    "step": "when",
    "subject": "medicine",
    "rule": "fda_2018",
    "staging": "thase_rush",
    "part": "mind",
    "home_act": "report",
    "kind": "sleep",
    "page_kind": "team",
}


@frozen
class WholeClinic:
    """Where, about whom, and every identifier that an address can carry."""

    harbour: Location
    hillside: Location
    elena: Patient
    things: dict[str, Any]

    def staff(self, word: str) -> User:
        """A member of the cast."""
        return User.objects.get(email=f"{word}@staff.example")

    @property
    def opened_forms(self) -> str:
        """The cookie of the browser that opened Elena's links."""
        response = HttpResponse()
        for form in (self.things["form"], self.things["sent_form"]):
            request = HttpRequest()
            request.COOKIES = {name: one.value for name, one in response.cookies.items()}
            permissions.grant(request, response, form)
        return response.cookies[permissions.COOKIE].value


def found_whole_clinic() -> WholeClinic:
    """Load a part of the demonstration; Elena gets what her story does not have."""
    demo.load(("Mara", "Piotr", "Rosa", "Elena"))
    harbour = Location.objects.get(slug="harbour")
    elena = Patient.objects.get(email=ELENA)
    alice = people.actor_for(User.objects.get(email="alice@staff.example"), harbour)
    desk = people.actor_for(User.objects.get(email="frida@staff.example"), harbour)
    allergy = history.propose(
        by=as_patient(elena),
        patient=elena,
        subject="allergy",
        content={"substance": "Latex", "reaction": "Rash"},
        key="allergy",
    ).entry.uid
    answered = Assignment.objects.filter(patient=elena, response__safety="positive")
    things = {
        **WORDS,
        "patient": elena.uid,
        "allergy": allergy,
        "medicine": Entry.objects.filter(patient=elena, subject="medicine").latest("pk").uid,
        "treatment": Entry.objects.filter(patient=elena, subject="treatment").latest("pk").uid,
        "task": RiskTask.objects.filter(patient=elena).latest("pk").uid,
        "shift": RosterShift.objects.filter(location=harbour).latest("pk").pk,
        "message": OutgoingMessage.objects.filter(location=harbour).latest("pk").pk,
        "sent_form": answered.latest("pk").uid,
        "accepted": ConsultationRequest.objects.get(email=ELENA).uid,
    }
    things |= _session_of_today()
    waiting = ConsultationRequest.objects.get(email="mara@patients.example")
    namesake = make_patient(harbour, waiting.given_name, waiting.family_name, signs_in=False)
    things |= _judged(alice, elena)
    things |= {"request": waiting.uid, "namesake": namesake.uid}
    first, second = _link(desk, elena), _link(desk, elena)
    things |= {"form": questionnaires.open_link(by=LINK, token=first).uid, "token": second}
    hillside = Location.objects.get(slug="hillside")
    things |= _treat(alice, harbour, elena)
    things |= _billed(alice, harbour, elena)
    return WholeClinic(harbour, hillside, elena, things | _shared(alice, elena))


def _treat(alice: Actor, harbour: Location, elena: Patient) -> dict[str, Any]:
    """A signed plan, a place for the first session, and one more version that waits."""
    course = courses.signed(alice, elena)
    nurse = User.objects.get(email="ben@staff.example")
    made = bookings.give_place(
        by=alice,
        course=course.uid,
        number=1,
        starts_at=datetime.combine(courses.a_weekday(), time(9), ZoneInfo(harbour.timezone)),
        chair=places.chairs(harbour)[0].pk,
        nurse=nurse.pk,
        key="booked",
    )
    letter = letters.sign(
        by=alice,
        patient=elena,
        location=harbour,
        recipient="The family practice",
        address="",
        agreed_on=courses.today(),
        words="We plan ketamine by vein.",
        key="letter",
    )
    return {
        **_times(harbour),
        "programme": courses.IV,
        "plan": courses.planned(alice, course, base=1).uid,
        "number": 3,
        "plan_number": 2,
        "appointment": made.uid,
        **_told(alice, elena),
        "course": course.uid,
        "own_session": made.session,
        "letter": letter.uid,
        **_at_home(alice, course, nurse),
        "after": 2,
        "purpose": "next_day",
        "recall_purpose": "checks",
        **_around(alice, course),
        "left_session": _left(alice, course, harbour).uid,
    }


def _at_home(alice: Actor, course: Course, nurse: User) -> dict[str, Any]:
    """A supply that waits for its signature, with a call that is promised."""
    assert alice.user_id is not None
    days = [courses.a_weekday(2), courses.a_weekday(6)]
    row = Supply.objects.create(
        patient=course.patient,
        location=course.location,
        course=course,
        plan=course.plans.latest("number"),
        number=1,
        agent="ketamine",
        route="oral",
        unit_mg="25",
        units=4,
        units_each=2,
        days=[one.isoformat() for one in days],
        at=clock.now(),
        by_id=alice.user_id,
        by_name=alice.name,
        idempotency_key="supply",
    )
    call = supplies.schedule_check_ins(
        by=alice, supply=row.uid, days=days[:1], at=time(11), caller=nurse.pk
    )[0]
    return {"supply": row.uid, "call": call.uid}


def _around(alice: Actor, course: Course) -> dict[str, Any]:
    """A goal, and a step of Elena's own that serves it."""
    goal = care.hoped(alice, course.patient).goal
    line = care.planned(alice, course, goal=goal.uid).line
    return {"goal": goal.uid, "line": line.uid}


def _billed(alice: Actor, harbour: Location, elena: Patient) -> dict[str, Any]:
    """A price, a diagnosis code, and a bill with both."""
    priced(harbour, service="First consultation", from_on=courses.today())
    code = diagnoses.record(by=alice, patient=elena, code="F33.2", words="As told", key="code")
    bill = billed(alice, elena, harbour, diagnoses=["F33.2"])
    return {"bill": bill.uid, "diagnosis": code.uid}


def _told(alice: Actor, elena: Patient) -> dict[str, Any]:
    """Elena waits for an earlier time, and has an address for her own calendar."""
    waits = waiting_list.join(
        by=alice,
        patient=elena.uid,
        number=1,
        when=CanCome(notice_days=2, contact_by="call"),
        key="waits",
    )
    secret = calendars.make_address(by=as_patient(elena), key="calendar")
    return {"waiting": waits.uid, "calendar": secret}


def _times(harbour: Location) -> dict[str, Any]:
    """Hours that can be ended, and a closed day that can be opened again."""
    day = courses.a_weekday(60)
    closure = hours.close_days(
        by=SETUP, location=harbour, first_day=day, last_day=day, reason="Public holiday"
    )
    last = StaffHours.objects.filter(location=harbour).latest("pk")
    return {"hours": last.pk, "closure": closure.pk}


def _shared(alice: Actor, elena: Patient) -> dict[str, Any]:
    """Elena shares everything with Tess, who wrote a record; another invitation waits."""
    tess = User.objects.get(email="tess@staff.example")
    link = joined(alice, elena, tess.email)
    record = noted(as_outside(tess), elena)
    _, token = invited(alice, elena, "nora@therapists.example", therapist_name="Nora Nash")
    assert link.release is not None
    return {
        "release": link.release.uid,
        "therapist": link.uid,
        "therapy_record": record.thread,
        "invitation": token,
    }


def _left(alice: Actor, course: Course, harbour: Location) -> TreatmentSession:
    """A second session that is over for three weeks, and that nobody has followed up."""
    assert alice.user_id is not None
    at = clock.now() - timedelta(days=21)
    row = TreatmentSession.objects.create(
        course=course,
        patient=course.patient,
        location=harbour,
        number=2,
        planned_at=at,
        at=at,
        by_id=alice.user_id,
        idempotency_key="left",
    )
    steps = (("start", "running"), ("end_infusion", "recovering"), ("discharge", "discharged"))
    for number, (kind, status) in enumerate(steps, start=1):
        SessionEntry.objects.create(
            session=row,
            number=number,
            kind=kind,
            status=status,
            at=at + timedelta(minutes=40 * number),
            recorded_at=at + timedelta(minutes=40 * number),
            by_id=alice.user_id,
            by_name=alice.name,
            idempotency_key=f"left-{number}",
        )
    return row


@contextmanager
def whole_clinic_for_many() -> Iterator[WholeClinic]:
    """One clinic under several tests, each of which is undone by itself; then it is undone too.

    To load the demonstration takes longer than what most tests do with it. The tests must be of
    the kind that is rolled back: one that commits would empty the tables under the others.
    """
    outer = transaction.atomic()
    outer._from_testcase = True  # type: ignore[attr-defined]  # as Django's own: a durable block inside may still begin
    with outer:
        yield found_whole_clinic()
        transaction.set_rollback(True)


def _session_of_today() -> dict[str, Any]:
    """A session of somebody else, planned for now, with one entry that can be corrected."""
    words = ("alice", "ben", "chioma", "dev", "tess", "frida", "eve")
    staff: Any = {word: User.objects.get(email=f"{word}@staff.example") for word in words}
    at: Any = {slug: Location.objects.get(slug=slug) for slug in ("harbour", "hillside")}
    run = planned(Cast(**at, **staff), number=1)
    entry = run.act("note", words="The chair is by the window.")
    return {
        "session": run.uid,
        "session_entry": entry.uid,
        "act": "note",
        "question": "fasting",
        "door": "transfer",
        "item": "sober",
    }


def colleague(place: Location, *roles: Role) -> User:
    """Somebody who holds exactly these roles at one location."""
    from lightwell.access.actions import organisations

    user = organisations.add_staff(
        by=SETUP, email=f"{uuid4().hex[:8]}@staff.example", name="Kim Kent", title="colleague"
    )
    for role in roles:
        organisations.give_role(by=SETUP, user=user, location=place, role=role)
    return user


def _record(by: Actor, patient: Patient) -> None:
    found = determinations.determine(by, patient)
    determination_actions.record(
        by=by, patient=patient, fingerprint=found.fingerprint, key="recorded"
    )


def _judged(by: Actor, patient: Patient) -> dict[str, Any]:
    """A recorded determination, a decision and a consent."""
    _record(by, patient)
    made = decided(by, patient, choice="refer", reasons="A clinic nearer to her home.")
    return {
        "evaluation": RuleEvaluation.objects.get(patient=patient, rule="fda_2018").uid,
        "kept": StagingEvaluation.objects.get(patient=patient, staging="maudsley").uid,
        "decision": made.uid,
        "consent": agreed(by, patient).uid,
    }


def _link(by: Actor, patient: Patient) -> str:
    """The token of a new link to a PHQ-9."""
    assert by.location_id is not None
    path = questionnaires.send_link(
        by=by, patient=patient, instrument="phq9", location=patient.home_location
    )
    return path.rsplit("/", 1)[-1]
