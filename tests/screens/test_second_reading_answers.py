"""A suicide answer that comes a second time, by any road, still reaches a person."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import time

import pytest
import time_machine
from django.test import Client

from lightwell.records.actions import questionnaires, roster
from lightwell.records.models import Patient, Response, RiskTask
from tests.support.cast import SETUP, Cast
from tests.support.risk import NOON, answers, patient_at, staff_the_week

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def form(client: Client, cast: Cast) -> str:
    """A form that this browser has opened."""
    staff_the_week(cast.harbour, cast.ben)
    path = questionnaires.send_link(
        by=cast.actor(cast.frida),
        patient=patient_at(cast.harbour),
        instrument="phq9",
        location=cast.harbour,
    )
    return str(client.post(path)["Location"])


def page_of(client: Client, form: str) -> dict[str, str]:
    """The hidden fields of the page as it was shown."""
    found = re.search(r'name="stamp" value="([^"]+)"', client.get(form).content.decode())
    assert found
    return {"stamp": found[1]}


def filled(page: dict[str, str], item_9: int, others: int = 1) -> dict[str, str]:
    given = enumerate(answers(item_9, others), start=1)
    return page | {f"item_{number}": str(value) for number, value in given}


def test_the_kept_page_sent_again_with_a_suicide_answer_is_not_taken_for_a_double_tap(
    client: Client, form: str
) -> None:
    """The back button brings the same page, with the same key; the answer is another one."""
    page = page_of(client, form)
    assert client.post(form, filled(page, 0))["Location"].endswith("/sent")
    again = client.post(form, filled(page, 3))
    assert again["Location"].endswith("/help")
    [task] = RiskTask.objects.all()
    assert task.level == "red"
    assert Response.objects.get().safety == "none"


def test_the_kept_page_sent_again_as_it_was_is_one_act(client: Client, form: str) -> None:
    page = page_of(client, form)
    assert client.post(form, filled(page, 2))["Location"].endswith("/safety")
    assert client.post(form, filled(page, 2))["Location"].endswith("/safety")
    assert (Response.objects.count(), RiskTask.objects.count()) == (1, 1)


def test_other_answers_after_a_suicide_answer_lead_to_help_again(client: Client, form: str) -> None:
    page = page_of(client, form)
    client.post(form, filled(page, 2))
    for item_9 in (2, 1, 0):
        again = client.post(form, filled(page, item_9, others=0))
        assert again["Location"].endswith("/help")
    assert RiskTask.objects.count() == 1


def test_a_worse_answer_after_a_suicide_answer_has_a_task_of_its_own(
    client: Client, form: str
) -> None:
    page = page_of(client, form)
    client.post(form, filled(page, 1))
    assert client.post(form, filled(page, 3))["Location"].endswith("/help")
    assert sorted(RiskTask.objects.values_list("level", flat=True)) == ["amber", "red"]
    assert Patient.objects.get().risk_tasks.count() == 2


@pytest.mark.parametrize(
    ("hours", "says"),
    [
        ((time(0), time(23, 59)), "reads your answers <strong>every day, day and night</strong>.<"),
        (
            (time(8), time(17)),
            "<strong>every day, 8:00 am to 5:00 pm</strong>. No one reads them at other times.",
        ),
    ],
)
def test_the_page_says_truly_when_answers_are_read(
    client: Client, cast: Cast, hours: tuple[time, time], says: str
) -> None:
    for day in range(7):
        roster.add_shift(
            by=SETUP,
            location=cast.harbour,
            weekday=day,
            starts=hours[0],
            ends=hours[1],
            reader=cast.ben,
        )
    path = questionnaires.send_link(
        by=cast.actor(cast.frida),
        patient=patient_at(cast.harbour),
        instrument="phq9",
        location=cast.harbour,
    )
    assert says in client.get(client.post(path)["Location"]).content.decode()
