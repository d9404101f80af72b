"""A questionnaire is sent, drafted and answered; a suicide answer reaches a person."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine

from lightwell.access.errors import InvalidInput, NotFound, NotReady
from lightwell.access.models import AuditEvent, OutgoingMessage
from lightwell.records import jobs
from lightwell.records.actions import questionnaires, risk
from lightwell.records.models import Draft, Patient, Response, RiskTask
from lightwell.records.queries import questionnaires as queries
from tests.support.cast import Cast
from tests.support.risk import (
    CALM,
    LINK,
    NOON,
    answers,
    patient_at,
    patient_with_account,
    sent_form,
    staff_the_week,
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


def submit(cast: Cast, sam: Patient, given: list[Any], key: str = "key-1") -> Any:
    form = sent_form(cast, sam)
    return questionnaires.submit(by=LINK, assignment=form.uid, answers=given, key=key)


# -- safety rule 7: a suicide answer reaches a person ----------


@pytest.mark.parametrize(
    ("item_9", "level"), [(1, "amber"), (2, "red"), (3, "red"), (None, "watch")]
)
def test_a_suicide_answer_has_its_task_in_the_same_transaction(
    cast: Cast, sam: Patient, item_9: int | None, level: str
) -> None:
    sent = submit(cast, sam, answers(item_9))
    task = RiskTask.objects.get()
    assert (sent.kind, sent.task, task.response) == ("sent", task, sent.response)
    assert (task.level, task.patient, task.location) == (level, sam, cast.harbour)
    assert [event.kind for event in task.events.all()] == ["raised"]
    told = OutgoingMessage.objects.get(purpose="inbox")
    assert (told.to, told.subject) == ("ben@staff.example", "Please open your Lightwell inbox")


def test_zero_raises_no_task(cast: Cast, sam: Patient) -> None:
    sent = submit(cast, sam, CALM)
    assert (sent.kind, sent.task, RiskTask.objects.count()) == ("sent", None, 0)
    assert (sent.response.total, sent.response.safety) == (8, "none")


def test_a_skipped_item_9_is_not_answered_and_never_zero(cast: Cast, sam: Patient) -> None:
    response = submit(cast, sam, answers(None)).response
    assert (response.total, response.safety, response.safety_value) == (None, "unanswered", None)
    assert response.answers[8] is None


def test_when_the_task_cannot_be_made_nothing_is_kept(
    cast: Cast, sam: Patient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R-48."""

    def fail(**_: Any) -> None:
        raise RuntimeError("the table is gone")

    monkeypatch.setattr(risk, "raise_task", fail)
    with pytest.raises(RuntimeError):
        submit(cast, sam, answers(2))
    assert (Response.objects.count(), RiskTask.objects.count()) == (0, 0)


def test_a_message_that_cannot_be_written_does_not_undo_the_task(cast: Cast, sam: Patient) -> None:
    cast.ben.email = "not an address"
    cast.ben.save()
    assert submit(cast, sam, answers(3)).task is not None
    assert AuditEvent.objects.filter(action="risk.notify-failed").count() == 1


def test_nobody_on_shift_still_reaches_the_next_reader(
    cast: Cast, sam: Patient, at_noon: time_machine.Traveller
) -> None:
    form = sent_form(cast, sam)
    at_noon.move_to(NOON + timedelta(hours=9))
    questionnaires.submit(by=LINK, assignment=form.uid, answers=answers(2), key="k")
    assert OutgoingMessage.objects.filter(purpose="inbox", to="ben@staff.example").exists()


# -- one response ----------


def test_a_double_tap_keeps_one_response_and_one_task(cast: Cast, sam: Patient) -> None:
    form = sent_form(cast, sam)
    first = questionnaires.submit(by=LINK, assignment=form.uid, answers=answers(1), key="k")
    second = questionnaires.submit(by=LINK, assignment=form.uid, answers=answers(1), key="k")
    assert (second.kind, second.response, second.task) == ("again", first.response, first.task)
    assert (Response.objects.count(), RiskTask.objects.count()) == (1, 1)


def test_other_answers_after_sending_change_nothing(cast: Cast, sam: Patient) -> None:
    form = sent_form(cast, sam)
    questionnaires.submit(by=LINK, assignment=form.uid, answers=answers(2), key="k")
    later = questionnaires.submit(by=LINK, assignment=form.uid, answers=CALM, key="k2")
    assert later.kind == "different"
    assert Response.objects.get().safety_value == 2
    assert RiskTask.objects.get().events.count() == 1


