"""A list of thirty asks no more of the database than a list of three."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count

import pytest
from attrs import evolve
from django.urls import reverse

from lightwell.access.actions.views import log_view
from lightwell.access.models import User
from lightwell.diary.models import Chair, Room
from lightwell.records.actions import history, questionnaires
from lightwell.records.models import Patient, TreatmentSession
from tests.support.cast import Cast
from tests.support.desk import received
from tests.support.every_page import EVERY
from tests.support.pages import queries
from tests.support.people import as_patient, make_patient
from tests.support.risk import (
    LINK,
    answers,
    patient_at,
    patient_with_account,
    sent_form,
    staff_the_week,
)
from tests.support.room import begin_at, sit
from tests.support.sessions import GOOD, Running, session_of
from tests.support.signing_in import signed_in

pytestmark = pytest.mark.django_db
FEW, MANY = 3, 30
numbers = count(1)


class Lists:
    """One more row of each kind of list, made by the act that makes it in life."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        staff_the_week(cast.harbour, cast.ben, days=tuple(range(7)))
        self.maya = patient_at(cast.harbour)
        patient_with_account(cast, self.maya)
        self.room = Room.objects.create(location=cast.harbour, name="Light room")
        self.course: Running | None = None

    def request(self) -> None:
        number = next(numbers)
        received(
            self.cast, f"k{number}", given_name=f"Ana{number}", email=f"a{number}@mail.example"
        )

    def patient(self) -> None:
        make_patient(self.cast.harbour, f"Given{next(numbers)}", signs_in=False)

    def task(self) -> None:
        patient = patient_at(self.cast.harbour, email=f"p{next(numbers)}@patients.example")
        self._answer(patient, 2)

    def score(self) -> None:
        self._answer(self.maya, 0)

    def checkin(self) -> None:
        sent_form(self.cast, self.maya)

    def treatment(self) -> None:
        self._drafted({"kind": "drug", "drug": "sertraline", "dose_mg": next(numbers)}, "treatment")

    def medicine(self) -> None:
        self._drafted({"drug": "sertraline", "dose_mg": next(numbers)}, "medicine")

    def allergy(self) -> None:
        self._drafted({"substance": f"Pollen {next(numbers)}"}, "allergy")

    def chair(self) -> None:
        """A chair in which somebody else has a session of now, with one row."""
        start = begin_at(minutes=0)
        patient = make_patient(self.cast.harbour, f"Given{next(numbers)}", signs_in=False)
        run = session_of(self.cast, patient=patient, planned_at=start)
        run.act("read", values=GOOD)
        self._sit(run)

    def session(self) -> None:
        """One more session of Maya's course, on a day of its own."""
        if self.course is None:
            self.course = session_of(self.cast, patient=self.maya, planned_at=begin_at(minutes=-60))
        else:
            number = self.course.course.sessions.count() + 1
            row = TreatmentSession.objects.create(
                course=self.course.course,
                patient=self.maya,
                location=self.cast.harbour,
                number=number,
                planned_at=begin_at(minutes=-60 - 1440 * number),
                at=begin_at(minutes=0),
                by=self.cast.alice,
                idempotency_key=f"session {number}",
            )
            self.course = evolve(self.course, uid=row.uid)
        self._sit(self.course)

    def _sit(self, run: Running) -> None:
        number = next(numbers)
        chair = Chair.objects.create(room=self.room, name=f"{number}", position=number)
        sit(run, chair)

    def to_ask_back(self) -> None:
        """Somebody else whose session was three days ago and did not take place."""
        patient = make_patient(self.cast.harbour, f"Given{next(numbers)}", signs_in=False)
        session_of(self.cast, patient=patient, planned_at=begin_at(minutes=3 * 1440))

    def look(self) -> None:
        log_view(
            by=self.cast.actor(self.cast.alice),
            patient=self.maya.uid,
            page=f"page {next(numbers)}",
            location="Harbour Street",
        )

    def _drafted(self, content: dict[str, object], subject: str) -> None:
        history.propose(
            by=as_patient(self.maya),
            patient=self.maya,
            subject=subject,
            content=content,
            key=f"k{next(numbers)}",
        )

    def _answer(self, patient: Patient, item_9: int) -> None:
        form = sent_form(self.cast, patient)
        questionnaires.submit(
            by=LINK, assignment=form.uid, answers=answers(item_9), key=str(form.uid)
        )


PAGES: list[tuple[str, str, str]] = [
    ("clinic:today", "alice", "request"),
    ("clinic:today", "alice", "task"),
    ("clinic:today", "alice", "treatment"),
    ("clinic:requests", "frida", "request"),
    ("clinic:patients", "frida", "patient"),
    ("clinic:risk", "ben", "task"),
    ("clinic:audit", "dev", "treatment"),
    ("clinic:outbox", "frida", "checkin"),
    ("clinic:patient", "alice", "treatment"),
    ("clinic:treatments", "alice", "treatment"),
    ("clinic:determination", "alice", "treatment"),
    ("clinic:medicines", "alice", "medicine"),
    ("clinic:medicines", "alice", "allergy"),
    ("clinic:scores", "alice", "score"),
    ("clinic:questionnaires", "alice", "checkin"),
    ("clinic:course", "alice", "session"),
    ("clinic:recall", "alice", "to_ask_back"),
    ("clinic:recall", "alice", "score"),
    ("clinic:outcomes", "alice", "session"),
    ("portal:outcomes", "maya", "score"),
    ("clinic:schedule", "alice", "chair"),
    ("clinic:week", "alice", "chair"),
    ("room:board", "ben", "chair"),
    ("portal:visits", "maya", "session"),
    ("portal:today", "maya", "session"),
    ("portal:today", "maya", "treatment"),
    ("portal:checkins", "maya", "checkin"),
    ("portal:treatments", "maya", "treatment"),
    ("portal:medicines", "maya", "medicine"),
    ("portal:allergies", "maya", "allergy"),
    ("portal:who-looked", "maya", "look"),
]


@pytest.mark.parametrize(("page", "person", "row"), PAGES)
def test_queries_stay_the_same(cast: Cast, page: str, person: str, row: str) -> None:
    lists = Lists(cast)
    add: Callable[[], None] = getattr(lists, row)
    user: User | None = lists.maya.user if person == "maya" else getattr(cast, person)
    assert user is not None
    of_patient = page.startswith("clinic:") and "patient" in _params(page)
    url = reverse(page, args=[lists.maya.uid] if of_patient else [])
    browser = signed_in(user)
    for _ in range(FEW):
        add()
    few = queries(browser, url)
    for _ in range(MANY - FEW):
        add()
    assert queries(browser, url) == few


def _params(page: str) -> set[str]:
    return {param for address in EVERY if address.name == page for param in address.args}
