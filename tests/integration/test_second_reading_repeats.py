"""The same page sent twice: the same words are one act, other words are never dropped unseen."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine

from lightwell.access import clock
from lightwell.access.errors import Conflict
from lightwell.records.actions import history, questionnaires, risk
from lightwell.records.jobs import run_due
from lightwell.records.models import EntryVersion, Patient, RiskTask, RiskTaskEvent
from lightwell.records.risk_words import DISPOSITIONS
from tests.support.cast import Cast
from tests.support.people import as_patient, make_patient
from tests.support.risk import (
    LINK,
    NOON,
    answers,
    patient_at,
    sent_form,
    staff_the_week,
    task_of,
)

pytestmark = pytest.mark.django_db


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
    made = task_of(cast, sam, 2)
    risk.take(by=cast.actor(cast.alice), task=made.uid, key="take")
    return made


def attempt(cast: Cast, task: RiskTask, result: str, note: str = "") -> None:
    risk.log_attempt(
        by=cast.actor(cast.alice),
        task=task.uid,
        channel="phone",
        result=result,
        note=note,
        key="tried",
    )


def test_a_corrected_attempt_is_not_taken_for_a_double_tap(cast: Cast, task: RiskTask) -> None:
    attempt(cast, task, "no_answer")
    attempt(cast, task, "no_answer")
    assert RiskTaskEvent.objects.filter(idempotency_key="tried").count() == 1
    for other in (("spoken", ""), ("no_answer", "The sister answered.")):
        with pytest.raises(Conflict, match="Nothing was saved now"):
            attempt(cast, task, *other)


def test_another_screener_result_is_not_taken_for_a_double_tap(cast: Cast, task: RiskTask) -> None:
    alice = cast.actor(cast.alice)
    calm, worse = [0] * 7, [1, 1, 1, 1, 1, 0, 0]
    for _ in range(2):
        risk.complete_screener(by=alice, task=task.uid, answers=calm, key="asked")
    with pytest.raises(Conflict):
        risk.complete_screener(by=alice, task=task.uid, answers=worse, key="asked")
    assert RiskTaskEvent.objects.filter(kind="screened").count() == 1


def test_a_page_of_one_task_does_nothing_silently_to_another(
    cast: Cast, sam: Patient, task: RiskTask
) -> None:
    second = task_of(cast, sam, 3)
    with pytest.raises(Conflict):
        risk.take(by=cast.actor(cast.alice), task=second.uid, key="take")
    assert second.events.count() == 1


def test_other_words_on_a_kept_page_meet_the_version_that_was_saved(cast: Cast) -> None:
    maya = make_patient(cast.harbour)
    told = {"kind": "drug", "drug": "sertraline"}
    for _ in range(2):
        history.propose(
            by=as_patient(maya), patient=maya, subject="treatment", content=told, key="new"
        )
    version = EntryVersion.objects.get()
    with pytest.raises(Conflict):
        history.propose(
            by=as_patient(maya),
            patient=maya,
            subject="treatment",
            content=told | {"drug": "lithium"},
            key="new",
        )
    with pytest.raises(Conflict) as met:
        history.propose(
            by=as_patient(maya),
            patient=maya,
            subject="treatment",
            content=told | {"drug": "lithium"},
            key="new",
            entry=version.entry.uid,
        )
    assert met.value.detail["theirs"].content == told
    assert EntryVersion.objects.get().content == told


def ended(cast: Cast, task: RiskTask) -> None:
    """Somebody spoke with the person, assessed and closed."""
    alice, uid = cast.actor(cast.alice), task.uid
    risk.take(by=alice, task=uid, key=f"take {uid}")
    risk.log_attempt(
        by=alice, task=uid, channel="phone", result="spoken", note="", key=f"spoke {uid}"
    )
    risk.complete_screener(by=alice, task=uid, answers=[0] * 7, key=f"asked {uid}")
    version = risk.events.latest(task).number
    risk.assess(
        by=alice, task=uid, version=version, level="watch", plan="Call.", key=f"assess {uid}"
    )
    disposition = next(iter(DISPOSITIONS))
    risk.close(
        by=alice,
        task=uid,
        version=risk.events.latest(task).number,
        disposition=disposition,
        note="",
        key=f"close {uid}",
    )


def test_a_suicide_answer_sent_again_after_its_task_was_closed_has_a_new_task(
    cast: Cast, sam: Patient
) -> None:
    form = sent_form(cast, sam)
    questionnaires.submit(by=LINK, assignment=form.uid, answers=answers(0), key="page")
    for number in (1, 2):
        for _ in range(2):
            done = questionnaires.submit(
                by=LINK, assignment=form.uid, answers=answers(3), key="page"
            )
            assert done.task is not None
        assert RiskTask.objects.count() == number
        ended(cast, done.task)


def test_a_suicide_answer_ticked_again_after_its_task_was_closed_has_a_new_task(
    cast: Cast, sam: Patient, at_noon: time_machine.Traveller
) -> None:
    form = sent_form(cast, sam)
    for number in (1, 2):
        questionnaires.save_draft(by=LINK, assignment=form.uid, answers=answers(3))
        at_noon.shift(timedelta(minutes=11))
        for _ in range(3):
            run_due(clock.now())
        assert RiskTask.objects.count() == number
        task = RiskTask.objects.order_by("-id")[0]
        ended(cast, task)
        at_noon.shift(timedelta(minutes=11))
        run_due(clock.now())
        assert RiskTask.objects.count() == number
