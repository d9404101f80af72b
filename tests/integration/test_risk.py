"""Acting on a risk task: one takes it, contact comes first, only the licensed close."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.db import DatabaseError, transaction

from lightwell.access.errors import Conflict, Denied, InvalidInput, NotFound, NotReady
from lightwell.access.models import AuditEvent
from lightwell.records.actions import risk
from lightwell.records.models import Patient, Response, RiskTask
from lightwell.records.queries import risk as queries
from tests.support.cast import Cast
from tests.support.risk import NOON, patient_at, staff_the_week, task_of
from tests.support.threads import at_once

LOW = [1, 0, None, None, None, 0, None]
HIGH = [1, 1, 1, 1, 0, 0, None]


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def sam(cast: Cast) -> Patient:
    staff_the_week(cast.harbour, cast.ben)
    return patient_at(cast.harbour)


@pytest.fixture
def task(cast: Cast, sam: Patient) -> RiskTask:
    return task_of(cast, sam, 2)


class Acting:
    """One member of the cast acting on one task, with a fresh key for each act."""

    def __init__(self, cast: Cast, user: Any, task: RiskTask) -> None:
        self.said = {"by": cast.actor(user), "task": task.uid}
        self.task = task

    def take(self) -> None:
        risk.take(**self.said, key=uuid4().hex)

    def attempt(self, channel: str = "phone", result: str = "no_answer") -> None:
        risk.log_attempt(**self.said, channel=channel, result=result, note="", key=uuid4().hex)

    def screen(self, answers: list[int | None] = LOW) -> None:
        risk.complete_screener(**self.said, answers=answers, key=uuid4().hex)

    def assess(self, level: str = "amber", plan: str = "Call on Friday", **more: Any) -> None:
        version = more.get("version", self.task.events.count())
        risk.assess(**self.said, version=version, level=level, plan=plan, key=uuid4().hex)

    def close(self, disposition: str = "home_safety_plan", **more: Any) -> None:
        version = more.get("version", self.task.events.count())
        risk.close(**self.said, version=version, disposition=disposition, note="", key=uuid4().hex)


@pytest.fixture
def alice(cast: Cast, task: RiskTask) -> Acting:
    return Acting(cast, cast.alice, task)


@pytest.fixture
def ben(cast: Cast, task: RiskTask) -> Acting:
    return Acting(cast, cast.ben, task)


def status(task: RiskTask) -> tuple[str, str]:
    newest = task.events.order_by("-number")[0]
    return newest.status, newest.level


# -- taking ----------


@pytest.mark.django_db
def test_a_task_is_taken_once_and_the_second_is_told_by_whom(
    task: RiskTask, alice: Acting, ben: Acting
) -> None:
    ben.take()
    with pytest.raises(Conflict, match="Ben Brook took this task already"):
        alice.take()
    assert status(task) == ("taken", "red")


@pytest.mark.django_db
def test_the_same_press_twice_is_one_act(cast: Cast, task: RiskTask) -> None:
    for _ in range(2):
        risk.take(by=cast.actor(cast.ben), task=task.uid, key="same")
    for _ in range(2):
        risk.log_attempt(
            by=cast.actor(cast.ben),
            task=task.uid,
            channel="phone",
            result="no_answer",
            note="",
            key="same too",
        )
    assert task.events.count() == 3


@pytest.mark.django_db(transaction=True)
def test_of_several_who_take_it_at_once_one_has_it(cast: Cast, task: RiskTask) -> None:
    actors = [cast.actor(user) for user in (cast.alice, cast.ben, cast.alice, cast.ben)]

    def take(number: int) -> bool:
        try:
            risk.take(by=actors[number], task=task.uid, key=f"key {number}")
        except Conflict:
            return False
        return True

    assert sorted(at_once(4, take)) == [False, False, False, True]
    assert task.events.count() == 2


@pytest.mark.django_db
def test_strangers_find_nothing_and_colleagues_without_the_role_are_refused(
    cast: Cast, task: RiskTask
) -> None:
    for user in (cast.eve, cast.frida, cast.dev, cast.tess):
        with pytest.raises(Denied):
            Acting(cast, user, task).take()
    with pytest.raises(NotFound):
        Acting(cast, cast.chioma, task).take()
    with pytest.raises(NotFound):
        queries.task(by=cast.actor(cast.chioma), uid=task.uid)
    assert queries.open_tasks(cast.actor(cast.chioma)) == ()
    assert queries.open_tasks(cast.actor(cast.frida)) == ()


# -- contact, assessment, closing (R-50) ----------


@pytest.mark.django_db
def test_contact_then_screener_then_assessment_then_closing(
    task: RiskTask, alice: Acting, ben: Acting
) -> None:
    ben.take()
    ben.attempt("text", "message_left")
    ben.attempt("phone", "spoken")
    ben.screen()
    alice.assess("watch")
    alice.close()
    assert status(task) == ("closed", "watch")
    kept = task.events.get(kind="assessed")
    assert kept.assessment == Response.objects.get(instrument="cssrs_screener")
    assert (kept.by_name, kept.note) == ("Alice Anders", "Call on Friday")
    trail = AuditEvent.objects.filter(subject_id=str(task.uid)).values_list("action", flat=True)
    assert "risk.closed" in list(trail)


@pytest.mark.django_db
def test_nothing_can_be_done_before_it_is_taken(alice: Acting) -> None:
    for act in (alice.attempt, alice.screen, alice.close):
        with pytest.raises(Conflict, match="Take it first"):
            act()


@pytest.mark.django_db
def test_a_conversation_without_a_screener_is_not_assessed(alice: Acting) -> None:
    alice.take()
    alice.attempt("phone", "spoken")
    with pytest.raises(NotReady, match="screener"):
        alice.assess()


@pytest.mark.django_db
def test_speaking_with_the_emergency_contact_is_not_speaking_with_the_person(
    task: RiskTask, alice: Acting
) -> None:
    alice.take()
    alice.attempt("emergency_contact", "spoken")
    assert status(task)[0] == "trying"


@pytest.mark.django_db
def test_a_person_who_cannot_be_reached_takes_three_tries_in_two_ways(
    task: RiskTask, alice: Acting
) -> None:
    alice.take()
    for _ in range(4):
        alice.attempt("phone")
    with pytest.raises(NotReady, match="3 tries in 2 ways"):
        alice.assess()
    alice.attempt("emergency_contact")
    alice.assess("red", "Welfare check asked for")
    alice.close("welfare_check")
    assert status(task) == ("closed", "red")


@pytest.mark.django_db
def test_assessing_comes_before_closing(alice: Acting) -> None:
    alice.take()
    alice.attempt("phone", "spoken")
    alice.screen()
    with pytest.raises(Conflict, match="Assess the level"):
        alice.close()


@pytest.mark.django_db
def test_a_nurse_takes_and_reaches_but_does_not_assess_or_close(ben: Acting) -> None:
    ben.take()
    ben.attempt("phone", "spoken")
    ben.screen()
    for act in (ben.assess, ben.close):
        with pytest.raises(Denied):
            act()


@pytest.mark.django_db
def test_what_is_not_said_is_refused(alice: Acting) -> None:
    alice.take()
    refused: list[tuple[Any, dict[str, Any]]] = [
        (alice.attempt, {"channel": "pigeon"}),
        (alice.attempt, {"result": "fine"}),
        (alice.assess, {"level": "green"}),
        (alice.assess, {"plan": "  "}),
        (alice.close, {"disposition": "gone"}),
    ]
    for act, said in refused:
        with pytest.raises(InvalidInput):
            act(**said)


@pytest.mark.django_db
def test_a_closed_task_stays_closed(alice: Acting) -> None:
    alice.take()
    alice.attempt("phone", "spoken")
    alice.screen()
    alice.assess()
    alice.close()
    for act in (alice.take, alice.attempt, alice.screen, alice.assess, alice.close):
        with pytest.raises(Conflict):
            act()


# -- the level ----------


@pytest.mark.django_db
def test_only_an_assessment_lowers_a_level(task: RiskTask, alice: Acting) -> None:
    alice.take()
    alice.attempt("phone", "spoken")
    alice.screen(LOW)
    assert status(task)[1] == "red"
    alice.assess("watch")
    assert status(task)[1] == "watch"


@pytest.mark.django_db
def test_a_worse_screener_raises_the_level(task: RiskTask, alice: Acting) -> None:
    alice.take()
    alice.attempt("phone", "spoken")
    alice.screen(HIGH)
    assert status(task) == ("spoken", "imminent")


@pytest.mark.django_db
def test_a_level_raised_after_the_assessment_needs_contact_anew(
    cast: Cast, task: RiskTask, alice: Acting
) -> None:
    alice.take()
    alice.attempt("phone", "spoken")
    alice.screen()
    alice.assess("watch")
    before = task.events.count()
    assert task.response
    risk.answer_now(by=cast.actor(cast.ben), response=task.response, answer="yes")
    assert status(task) == ("taken", "imminent")
    with pytest.raises(Conflict, match="changed since you opened"):
        alice.close(version=before)
    with pytest.raises(Conflict):
        alice.close()


@pytest.mark.django_db
def test_an_incomplete_screener_counts_as_red(cast: Cast, sam: Patient) -> None:
    task = task_of(cast, sam, 1)
    acting = Acting(cast, cast.alice, task)
    acting.take()
    acting.attempt("phone", "spoken")
    acting.screen([1, 1, None, None, None, 0, None])
    assert status(task)[1] == "red"
    assert Response.objects.get(instrument="cssrs_screener").risk == "incomplete"


@pytest.mark.django_db
def test_an_answer_that_is_no_answer_is_refused(task: RiskTask, alice: Acting) -> None:
    alice.take()
    with pytest.raises(InvalidInput):
        alice.screen([7, 0, None, None, None, 0, None])
    assert task.events.count() == 2


# -- append-only ----------


@pytest.mark.django_db
def test_neither_a_task_nor_its_events_can_be_changed_or_deleted(task: RiskTask) -> None:
    """Safety rule 4, R-50."""
    event = task.events.all()[0]
    attempts = (
        lambda: RiskTask.objects.filter(pk=task.pk).update(level="watch"),
        lambda: type(event).objects.filter(pk=event.pk).update(status="closed"),
        lambda: type(event).objects.filter(pk=event.pk)._raw_delete("default"),
        lambda: RiskTask.objects.filter(pk=task.pk)._raw_delete("default"),
    )
    for attempt in attempts:
        with pytest.raises(DatabaseError), transaction.atomic():
            attempt()
    assert status(task) == ("new", "red")


@pytest.mark.django_db
def test_a_task_is_made_only_in_a_transaction(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "lightwell.records.actions.risk.transaction.get_connection",
        lambda: type("Bare", (), {"in_atomic_block": False}),
    )
    with pytest.raises(RuntimeError, match="transaction of its answer"):
        risk.raise_task(
            **dict.fromkeys(  # type: ignore[arg-type]
                ("by", "patient", "location", "cause", "trigger", "finding", "at")
            )
        )


@pytest.mark.django_db
def test_one_cause_raises_one_task(cast: Cast, task: RiskTask) -> None:
    import lightwell.clinical as lw

    assert task.response
    finding = lw.risk_of(lw.score("phq9", task.response.answers))
    assert finding
    with transaction.atomic():
        again = risk.raise_task(
            by=cast.actor(cast.ben),
            patient=task.patient,
            location=task.location,
            cause=task.cause,
            trigger="x",
            finding=finding,
            at=NOON,
        )
    assert again == task
    assert RiskTask.objects.count() == 1