def test_a_suicide_answer_sent_after_a_calm_form_still_reaches_a_person(
    cast: Cast, sam: Patient
) -> None:
    form = sent_form(cast, sam)
    questionnaires.submit(by=LINK, assignment=form.uid, answers=CALM, key="k")
    for _ in range(2):
        later = questionnaires.submit(by=LINK, assignment=form.uid, answers=answers(3), key="k2")
    assert (later.kind, Response.objects.count()) == ("different", 1)
    assert later.task == RiskTask.objects.get(level="red", response=None)


@pytest.mark.parametrize("wrong", [7, -1, "x"])
def test_an_answer_that_cannot_be_is_refused_and_nothing_is_kept(
    cast: Cast, sam: Patient, wrong: Any
) -> None:
    with pytest.raises(InvalidInput, match="item 9"):
        submit(cast, sam, answers(wrong))
    assert Response.objects.count() == 0


def test_two_missing_answers_are_filled_in_and_three_leave_no_total(
    cast: Cast, sam: Patient
) -> None:
    two = submit(cast, sam, [None, None, *CALM[2:]], "k1").response
    three = submit(cast, sam, [None, None, None, *CALM[3:]], "k2").response
    assert (two.total, two.missing, two.complete) == (8, [1, 2], False)
    assert (three.total, three.missing) == (None, [1, 2, 3])


# -- drafts ----------


def test_a_draft_is_kept_and_offered_again(cast: Cast, sam: Patient) -> None:
    form = sent_form(cast, sam)
    questionnaires.save_draft(by=LINK, assignment=form.uid, answers=[1, 2] + [None] * 8)
    assert queries.form(form.uid).answers[:3] == (1, 2, None)
    questionnaires.submit(by=LINK, assignment=form.uid, answers=CALM, key="k")
    assert not Draft.objects.exists()
    questionnaires.save_draft(by=LINK, assignment=form.uid, answers=answers(3))
    assert not Draft.objects.exists()


def test_an_unsent_suicide_answer_becomes_a_task_after_ten_minutes(
    cast: Cast, sam: Patient
) -> None:
    form = sent_form(cast, sam)
    questionnaires.save_draft(by=LINK, assignment=form.uid, answers=answers(1))
    jobs.run_due(NOON + timedelta(minutes=9))
    assert not RiskTask.objects.exists()
    for _ in range(2):
        jobs.run_due(NOON + timedelta(minutes=10))
    assert RiskTask.objects.get().trigger == "phq9_unsent"


def test_a_draft_changed_to_zero_and_sent_leaves_a_trace_and_no_open_task(
    cast: Cast, sam: Patient
) -> None:
    """T-4."""
    form = sent_form(cast, sam)
    questionnaires.save_draft(by=LINK, assignment=form.uid, answers=answers(2))
    jobs.run_due(NOON + timedelta(minutes=10))
    questionnaires.submit(by=LINK, assignment=form.uid, answers=CALM, key="k")
    trace = AuditEvent.objects.get(action="questionnaire.safety-lowered")
    assert trace.detail["before"] == 2
    assert RiskTask.objects.get().events.last().status == "cleared"


def test_a_taken_task_of_a_draft_stays_with_the_person_who_took_it(
    cast: Cast, sam: Patient
) -> None:
    form = sent_form(cast, sam)
    questionnaires.save_draft(by=LINK, assignment=form.uid, answers=answers(2))
    jobs.run_due(NOON + timedelta(minutes=10))
    risk.take(by=cast.actor(cast.ben), task=RiskTask.objects.get().uid, key="t")
    questionnaires.submit(by=LINK, assignment=form.uid, answers=CALM, key="k")
    assert RiskTask.objects.get().events.last().status == "taken"


def test_a_sent_suicide_answer_replaces_the_task_of_its_draft(cast: Cast, sam: Patient) -> None:
    form = sent_form(cast, sam)
    questionnaires.save_draft(by=LINK, assignment=form.uid, answers=answers(2))
    jobs.run_due(NOON + timedelta(minutes=10))
    sent = questionnaires.submit(by=LINK, assignment=form.uid, answers=answers(2), key="k")
    states = {task.trigger: task.events.last().status for task in RiskTask.objects.all()}
    assert states == {"phq9_unsent": "cleared", "phq9_positive": "new"}
    assert sent.task.response == sent.response


def test_a_lower_sent_answer_does_not_clear_the_worse_draft(cast: Cast, sam: Patient) -> None:
    form = sent_form(cast, sam)
    questionnaires.save_draft(by=LINK, assignment=form.uid, answers=answers(2))
    jobs.run_due(NOON + timedelta(minutes=10))
    questionnaires.submit(by=LINK, assignment=form.uid, answers=answers(None), key="k")
    assert {task.events.last().status for task in RiskTask.objects.all()} == {"new"}


