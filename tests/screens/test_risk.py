"""The risk inbox and the page of one task."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lightwell.access.models import RecordView
from lightwell.records import jobs, risk_events
from lightwell.records.actions import risk
from lightwell.records.models import Patient, Response, RiskTask
from tests.support.cast import Cast
from tests.support.pages import text
from tests.support.risk import NOON, patient_at, staff_the_week, task_of
from tests.support.signing_in import signed_in

pytestmark = pytest.mark.django_db
INBOX = "/clinic/risk/"
CALM = {"item_1": "1", "item_2": "0", "item_6": "0"}


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


def press(client: Client, task: RiskTask, act: str, **said: str) -> Any:
    """Open the page, fill in the form of this act, send it."""
    page = f"{INBOX}{task.uid}/"
    source = f"{page}screener" if act == "screener" else page
    html = text(client.get(source))
    part = html.split(f'action="{page}{act}"')[-1]
    stamp = re.search(r'name="stamp" value="([^"]+)"', part)
    return client.post(f"{page}{act}", {"stamp": stamp[1] if stamp else "", **said})


# -- the inbox ----------


def test_the_inbox_says_who_what_how_long_ago_and_how_to_reach_them(
    cast: Cast, task: RiskTask, at_noon: time_machine.Traveller
) -> None:
    at_noon.move_to(NOON + timedelta(minutes=7))
    jobs.run_due()
    words = text(signed_in(cast.ben).get(INBOX))
    for part in (
        "SOTO, Sam",
        "Born 04-Mar-1984 (41 y)",
        task.patient.mrn,
        "Red",
        "7 min",
        "contact by 03-Mar-2026 13:00",
        "<strong>PHQ-9 item 9: More than half the days (2)</strong>, 03-Mar-2026 12:00",
        "In danger now? <strong>Not answered</strong>",
        "(212) 555-0123",
        "OK to leave a message",
        "Lou Soto, 212-555-0188",
        "Not taken",
    ):
        assert part in words


def test_the_most_urgent_and_oldest_untaken_task_is_first(
    cast: Cast, sam: Patient, at_noon: time_machine.Traveller
) -> None:
    tasks = {}
    for minute, item_9 in enumerate((1, 3, 2, None)):
        at_noon.move_to(NOON + timedelta(minutes=minute))
        tasks[item_9] = task_of(cast, sam, item_9)
    risk.take(by=cast.actor(cast.ben), task=tasks[3].uid, key="k")
    words = text(signed_in(cast.ben).get(INBOX))
    order = re.findall(rf'href="{INBOX}([0-9a-f-]+)/"', words)
    assert order == [str(tasks[one].uid) for one in (2, 1, None, 3)]


def test_the_last_three_answers_stand_beside_the_task(
    cast: Cast, sam: Patient, at_noon: time_machine.Traveller
) -> None:
    for day, item_9 in enumerate((3, 0, 1, 2)):
        at_noon.move_to(NOON + timedelta(days=day))
        if item_9:
            task_of(cast, sam, item_9)
    words = text(signed_in(cast.ben).get(INBOX))
    last = re.findall(r"Last answers: (.*?)</p>", words)[0]
    assert last.count("PHQ-9 item 9") == 3
    assert last.startswith("06-Mar-2026")


def test_an_empty_inbox_says_that_the_clock_ran(
    cast: Cast, at_noon: time_machine.Traveller
) -> None:
    ben = signed_in(cast.ben)
    assert "has never run" in text(ben.get(INBOX))
    jobs.run_due()
    words = text(ben.get(INBOX))
    assert "No open tasks." in words
    assert "The escalation clock last ran 03-Mar-2026 12:00" in words
    at_noon.move_to(NOON + timedelta(minutes=6))
    assert "Nobody is told of untaken tasks" in text(signed_in(cast.ben).get(INBOX))


def test_the_polled_part_holds_no_input(cast: Cast, task: RiskTask) -> None:
    words = text(signed_in(cast.ben).get(INBOX))
    live = words.split('id="risk-tasks"')[1].split("</main>")[0]
    assert 'hx-trigger="every 15s"' in live
    assert not re.search(r"<(input|button|textarea|select|form)\b", live)


def test_the_inbox_asks_no_more_of_the_database_with_more_tasks(cast: Cast, sam: Patient) -> None:
    ben = signed_in(cast.ben)

    def count() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            ben.get(INBOX, headers={"HX-Request": "true"})
        return len(queries)

    task_of(cast, sam, 1)
    ben.get(INBOX)
    few = count()
    for _ in range(4):
        task_of(cast, sam, 1)
    assert count() == few


def test_opening_the_inbox_is_a_look_and_polling_prolongs_it(cast: Cast, task: RiskTask) -> None:
    ben = signed_in(cast.ben)
    ben.get(INBOX)
    ben.get(INBOX, headers={"HX-Request": "true"})
    assert RecordView.objects.get().page == "risk inbox"


def test_who_may_open_the_inbox(cast: Cast, task: RiskTask) -> None:
    page = f"{INBOX}{task.uid}/"
    for address in (INBOX, page):
        assert signed_in(cast.alice).get(address).status_code == 200
        for user in (cast.frida, cast.dev):
            assert signed_in(user).get(address).status_code == 403
        assert signed_in(cast.eve).get(address).status_code == 404
        assert Client().get(address).status_code == 302
        assert signed_in(cast.ben).post(address).status_code == 405
    assert signed_in(cast.chioma).get(page).status_code == 404
    assert "SOTO" not in text(signed_in(cast.chioma).get(INBOX))
    assert signed_in(cast.ben).get(f"{INBOX}{uuid4()}/").status_code == 404
    assert signed_in(cast.ben).get(f"{INBOX}nonsense/").status_code == 404


@pytest.mark.parametrize("act", ["take", "attempt", "assess", "close", "screener"])
def test_who_may_act(cast: Cast, task: RiskTask, act: str) -> None:
    address = f"{INBOX}{task.uid}/{act}"
    for user, status in ((cast.frida, 403), (cast.dev, 403), (cast.eve, 404), (cast.chioma, 404)):
        assert signed_in(user).post(address).status_code == status
    assert Client().post(address).status_code == 302
    assert signed_in(cast.ben).delete(address).status_code == 405
    assert signed_in(cast.ben).post(f"{INBOX}{uuid4()}/{act}").status_code == 404
    assert signed_in(cast.ben).post(address).status_code == 422
    assert task.events.count() == 1


# -- one task ----------


def test_a_task_from_taking_to_closing(cast: Cast, task: RiskTask) -> None:
    ben, alice = signed_in(cast.ben), signed_in(cast.alice)
    assert press(ben, task, "take").status_code == 302
    assert press(ben, task, "attempt", channel="phone", result="no_answer").status_code == 302
    assert press(ben, task, "attempt", channel="phone", result="spoken").status_code == 302
    assert press(ben, task, "screener", **CALM).status_code == 302
    words = text(ben.get(f"{INBOX}{task.uid}/"))
    assert "A prescriber, therapist or medical director assesses and closes." in words
    assert press(alice, task, "assess", level="amber", plan="Call on Friday").status_code == 302
    closed = press(alice, task, "close", disposition="home_safety_plan", note="")
    assert closed.status_code == 302
    kinds = [one.kind for one in task.events.all()]
    assert kinds == ["raised", "taken", "attempt", "spoken", "screened", "assessed", "closed"]
    assert task.events.last().level == "amber"
    words = text(alice.get(f"{INBOX}{task.uid}/"))
    assert "Closed: At home with a safety plan" in words
    assert "Call on Friday" in words
    assert "No open tasks." in text(ben.get(INBOX))


def test_a_nurse_may_not_assess_or_close(cast: Cast, task: RiskTask) -> None:
    ben = signed_in(cast.ben)
    press(ben, task, "take")
    press(ben, task, "attempt", channel="phone", result="spoken")
    press(ben, task, "screener", **CALM)
    assert press(ben, task, "assess", level="amber", plan="x").status_code == 403
    assert press(ben, task, "close", disposition="seen_today").status_code == 403


def test_nothing_is_chosen_beforehand(cast: Cast, task: RiskTask) -> None:
    alice = signed_in(cast.alice)
    press(alice, task, "take")
    press(alice, task, "attempt", channel="phone", result="spoken")
    for page in ("", "screener"):
        words = text(alice.get(f"{INBOX}{task.uid}/{page}"))
        assert not re.search(r"<input[^>]*\bchecked\b", words)


def test_the_second_of_two_takers_is_told_who_was_first(cast: Cast, task: RiskTask) -> None:
    ben, alice = signed_in(cast.ben), signed_in(cast.alice)
    page = text(alice.get(f"{INBOX}{task.uid}/"))
    stamp = re.search(r'name="stamp" value="([^"]+)"', page)
    assert stamp
    press(ben, task, "take")
    second = alice.post(f"{INBOX}{task.uid}/take", {"stamp": stamp[1]})
    assert second.status_code == 409
    assert "Ben Brook took this task already" in text(second)


def test_closing_without_contact_is_refused_and_what_was_typed_is_kept(
    cast: Cast, task: RiskTask
) -> None:
    """R-50."""
    alice = signed_in(cast.alice)
    press(alice, task, "take")
    press(alice, task, "attempt", channel="phone", result="no_answer")
    refused = press(alice, task, "assess", level="watch", plan="She never answers")
    assert refused.status_code == 422
    words = text(refused)
    assert "3 tries in 2 ways" in words
    assert "She never answers" in words


def test_a_stale_page_saves_nothing(cast: Cast, task: RiskTask) -> None:
    alice = signed_in(cast.alice)
    press(alice, task, "take")
    press(alice, task, "attempt", channel="phone", result="spoken")
    press(alice, task, "screener", **CALM)
    page = text(alice.get(f"{INBOX}{task.uid}/"))
    part = page.split('/assess"')[1]
    stamp = re.search(r'name="stamp" value="([^"]+)"', part)
    assert stamp
    answered = task.response
    assert answered is not None
    risk.answer_now(by=cast.actor(cast.ben), response=answered, answer="yes")
    stale = alice.post(
        f"{INBOX}{task.uid}/assess", {"stamp": stamp[1], "level": "watch", "plan": "x"}
    )
    assert stale.status_code == 409
    assert task.events.last().level == "imminent"


def test_a_page_of_another_patient_saves_nothing(cast: Cast, task: RiskTask) -> None:
    """Safety rule 5."""
    other = task_of(cast, patient_at(cast.harbour, email="kim@patients.example"), 1)
    ben = signed_in(cast.ben)
    page = text(ben.get(f"{INBOX}{other.uid}/"))
    stamp = re.search(r'name="stamp" value="([^"]+)"', page)
    assert stamp
    assert ben.post(f"{INBOX}{task.uid}/take", {"stamp": stamp[1]}).status_code == 409
    assert task.events.count() == 1


# -- the screener ----------


def test_a_screener_with_a_due_question_left_asks_once(cast: Cast, task: RiskTask) -> None:
    ben = signed_in(cast.ben)
    press(ben, task, "take")
    left = press(ben, task, "screener", item_1="1", item_2="1", item_6="0")
    assert left.status_code == 422
    assert "Not answered yet: question 3, 4, 5" in text(left)
    done = press(ben, task, "screener", item_1="1", item_2="1", item_6="0", as_it_is="yes")
    assert done.status_code == 302
    assert Response.objects.get(instrument="cssrs_screener").risk == "incomplete"


def test_a_high_screener_raises_the_task_to_imminent(cast: Cast, task: RiskTask) -> None:
    ben = signed_in(cast.ben)
    press(ben, task, "take")
    press(
        ben,
        task,
        "screener",
        item_1="1",
        item_2="1",
        item_3="1",
        item_4="1",
        item_5="0",
        item_6="0",
    )
    assert task.events.last().level == "imminent"


def test_a_yes_after_a_no_that_rules_it_out_is_refused(cast: Cast, task: RiskTask) -> None:
    ben = signed_in(cast.ben)
    press(ben, task, "take")
    refused = press(ben, task, "screener", item_1="0", item_2="0", item_4="1", item_6="0")
    assert refused.status_code == 422
    assert "Question 2 says No" in text(refused)


def test_repeated_answers_are_seen_together_and_none_is_hidden(
    cast: Cast, sam: Patient, at_noon: time_machine.Traveller
) -> None:
    """Decision 19."""
    first = task_of(cast, sam, 1)
    at_noon.move_to(NOON + timedelta(days=7))
    second = task_of(cast, sam, 1)
    words = text(signed_in(cast.ben).get(f"{INBOX}{second.uid}/"))
    assert "Other tasks of this patient" in words
    assert str(first.uid) in words
    inbox = text(signed_in(cast.ben).get(INBOX))
    assert str(first.uid) in inbox
    assert str(second.uid) in inbox


# -- what the clock said ----------


def test_the_inbox_and_the_task_say_that_the_person_was_not_reached(
    cast: Cast, task: RiskTask, at_noon: time_machine.Traveller
) -> None:
    risk.take(by=cast.actor(cast.ben), task=task.uid, key=uuid4().hex)
    at_noon.shift(timedelta(minutes=61))
    jobs.run_due()
    client = signed_in(cast.ben)
    for page in (INBOX, f"{INBOX}{task.uid}/"):
        assert "Not reached by the time to call: lead told" in text(client.get(page))


def test_the_inbox_and_the_task_say_that_nobody_could_be_told(
    cast: Cast, task: RiskTask, at_noon: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(risk_events, "recipients", lambda *_: [])
    at_noon.shift(timedelta(minutes=11))
    jobs.run_due()
    client = signed_in(cast.ben)
    for page in (INBOX, f"{INBOX}{task.uid}/"):
        assert "Nobody could be told of this task." in text(client.get(page))
    assert "Not taken in time: nobody could be told" in text(client.get(page))
