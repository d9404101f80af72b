"""Two presses at the same moment: whatever comes first, a suicide answer reaches a person."""

from __future__ import annotations

from datetime import timedelta

import pytest

from lightwell.access import clock
from lightwell.access.errors import Conflict
from lightwell.records.actions import questionnaires, risk
from lightwell.records.jobs import run_due
from lightwell.records.models import Draft, Patient, Response, RiskTask
from tests.support.cast import Cast, found_cast
from tests.support.risk import LINK, answers, patient_at, sent_form, staff_the_week, task_of
from tests.support.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cast() -> Cast:
    return found_cast()


@pytest.fixture
def sam(cast: Cast) -> Patient:
    staff_the_week(cast.harbour, cast.ben, tuple(range(7)))
    return patient_at(cast.harbour)


def test_a_calm_and_a_suicide_answer_at_once_leave_one_response_and_a_task(
    cast: Cast, sam: Patient
) -> None:
    form = sent_form(cast, sam)
    given = [answers(0), answers(3), answers(0), answers(3)]
    at_once(
        4,
        lambda n: questionnaires.submit(
            by=LINK, assignment=form.uid, answers=given[n], key="one page"
        ),
    )
    assert Response.objects.count() == 1
    [task] = RiskTask.objects.all()
    assert task.level == "red"


def test_a_draft_that_arrives_with_the_sending_does_not_outlive_it(
    cast: Cast, sam: Patient
) -> None:
    form = sent_form(cast, sam)

    def act(number: int) -> object:
        if number == 0:
            return questionnaires.submit(
                by=LINK, assignment=form.uid, answers=answers(2), key="one page"
            )
        return questionnaires.save_draft(by=LINK, assignment=form.uid, answers=answers(number))

    at_once(4, act)
    run_due(clock.now() + timedelta(minutes=11))
    assert not Draft.objects.exists()
    assert RiskTask.objects.filter(response__isnull=False).count() == 1


def test_the_clock_and_the_sending_at_once_leave_no_answer_without_a_task(
    cast: Cast, sam: Patient
) -> None:
    form = sent_form(cast, sam)
    questionnaires.save_draft(by=LINK, assignment=form.uid, answers=answers(3))
    later = clock.now() + timedelta(minutes=11)

    def act(number: int) -> object:
        if number == 0:
            return questionnaires.submit(
                by=LINK, assignment=form.uid, answers=answers(3), key="one page"
            )
        return run_due(later)

    at_once(3, act)
    sent = RiskTask.objects.get(response__isnull=False)
    assert risk.events.latest(sent).status == "new"


def test_of_two_who_take_a_task_at_once_one_has_it(cast: Cast, sam: Patient) -> None:
    task = task_of(cast, sam, 2)
    people = [cast.actor(cast.alice), cast.actor(cast.ben)]

    def act(number: int) -> bool:
        try:
            risk.take(by=people[number], task=task.uid, key=f"key {number}")
        except Conflict:
            return False
        return True

    assert sorted(at_once(2, act)) == [False, True]
    assert task.events.filter(kind="taken").count() == 1
