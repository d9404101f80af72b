"""A taken task whose person is not reached by the time to call tells the lead, exactly once."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine

from lightwell.access.models import AuditEvent, Membership, OutgoingMessage
from lightwell.clinic.presenters.risk import card
from lightwell.records import jobs
from lightwell.records.actions import escalation, questionnaires, risk
from lightwell.records.models import Patient, RiskTask
from lightwell.records.queries import risk as queries
from tests.integration.test_escalation import after, database_address, told
from tests.support.cast import Cast
from tests.support.risk import (
    LINK,
    NOON,
    answers,
    patient_at,
    sent_form,
    staff_the_week,
    task_of,
)
from tests.support.threads import at_once


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def sam(cast: Cast) -> Patient:
    staff_the_week(cast.harbour, cast.ben)
    return patient_at(cast.harbour)


def taken(cast: Cast, patient: Patient, item_9: int = 2) -> RiskTask:
    task = task_of(cast, patient, item_9)
    return risk.take(by=cast.actor(cast.ben), task=task.uid, key=uuid4().hex)


def attempt(cast: Cast, task: RiskTask, result: str) -> None:
    risk.log_attempt(
        by=cast.actor(cast.ben),
        task=task.uid,
        channel="phone",
        result=result,
        note="",
        key=uuid4().hex,
    )


def now_yes(task: RiskTask) -> None:
    assert task.response is not None
    risk.answer_now(by=LINK, response=task.response, answer="yes")


def reminders(task: RiskTask) -> list[str]:
    return [one.step or "" for one in task.events.filter(kind="not_reached")]


@pytest.mark.django_db
@pytest.mark.parametrize(("item_9", "minutes"), [(2, 60), (1, 240)])
def test_the_lead_is_told_at_the_time_to_call_and_once(
    cast: Cast, sam: Patient, item_9: int, minutes: int
) -> None:
    task = taken(cast, sam, item_9)
    jobs.run_due(after(minutes - 1))
    assert reminders(task) == []
    for later in (0, 1, -30, 24 * 60):
        jobs.run_due(after(minutes + later))
    assert reminders(task) == ["not_reached_1"]
    assert task.events.order_by("-number")[0].status == "taken"
    assert told()["alice@staff.example"] == 1
    assert AuditEvent.objects.filter(action="risk.not-reached").count() == 1


@pytest.mark.django_db
def test_trying_is_not_reaching_and_speaking_is(cast: Cast, sam: Patient) -> None:
    tried, spoken = taken(cast, sam), taken(cast, sam)
    attempt(cast, tried, "no_answer")
    attempt(cast, spoken, "spoken")
    jobs.run_due(after(60))
    assert (reminders(tried), reminders(spoken)) == (["not_reached_1"], [])
    assert tried.events.order_by("-number")[0].status == "trying"


@pytest.mark.django_db
def test_a_level_raised_in_time_brings_the_reminder_nearer(
    cast: Cast, sam: Patient, at_noon: time_machine.Traveller
) -> None:
    task = taken(cast, sam, 1)
    at_noon.shift(timedelta(minutes=10))
    now_yes(task)
    jobs.run_due(after(24))
    assert reminders(task) == []
    for minutes in (25, 240, 300):
        jobs.run_due(after(minutes))
    assert reminders(task) == ["not_reached_3"]


@pytest.mark.django_db
def test_a_level_raised_after_the_time_to_call_has_a_time_of_its_own(
    cast: Cast, sam: Patient, at_noon: time_machine.Traveller
) -> None:
    task = taken(cast, sam)
    jobs.run_due(after(60))
    at_noon.shift(timedelta(minutes=70))
    now_yes(task)
    jobs.run_due(after(84))
    assert len(reminders(task)) == 1
    jobs.run_due(after(85))
    assert reminders(task) == ["not_reached_1", "not_reached_4"]


@pytest.mark.django_db
def test_a_level_raised_after_an_assessment_counts_from_then(
    cast: Cast, sam: Patient, at_noon: time_machine.Traveller
) -> None:
    task = taken(cast, sam)
    attempt(cast, task, "spoken")
    alice = cast.actor(cast.alice)
    risk.complete_screener(by=alice, task=task.uid, answers=[0] * 7, key="asked")
    version = task.events.count()
    risk.assess(by=alice, task=task.uid, version=version, level="watch", plan="Call", key="said")
    at_noon.shift(timedelta(hours=2))
    now_yes(task)
    jobs.run_due(after(134))
    assert reminders(task) == []
    jobs.run_due(after(135))
    assert len(reminders(task)) == 1


@pytest.mark.django_db
def test_the_history_and_the_inbox_say_so(cast: Cast, sam: Patient) -> None:
    taken(cast, sam)
    jobs.run_due(after(60))
    [shown] = queries.open_tasks(cast.actor(cast.ben))
    assert shown.lines[-1].words == "Not reached by the time to call: lead told"
    assert card(shown, after(61)).told == shown.lines[-1].words
    assert not shown.nobody_told


@pytest.mark.django_db(transaction=True)
def test_workers_at_once_remind_once(cast: Cast, sam: Patient) -> None:
    tasks = [taken(cast, sam) for _ in range(3)]
    at_once(4, lambda _: escalation.escalate_due(after(90)))
    assert [reminders(task) for task in tasks] == [["not_reached_1"]] * 3
    assert told()["alice@staff.example"] == 3


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_in_the_middle_reminds_once(cast: Cast, sam: Patient) -> None:
    tasks = [taken(cast, sam) for _ in range(3)]
    done = subprocess.run(
        [sys.executable, "-m", "tests.support.killed_clock", "1", after(90).isoformat()],
        env=os.environ | {"LIGHTWELL_DATABASE_URL": database_address()},
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 1
    assert [reminders(task) for task in tasks] == [["not_reached_1"]] * 3
    assert told()["alice@staff.example"] == 3


# -- when nobody can be told ----------


@pytest.mark.django_db
def test_what_reached_nobody_is_not_called_told(cast: Cast, sam: Patient) -> None:
    task = task_of(cast, sam)
    Membership.objects.filter(location=cast.harbour).exclude(user=cast.ben).update(ended_at=NOON)
    ben = cast.actor(cast.ben)
    Membership.objects.filter(user=cast.ben).update(ended_at=NOON)
    sent = OutgoingMessage.objects.count()
    jobs.run_due(after(20))
    assert OutgoingMessage.objects.count() == sent
    [shown] = queries.open_tasks(ben)
    assert [line.words for line in shown.lines] == [
        "Raised as Red",
        "Not taken in time: nobody could be told",
        "Not taken in time: nobody could be told",
    ]
    assert shown.nobody_told
    Membership.objects.filter(user=cast.ben).update(ended_at=None)
    risk.take(by=cast.actor(cast.ben), task=task.uid, key="taken after all")
    jobs.run_due(after(60))
    [shown] = queries.open_tasks(cast.actor(cast.ben))
    assert not shown.nobody_told


@pytest.mark.django_db
def test_a_task_that_is_raised_to_an_empty_house_says_so(cast: Cast, sam: Patient) -> None:
    form, ben = sent_form(cast, sam), cast.actor(cast.ben)
    Membership.objects.filter(location=cast.harbour).update(ended_at=NOON)
    questionnaires.submit(by=LINK, assignment=form.uid, answers=answers(2), key="sent")
    [shown] = queries.open_tasks(ben)
    assert shown.lines[0].words == "Raised as Red; nobody could be told"
    assert shown.nobody_told
