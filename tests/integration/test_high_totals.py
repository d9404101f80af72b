"""A high or risen total asks for a call the next clinic morning, and never makes a second task."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta

import pytest
import time_machine

from lightwell.records import jobs
from lightwell.records.actions import questionnaires, risk
from lightwell.records.actions import roster as roster_actions
from lightwell.records.actions.questionnaires import Submission
from lightwell.records.models import Patient, Response, RiskTask
from lightwell.records.queries import risk as queries
from lightwell.records.queries import roster
from tests.support.cast import SETUP, Cast
from tests.support.risk import LINK, NOON, patient_at, sent_form, staff_the_week

pytestmark = pytest.mark.django_db
# Wednesday noon in New York: the end of the next clinic morning.
NEXT_NOON = NOON + timedelta(days=1)


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def sam(cast: Cast) -> Patient:
    staff_the_week(cast.harbour, cast.ben)
    return patient_at(cast.harbour)


def send(cast: Cast, patient: Patient, total: int, item_9: int | None = 0) -> Submission:
    """A PHQ-9 whose first eight answers come to this total."""
    whole, rest = divmod(total, 8)
    given = [*(whole + (number < rest) for number in range(8)), item_9, 1]
    form = sent_form(cast, patient)
    return questionnaires.submit(by=LINK, assignment=form.uid, answers=given, key=f"k{form.uid}")


def test_a_total_of_twenty_is_a_call_the_next_clinic_morning(cast: Cast, sam: Patient) -> None:
    sent = send(cast, sam, 20)
    assert sent.task is not None
    assert (sent.task.level, sent.task.trigger) == ("watch", "phq9_total")
    assert sent.task.contact_by == NEXT_NOON
    [shown] = queries.open_tasks(cast.actor(cast.ben))
    assert shown.trigger == "PHQ-9 total 20: 20 or more"
    assert "next clinic morning" in shown.action
    assert send(cast, sam, 19).task is None


def test_a_total_five_higher_than_the_last_is_a_call(
    cast: Cast, sam: Patient, at_noon: time_machine.Traveller
) -> None:
    for total, raised in ((5, False), (9, False), (14, True), (18, False), (8, False), (13, True)):
        at_noon.shift(timedelta(hours=1))
        assert (send(cast, sam, total).task is not None) is raised, total


def test_the_last_total_is_the_same_persons(cast: Cast, sam: Patient) -> None:
    send(cast, sam, 2)
    with time_machine.travel(NOON + timedelta(hours=1), tick=False):
        assert send(cast, patient_at(cast.harbour, email="o@patients.example"), 12).task is None


@pytest.mark.parametrize(("item_9", "level"), [(1, "amber"), (3, "red"), (None, "watch")])
def test_a_suicide_answer_keeps_its_one_task(
    cast: Cast, sam: Patient, item_9: int | None, level: str
) -> None:
    sent = send(cast, sam, 22, item_9)
    assert sent.task == RiskTask.objects.get()
    assert sent.task.level == level
    assert sent.task.contact_by < NEXT_NOON
    assert ("PHQ-9 total" in sent.task.trigger_words) is (item_9 is not None)


def test_it_is_kept_with_the_answers_or_not_at_all(
    cast: Cast, sam: Patient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(**_: object) -> None:
        raise RuntimeError("out of order")

    monkeypatch.setattr(risk, "raise_task", fail)
    with pytest.raises(RuntimeError):
        send(cast, sam, 24)
    assert not Response.objects.exists()


def test_pressing_again_makes_one_task_and_other_answers_lead_to_no_safety_page(
    cast: Cast, sam: Patient
) -> None:
    form = sent_form(cast, sam)
    for key in ("page", "page", "again"):
        first = questionnaires.submit(
            by=LINK, assignment=form.uid, answers=[3] * 8 + [0, 1], key=key
        )
    assert first.task == RiskTask.objects.get()
    other = questionnaires.submit(
        by=LINK, assignment=form.uid, answers=[2] * 8 + [0, 1], key="other"
    )
    assert (other.kind, other.task) == ("different", None)


def test_untaken_by_then_the_lead_is_told(cast: Cast, sam: Patient) -> None:
    task = send(cast, sam, 24).task
    assert task is not None
    jobs.run_due(NEXT_NOON - timedelta(minutes=1))
    assert task.events.count() == 1
    jobs.run_due(NEXT_NOON)
    assert task.events.get(number=2).step == "watch_lead"


def test_danger_now_raises_it_and_its_words_are_those_of_the_level(
    cast: Cast, sam: Patient
) -> None:
    sent = send(cast, sam, 24)
    assert sent.response is not None
    risk.answer_now(by=LINK, response=sent.response, answer="yes")
    [shown] = queries.open_tasks(cast.actor(cast.ben))
    assert (shown.level, shown.contact_by) == ("imminent", NOON + timedelta(minutes=15))
    assert "15 minutes" in shown.action


@pytest.mark.parametrize(
    ("at", "until"),
    [
        (datetime(2026, 3, 3, 11, 0, tzinfo=UTC), NOON),  # 6:00, before the clinic opens
        (NOON, NEXT_NOON),
        (datetime(2026, 3, 4, 3, 0, tzinfo=UTC), NEXT_NOON),  # Tuesday 22:00
        # Friday noon: the next clinic morning is Monday's, after the clocks went forward.
        (datetime(2026, 3, 6, 17, 0, tzinfo=UTC), datetime(2026, 3, 9, 16, 0, tzinfo=UTC)),
    ],
)
def test_the_next_clinic_morning(cast: Cast, sam: Patient, at: datetime, until: datetime) -> None:
    assert roster.next_morning(cast.harbour, at) == until


def test_where_nobody_reads_in_the_morning_the_next_day_counts_to_its_end(cast: Cast) -> None:
    for day in (2, 3):
        roster_actions.add_shift(
            by=SETUP,
            location=cast.harbour,
            weekday=day,
            starts=time(13),
            ends=time(16),
            reader=cast.ben,
        )
    assert roster.next_morning(cast.harbour, NOON) == NEXT_NOON + timedelta(hours=4)


def test_without_a_roster_it_is_due_at_once(cast: Cast) -> None:
    assert roster.next_morning(cast.hillside, NOON) == NOON
