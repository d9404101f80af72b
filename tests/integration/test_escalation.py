"""An untaken task reaches the next person on the clock, each step exactly once."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection, transaction

from lightwell.access.actors import Role
from lightwell.access.models import AuditEvent, Membership, OutgoingMessage
from lightwell.records import jobs, risk_events
from lightwell.records.actions import escalation, risk
from lightwell.records.models import Patient, RiskTask, RiskTaskEvent
from lightwell.records.queries import risk as queries
from tests.support.cast import Cast
from tests.support.risk import NOON, patient_at, staff_the_week, task_of
from tests.support.threads import at_once


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def sam(cast: Cast) -> Patient:
    staff_the_week(cast.harbour, cast.ben)
    return patient_at(cast.harbour)


def after(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)


def steps(task: RiskTask) -> list[str]:
    return [event.step for event in task.events.filter(kind="escalated") if event.step]


def told() -> Counter[str]:
    return Counter(OutgoingMessage.objects.filter(purpose="inbox").values_list("to", flat=True))


# -- on the clock ----------


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("item_9", "minutes", "fired"),
    [
        (2, 9, []),
        (2, 10, ["red_lead"]),
        (2, 19, ["red_lead"]),
        (2, 20, ["red_lead", "red_medical_director"]),
        (1, 239, []),
        (1, 240, ["amber_lead"]),  # four clinic hours
        (None, 299, []),
        (None, 300, ["watch_lead"]),  # 17:00 in New York, the end of the reading day
    ],
)
def test_an_untaken_task_escalates_on_the_clock(
    cast: Cast, sam: Patient, item_9: int | None, minutes: int, fired: list[str]
) -> None:
    task = task_of(cast, sam, item_9)
    jobs.run_due(after(minutes))
    assert steps(task) == fired


@pytest.mark.django_db
def test_an_imminent_task_escalates_sooner(cast: Cast, sam: Patient) -> None:
    task = task_of(cast, sam, 2)
    assert task.response
    risk.answer_now(by=cast.actor(cast.ben), response=task.response, answer="yes")
    jobs.run_due(after(4))
    assert steps(task) == []
    jobs.run_due(after(5))
    assert steps(task) == ["imminent_lead"]
    jobs.run_due(after(10))
    assert set(steps(task)) == {"imminent_lead", "imminent_medical_director", "red_lead"}


@pytest.mark.django_db
def test_a_taken_task_escalates_no_more(cast: Cast, sam: Patient) -> None:
    task = task_of(cast, sam, 2)
    jobs.run_due(after(10))
    risk.take(by=cast.actor(cast.ben), task=task.uid, key="k")
    jobs.run_due(after(60))
    assert steps(task) == ["red_lead"]


@pytest.mark.django_db
def test_each_step_tells_the_right_people_without_a_health_word(cast: Cast, sam: Patient) -> None:
    task_of(cast, sam, 2)
    assert told() == {"ben@staff.example": 1}
    jobs.run_due(after(20))
    assert told() == {"ben@staff.example": 1, "alice@staff.example": 2}
    message = OutgoingMessage.objects.filter(to="alice@staff.example")[0]
    assert message.subject == "Please open your Lightwell inbox"
    assert "Sam" not in message.body


@pytest.mark.django_db
def test_where_nobody_holds_a_part_somebody_is_told_all_the_same(cast: Cast, sam: Patient) -> None:
    Membership.objects.filter(user=cast.alice).update(ended_at=NOON)
    task_of(cast, sam, 2)
    jobs.run_due(after(20))
    assert told() == {"ben@staff.example": 3}
    assert [one.name for one in risk_events.recipients(cast.harbour, "lead", NOON)] == ["Ben Brook"]
    Membership.objects.filter(role=Role.NURSE).update(ended_at=NOON)
    assert risk_events.recipients(cast.harbour, "reader", NOON) == []
    task_of_nobody = RiskTask.objects.get()
    with transaction.atomic():
        assert risk_events.notify(task_of_nobody, by=escalation.CLOCK, to="lead", at=NOON) == 0
    assert AuditEvent.objects.filter(action="risk.notify-failed").count() == 1


# -- exactly once ----------


@pytest.mark.django_db
def test_running_again_fires_nothing_again(cast: Cast, sam: Patient) -> None:
    task = task_of(cast, sam, 2)
    assert jobs.run_due(after(20)) == 2
    assert jobs.run_due(after(20)) == 0
    assert len(steps(task)) == 2


@pytest.mark.django_db
def test_a_clock_that_jumps_fires_nothing_twice_and_forgets_nothing(
    cast: Cast, sam: Patient
) -> None:
    task = task_of(cast, sam, 2)
    for minutes in (10, -60, 3, 24 * 60, 5, 20):
        jobs.run_due(after(minutes))
    assert sorted(steps(task)) == ["red_lead", "red_medical_director"]


@pytest.mark.django_db(transaction=True)
def test_workers_at_once_fire_each_step_once(cast: Cast, sam: Patient) -> None:
    tasks = [task_of(cast, sam, 2) for _ in range(3)]
    at_once(4, lambda _: escalation.escalate_due(after(30)))
    for task in tasks:
        assert sorted(steps(task)) == ["red_lead", "red_medical_director"]
    assert told() == {"ben@staff.example": 3, "alice@staff.example": 6}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_worker_killed_in_the_middle_loses_nothing_and_repeats_nothing(
    cast: Cast, sam: Patient, seed: int
) -> None:
    tasks = [task_of(cast, sam, 2) for _ in range(3)]
    done = subprocess.run(
        [sys.executable, "-m", "tests.support.killed_clock", str(seed), after(30).isoformat()],
        env=os.environ | {"LIGHTWELL_DATABASE_URL": database_address()},
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 1
    for task in tasks:
        assert sorted(steps(task)) == ["red_lead", "red_medical_director"]
        numbers = list(task.events.values_list("number", flat=True))
        assert numbers == [1, 2, 3]
    assert told() == {"ben@staff.example": 3, "alice@staff.example": 6}


def database_address() -> str:
    """The address of the database of this test, for another process."""
    at = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{at['NAME']}"
    return f"postgresql://{at['USER']}:{at['PASSWORD']}@{at['HOST']}:{at['PORT']}/{at['NAME']}"


# -- what fails ----------


@pytest.mark.django_db
def test_one_task_that_fails_keeps_no_other_waiting_and_the_clock_says_so(
    cast: Cast, sam: Patient, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken, sound = task_of(cast, sam, 2), task_of(cast, sam, 2)
    really = risk_events.notify

    def fail_for_one(task: RiskTask, **said: Any) -> int:
        if task.pk == broken.pk:
            raise RuntimeError("out of order")
        return really(task, **said)

    monkeypatch.setattr(risk_events, "notify", fail_for_one)
    with pytest.raises(ExceptionGroup):
        jobs.run_due(after(20))
    assert (steps(broken), len(steps(sound))) == ([], 2)
    assert queries.clock_ran_at() is None
    monkeypatch.undo()
    jobs.run_due(after(21))
    assert len(steps(broken)) == 2
    assert queries.clock_ran_at() == after(21)


@pytest.mark.django_db
def test_mail_that_fails_does_not_stop_the_escalation(
    cast: Cast, sam: Patient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """T-2."""
    task = task_of(cast, sam, 2)

    def fail() -> int:
        raise OSError("no mail server")

    monkeypatch.setattr(jobs, "send_due_messages", fail)
    with pytest.raises(ExceptionGroup):
        jobs.run_due(after(20))
    assert len(steps(task)) == 2
    assert queries.clock_ran_at() == after(20)


@pytest.mark.django_db
def test_the_clock_runs_from_the_command_line(
    cast: Cast, sam: Patient, at_noon: time_machine.Traveller, capsys: pytest.CaptureFixture[str]
) -> None:
    task_of(cast, sam, 2)
    at_noon.move_to(after(10))
    call_command("run_due")
    assert "Risk steps and tasks: 1" in capsys.readouterr().out
    assert queries.clock_ran_at() == after(10)
    assert not queries.clock_is_stale(after(15))
    assert queries.clock_is_stale(after(16))


@pytest.mark.django_db
def test_a_step_cannot_be_stored_twice(cast: Cast, sam: Patient) -> None:
    from django.db import IntegrityError

    task = task_of(cast, sam, 2)
    jobs.run_due(after(10))
    fired = task.events.get(step="red_lead")
    with pytest.raises(IntegrityError):
        RiskTaskEvent.objects.create(
            task=task, number=99, kind="escalated", status="new", at=NOON, step=fired.step
        )
