"""Until when a person is called, once the level has risen: said alike to staff and patient."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine

from lightwell.access import clock
from lightwell.clinic.presenters.banner import banner
from lightwell.clinic.presenters.risk import card
from lightwell.clinic.presenters.today import risk_strip
from lightwell.records.actions import risk as actions
from lightwell.records.models import Patient, RiskTask
from lightwell.records.queries import risk, safety
from tests.support.cast import Cast
from tests.support.risk import LINK, NOON, patient_at, staff_the_week, task_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def sam(cast: Cast) -> Patient:
    staff_the_week(cast.harbour, cast.ben)
    return patient_at(cast.harbour)


def now_yes(task: RiskTask) -> None:
    assert task.response is not None
    actions.answer_now(by=LINK, response=task.response, answer="yes")


def test_a_raised_level_brings_the_time_nearer_in_the_inbox(
    cast: Cast, sam: Patient, at_noon: time_machine.Traveller
) -> None:
    task = task_of(cast, sam, 1)
    at_noon.shift(timedelta(minutes=5))
    now_yes(task)
    [shown] = risk.open_tasks(cast.actor(cast.ben))
    assert shown.contact_by == NOON + timedelta(minutes=20)
    at_noon.shift(timedelta(minutes=20))
    [shown] = risk.open_tasks(cast.actor(cast.ben))
    assert card(shown, clock.now()).overdue == "5 min overdue"


def test_the_promise_does_not_move_while_the_person_waits(
    cast: Cast, sam: Patient, at_noon: time_machine.Traveller
) -> None:
    task = task_of(cast, sam, 1)
    now_yes(task)
    assert task.response is not None
    for minutes in (0, 7, 7):
        at_noon.shift(timedelta(minutes=minutes))
        promised = safety.promise(task.response, clock.now())
        assert promised.call_words == "today at 12:15 pm"


def test_nobody_is_promised_a_call_that_was_made(cast: Cast, sam: Patient) -> None:
    task = task_of(cast, sam, 1)
    ben = cast.actor(cast.ben)
    actions.take(by=ben, task=task.uid, key="take")
    actions.log_attempt(
        by=ben, task=task.uid, channel="phone", result="spoken", note="", key="spoke"
    )
    assert task.response is not None
    assert safety.promise(task.response, clock.now()).call_words == ""


def test_a_level_raised_after_an_assessment_is_not_overdue_from_before(
    cast: Cast, sam: Patient, at_noon: time_machine.Traveller
) -> None:
    task = task_of(cast, sam, 3)
    alice = cast.actor(cast.alice)
    actions.take(by=alice, task=task.uid, key="take")
    actions.log_attempt(
        by=alice, task=task.uid, channel="phone", result="spoken", note="", key="spoke"
    )
    actions.complete_screener(by=alice, task=task.uid, answers=[0, 0, 0, 0, 0, 0, 0], key="asked")
    version = risk.task(by=alice, uid=task.uid).version
    actions.assess(
        by=alice, task=task.uid, version=version, level="watch", plan="Call again.", key="assess"
    )
    at_noon.shift(timedelta(hours=3))
    now_yes(task)
    assert risk.task(by=alice, uid=task.uid).contact_by == clock.now() + timedelta(minutes=15)


@pytest.mark.parametrize(("item_9", "priority"), [(None, "low"), (1, "medium"), (3, "high")])
def test_one_task_has_one_priority_on_every_page(
    cast: Cast, sam: Patient, item_9: int | None, priority: str
) -> None:
    task_of(cast, sam, item_9)
    ben = cast.actor(cast.ben)
    tasks = risk.open_tasks(ben)
    strip = risk_strip(tasks, clock.now())
    assert strip is not None
    assert banner(ben, sam).risk_priority == priority
    assert (card(tasks[0], clock.now()).priority, strip.priority) == (priority, priority)


def test_the_most_urgent_task_is_named_also_when_it_is_taken(cast: Cast, sam: Patient) -> None:
    taken = task_of(cast, sam, 3)
    actions.take(by=cast.actor(cast.ben), task=taken.uid, key="take")
    task_of(cast, sam, None)
    strip = risk_strip(risk.open_tasks(cast.actor(cast.ben)), clock.now())
    assert strip is not None
    assert (strip.priority, strip.action) == ("high", "1 not taken. Most urgent: Red.")
