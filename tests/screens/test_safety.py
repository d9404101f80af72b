"""The safety pages: small, scriptless, computed from the roster, and never a trap."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.contrib.staticfiles import finders
from django.test import Client

from lightwell.access.models import AuditEvent, OutgoingMessage
from lightwell.records.actions import questionnaires, risk
from lightwell.records.models import NowAnswer, Patient, RiskTask
from tests.support.cast import Cast
from tests.support.pages import text
from tests.support.risk import LINK, NOON, answers, patient_at, staff_the_week

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def sam(cast: Cast) -> Patient:
    staff_the_week(cast.harbour, cast.ben)
    return patient_at(cast.harbour)


def answered(client: Client, cast: Cast, sam: Patient, item_9: int | None) -> str:
    """The address of a form that this browser opened and sent with this answer."""
    path = questionnaires.send_link(
        by=cast.actor(cast.frida), patient=sam, instrument="phq9", location=cast.harbour
    )
    form = client.post(path)["Location"]
    questionnaires.submit(
        by=LINK, assignment=form.split("/")[-1], answers=answers(item_9), key=form[-30:]
    )
    return form


@pytest.fixture
def form(client: Client, cast: Cast, sam: Patient) -> str:
    return answered(client, cast, sam, 1)


# -- S-A ----------


def test_the_safety_page_thanks_asks_and_gives_numbers_in_that_order(
    client: Client, form: str
) -> None:
    words = text(client.get(form + "/safety"))
    order = [
        "Thank you for telling us. You are not alone with this.",
        "are you in danger?",
        "No, I am safe right now",
        'class="lw-safety__button" href="tel:988"',
        "What happens next",
        "Go on",
    ]
    places = [words.index(part) for part in order]
    assert places == sorted(places)


def test_the_safety_pages_are_small_and_scriptless(client: Client, form: str) -> None:
    """T-5: under 20 kB in all."""
    style = finders.find("build/safety.css")
    assert style
    size = len(gzip.compress(Path(str(style)).read_bytes()))
    for page in ("/safety", "/help"):
        answer = client.get(form + page)
        assert "<script" not in text(answer)
        assert re.findall(r'href="([^"]+[.]css)"', text(answer)) == ["/static/build/safety.css"]
        assert "src=" not in text(answer)
        assert len(gzip.compress(answer.content)) + size < 20_000


def test_crisis_links_are_reached_in_three_presses_of_tab(client: Client, form: str) -> None:
    words = text(client.get(form + "/safety"))
    focusable = " ".join(re.findall(r"<(?:a|button)\b[^>]*>", words)[:3])
    assert "tel:988" in focusable
    assert "sms:988" in focusable


def test_in_hours_the_page_says_by_when_somebody_calls(client: Client, form: str) -> None:
    assert "Someone will call you today at 4:00 pm or sooner" in text(client.get(form + "/safety"))


@pytest.mark.parametrize(
    ("later", "said"),
    [
        (timedelta(hours=4, minutes=59), "Someone will call you today at 5:00 pm"),
        (timedelta(hours=5), "Our team will see it tomorrow at 8:00 am"),
        (timedelta(hours=19, minutes=59), "Our team will see it today at 8:00 am"),
    ],
)
def test_the_boundary_minute_picks_the_right_words(
    client: Client,
    cast: Cast,
    sam: Patient,
    at_noon: time_machine.Traveller,
    later: timedelta,
    said: str,
) -> None:
    """T-3."""
    path = questionnaires.send_link(
        by=cast.actor(cast.frida), patient=sam, instrument="phq9", location=cast.harbour
    )
    form = client.post(path)["Location"]
    at_noon.move_to(NOON + later)
    questionnaires.submit(by=LINK, assignment=form.split("/")[-1], answers=answers(1), key="k")
    assert said in text(client.get(form + "/safety"))


def test_out_of_hours_the_page_promises_nothing_but_988(
    client: Client, form: str, at_noon: time_machine.Traveller
) -> None:
    at_noon.move_to(NOON + timedelta(hours=6))
    words = text(client.get(form + "/safety"))
    assert "No one here is reading this now." in words
    assert "Until then, call or text 988." in words
    assert "Someone will call you" not in words


def test_a_passed_time_is_not_promised_again(
    client: Client, cast: Cast, sam: Patient, at_noon: time_machine.Traveller
) -> None:
    form = answered(client, cast, sam, 3)
    assert "today at 1:00 pm or sooner" in text(client.get(form + "/safety"))
    at_noon.move_to(NOON + timedelta(hours=1))
    words = text(client.get(form + "/safety"))
    assert "Someone will call you" not in words
    assert "call us at" in words


def test_the_page_names_no_score_and_no_diagnosis(client: Client, form: str) -> None:
    words = text(client.get(form + "/safety")).lower()
    for word in ("score", "severe", "depress", "promise", "sam", "soto"):
        assert word not in words


def test_opening_a_safety_page_is_written_down(client: Client, form: str) -> None:
    client.get(form + "/safety")
    client.get(form + "/help")
    pages = AuditEvent.objects.filter(action="risk.open-page").values_list("detail", flat=True)
    assert [one["page"] for one in pages] == ["safety", "help"]


# -- the now-question ----------


@pytest.mark.parametrize(
    ("answer", "level", "page"),
    [("yes", "imminent", "/help"), ("not_sure", "red", "/help"), ("no", "amber", "/safety")],
)
def test_the_now_answer_is_kept_and_raises_the_level(
    client: Client, form: str, answer: str, level: str, page: str
) -> None:
    told = OutgoingMessage.objects.filter(purpose="inbox").count()
    assert client.post(form + "/now", {"now": answer})["Location"].endswith(page)
    assert NowAnswer.objects.get().answer == answer
    assert RiskTask.objects.get().events.last().level == level
    more = OutgoingMessage.objects.filter(purpose="inbox").count() - told
    assert more == (0 if answer == "no" else 1)


def test_saying_no_later_lowers_nothing(client: Client, form: str) -> None:
    for answer in ("yes", "no", "no"):
        client.post(form + "/now", {"now": answer})
    assert [one.answer for one in NowAnswer.objects.all()] == ["yes", "no"]
    assert RiskTask.objects.get().events.last().level == "imminent"


def test_saying_yes_after_the_task_was_closed_makes_a_new_one(
    client: Client, cast: Cast, form: str
) -> None:
    task = RiskTask.objects.get()
    alice = cast.actor(cast.alice)
    risk.take(by=alice, task=task.uid, key="1")
    risk.log_attempt(by=alice, task=task.uid, channel="phone", result="spoken", note="", key="2")
    risk.complete_screener(
        by=alice, task=task.uid, answers=[0, 0, None, None, None, 0, None], key="3"
    )
    risk.assess(by=alice, task=task.uid, version=4, level="watch", plan="Calls weekly", key="4")
    risk.close(by=alice, task=task.uid, version=5, disposition="home_safety_plan", note="", key="5")
    client.post(form + "/now", {"now": "yes"})
    assert RiskTask.objects.filter(level="imminent", trigger="now_yes").count() == 1


def test_an_answer_that_is_none_of_the_three_is_refused(client: Client, form: str) -> None:
    assert client.post(form + "/now", {"now": "maybe"}).status_code == 422
    assert client.post(form + "/now").status_code == 422
    assert NowAnswer.objects.count() == 0


# -- S-B ----------


def test_the_help_page_gives_three_numbers_and_a_way_on(client: Client, form: str) -> None:
    client.post(form + "/now", {"now": "yes"})
    words = text(client.get(form + "/help"))
    numbers = re.findall(r'<a class="lw-safety__button" href="tel:([^"]+)"', words)
    assert numbers == ["988", "911", "5550100"]
    assert "I am safe now" in words
    assert "Go on" in words


def test_a_calm_answer_has_no_safety_page(client: Client, cast: Cast, sam: Patient) -> None:
    form = answered(client, cast, sam, 0)
    assert client.get(form + "/safety").status_code == 404


def test_nothing_is_kept_before_the_form_is_sent(client: Client, cast: Cast, sam: Patient) -> None:
    path = questionnaires.send_link(
        by=cast.actor(cast.frida), patient=sam, instrument="phq9", location=cast.harbour
    )
    form = client.post(path)["Location"]
    assert client.get(form + "/safety").status_code == 404
    assert client.post(form + "/now", {"now": "yes"}).status_code == 404
    assert client.get(form + "/sent").status_code == 302
    assert client.get(form + "/help").status_code == 200