# -- time ----------


def test_a_form_opened_in_time_may_be_sent_after_the_link_is_over(
    cast: Cast, sam: Patient, at_noon: time_machine.Traveller
) -> None:
    path = questionnaires.send_link(
        by=cast.actor(cast.frida), patient=sam, instrument="phq9", location=cast.harbour
    )
    at_noon.move_to(NOON + timedelta(hours=71))
    form = questionnaires.open_link(by=LINK, token=path.removeprefix("/q/"))
    at_noon.move_to(NOON + timedelta(hours=74))
    sent = questionnaires.submit(by=LINK, assignment=form.uid, answers=CALM, key="k")
    assert (sent.kind, sent.response.seconds) == ("sent", 3 * 3600)


def test_a_late_form_is_kept_as_a_draft_and_a_suicide_answer_still_makes_a_task(
    cast: Cast, sam: Patient, at_noon: time_machine.Traveller
) -> None:
    form = sent_form(cast, sam)
    at_noon.move_to(NOON + timedelta(hours=73))
    late = questionnaires.submit(by=LINK, assignment=form.uid, answers=answers(1), key="k")
    assert (late.kind, late.response) == ("late", None)
    assert Draft.objects.get().answers == answers(1)
    assert late.task == RiskTask.objects.get(level="amber")


# -- the portal ----------


@pytest.mark.parametrize("clock_first", [True, False])
def test_a_suicide_answer_left_and_then_sent_late_is_one_task(
    cast: Cast, sam: Patient, at_noon: time_machine.Traveller, *, clock_first: bool
) -> None:
    form = sent_form(cast, sam)
    questionnaires.save_draft(by=LINK, assignment=form.uid, answers=answers(2))
    at_noon.shift(timedelta(days=4))
    if clock_first:
        jobs.run_due()
        assert queries.form(form.uid).has_task
    late = questionnaires.submit(by=LINK, assignment=form.uid, answers=answers(2), key="k")
    at_noon.shift(timedelta(minutes=11))
    jobs.run_due()
    assert late.task == RiskTask.objects.get()


def test_a_worse_answer_that_comes_late_has_a_task_of_its_own(
    cast: Cast, sam: Patient, at_noon: time_machine.Traveller
) -> None:
    form = sent_form(cast, sam)
    questionnaires.save_draft(by=LINK, assignment=form.uid, answers=answers(1))
    at_noon.shift(timedelta(days=4))
    jobs.run_due()
    late = questionnaires.submit(by=LINK, assignment=form.uid, answers=answers(3), key="k")
    assert late.task is not None
    assert (late.task.level, RiskTask.objects.count()) == ("red", 2)


def test_a_form_in_the_portal_is_its_patients_alone(cast: Cast, sam: Patient) -> None:
    actor = patient_with_account(cast, sam)
    form = questionnaires.assign_in_portal(
        by=cast.actor(cast.ben), patient=sam, instrument="phq9", location=cast.harbour
    )
    assert [one.status for one in queries.check_ins(actor)] == ["to do"]
    questionnaires.open_form(by=actor, assignment=form.uid)
    questionnaires.submit(by=actor, assignment=form.uid, answers=CALM, key="k")
    assert [one.status for one in queries.check_ins(actor)] == ["sent"]
    other = patient_at(cast.hillside, email="kim@patients.example")
    stranger = patient_with_account(cast, other)
    with pytest.raises(NotFound):
        queries.own_form(by=stranger, uid=form.uid)
    with pytest.raises(NotFound):
        questionnaires.submit(by=stranger, assignment=form.uid, answers=CALM, key="k2")


def test_a_patient_without_an_account_gets_a_link_instead(cast: Cast, sam: Patient) -> None:
    with pytest.raises(NotReady, match="Send a link"):
        questionnaires.assign_in_portal(
            by=cast.actor(cast.ben), patient=sam, instrument="phq9", location=cast.harbour
        )


def test_staff_read_answers_and_the_front_desk_does_not(cast: Cast, sam: Patient) -> None:
    from lightwell.access.errors import Denied

    sent = submit(cast, sam, CALM)
    read = queries.responses(cast.actor(cast.alice), sam, "phq9")
    assert list(read) == [sent.response]
    with pytest.raises(Denied):
        queries.responses(cast.actor(cast.frida), sam, "phq9")
    with pytest.raises(NotFound):
        queries.responses(cast.actor(cast.chioma), sam, "phq9")
