"""The questionnaire page: official, nothing preselected, one press, and honest about its reader."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

import lightwell.clinical as lw
from lightwell.access.models import User
from lightwell.records.actions import questionnaires, risk
from lightwell.records.jobs import run_due
from lightwell.records.models import Draft, Patient, Response, RiskTask
from tests.support.cast import Cast
from tests.support.pages import text
from tests.support.risk import (
    NOON,
    answers,
    patient_at,
    patient_with_account,
    staff_the_week,
)
from tests.support.signing_in import signed_in

pytestmark = pytest.mark.django_db
CALM = answers(0)


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def sam(cast: Cast) -> Patient:
    staff_the_week(cast.harbour, cast.ben)
    return patient_at(cast.harbour)


@pytest.fixture
def form(client: Client, cast: Cast, sam: Patient) -> str:
    """The address of a form that this browser opened."""
    path = questionnaires.send_link(
        by=cast.actor(cast.frida), patient=sam, instrument="phq9", location=cast.harbour
    )
    return client.post(path)["Location"]


def stamp_of(client: Client, form: str) -> str:
    found = re.search(r'name="stamp" value="([^"]+)"', text(client.get(form)))
    assert found
    return found[1]


def filled(stamp: str, given: list[Any]) -> dict[str, Any]:
    ticked = {f"item_{n}": value for n, value in enumerate(given, 1) if value is not None}
    return {"stamp": stamp, **ticked}


def send(client: Client, form: str, given: list[Any], **more: Any) -> Any:
    return client.post(form, {**filled(stamp_of(client, form), given), **more})


# -- the page ----------


def test_the_page_shows_official_wording_in_order_and_nothing_chosen(
    client: Client, form: str
) -> None:
    words = text(client.get(form))
    made = lw.instrument("phq9")
    places = [words.index(item.text.replace("'", "&#x27;")) for item in made.items]
    assert places == sorted(places)
    assert made.instruction in words
    assert made.notice in words
    assert not re.search(r"<input[^>]*\bchecked\b", words)
    assert words.count('type="radio"') == 40
    assert "Question 4 of 10" in words


def test_the_page_says_who_reads_it_and_when(
    client: Client, form: str, at_noon: time_machine.Traveller
) -> None:
    """Decision 17; T-3: the boundary minute picks the right text."""
    words = text(client.get(form))
    assert "Monday to Friday, 8:00 am to 5:00 pm" in words
    assert "no one is reading now" not in words
    at_noon.move_to(NOON + timedelta(hours=5))  # 17:00 in New York
    assert "The next time is tomorrow at 8:00 am" in text(client.get(form))


def test_the_page_has_crisis_help_and_the_line_under_item_9(client: Client, form: str) -> None:
    words = text(client.get(form))
    assert words.index('href="tel:988"') < words.index("<main")
    assert 'href="sms:988"' in words
    assert 'href="tel:911"' in words
    assert "Your answer helps us help you" in words


def test_the_page_names_nobody_in_its_title(client: Client, form: str) -> None:
    title = re.search(r"<title>(.*?)</title>", text(client.get(form)), re.DOTALL)
    assert title
    assert "Answer a form" in title[1]
    assert "Soto" not in title[1]


def test_the_page_alone_is_small(client: Client, form: str) -> None:
    assert len(gzip.compress(client.get(form).content)) < 12_000


# -- sending ----------


def test_a_calm_form_ends_with_who_reads_it(client: Client, form: str) -> None:
    end = send(client, form, CALM, follow=True)
    assert end.status_code == 302
    assert end["Location"].endswith("/sent")
    words = text(client.get(end["Location"]))
    assert "Your answers are sent" in words
    assert "8:00 am to 5:00 pm" in words
    assert "Are you in danger right now" not in words
    for label in ("minimal", "mild", "severe", "Your score"):
        assert label not in words
    assert client.get(form)["Location"].endswith("/sent")


@pytest.mark.parametrize("item_9", [1, 2, 3])
def test_any_answer_above_zero_leads_to_the_safety_page(
    client: Client, form: str, item_9: int
) -> None:
    assert send(client, form, answers(item_9))["Location"].endswith("/safety")
    assert RiskTask.objects.count() == 1
    assert client.get(form)["Location"].endswith("/safety")


def test_two_questions_left_are_asked_for_once(client: Client, form: str) -> None:
    given: list[Any] = [None, 1, None, *CALM[3:]]
    again = send(client, form, given)
    words = text(again)
    assert again.status_code == 422
    assert "You left 2 questions. You can answer them or send as it is." in words
    assert 'href="#id_item_1"' in words
    assert "Send as it is" in words
    assert len(re.findall(r"<input[^>]*\bchecked\b", words)) == 8
    assert Response.objects.count() == 0
    sent = client.post(form, {**filled(stamp_of(client, form), given), "as_it_is": "yes"})
    assert sent["Location"].endswith("/sent")
    assert Response.objects.get().missing == [1, 3]


def test_three_questions_left_leave_no_total(client: Client, form: str) -> None:
    send(client, form, [None, None, None, *CALM[3:]], as_it_is="yes")
    assert Response.objects.get().total is None


def test_one_question_left_is_said_in_the_singular(client: Client, form: str) -> None:
    assert "You left 1 question." in text(send(client, form, [None, *CALM[1:]]))


def test_the_unscored_question_may_be_left_without_a_word(client: Client, form: str) -> None:
    assert send(client, form, [*CALM[:9], None])["Location"].endswith("/sent")


def test_a_skipped_item_9_ends_normally_with_the_now_question(client: Client, form: str) -> None:
    """Decision 18."""
    assert send(client, form, answers(None)).status_code == 422
    end = send(client, form, answers(None), as_it_is="yes")
    assert end["Location"].endswith("/sent")
    words = text(client.get(end["Location"]))
    assert "Are you in danger right now" in words
    assert 'href="tel:988"' in words
    response = Response.objects.get()
    assert (response.total, response.safety) == (None, "unanswered")
    assert RiskTask.objects.get().level == "watch"
    help_page = client.post(form + "/now", {"now": "yes"})
    assert help_page["Location"].endswith("/help")
    assert RiskTask.objects.get().events.last().level == "imminent"


@pytest.mark.parametrize("wrong", ["7", "x", "-1", "1.5"])
def test_a_value_that_cannot_be_is_refused_in_words(client: Client, form: str, wrong: str) -> None:
    refused = send(client, form, [*CALM[:4], wrong, *CALM[5:]])
    assert refused.status_code == 422
    words = text(refused)
    assert "Choose one of the answers shown" in words
    assert "invalid" not in words.lower()
    assert (Response.objects.count(), Draft.objects.count()) == (0, 0)


def test_a_double_tap_keeps_one_response(client: Client, form: str) -> None:
    data = filled(stamp_of(client, form), answers(1))
    first, second = client.post(form, data), client.post(form, data)
    assert first["Location"] == second["Location"]
    assert (Response.objects.count(), RiskTask.objects.count()) == (1, 1)


def test_the_back_button_and_other_answers_change_nothing(client: Client, form: str) -> None:
    stamp = stamp_of(client, form)
    client.post(form, filled(stamp, CALM))
    later = client.post(form, filled(stamp, answers(0, others=3)))
    assert later.status_code in (302, 409)
    assert Response.objects.get().answers == CALM


def test_another_page_of_the_same_form_says_that_it_was_sent(client: Client, form: str) -> None:
    first, second = stamp_of(client, form), stamp_of(client, form)
    client.post(form, filled(first, CALM))
    later = client.post(form, filled(second, answers(0, others=2)))
    assert later.status_code == 409
    assert "This form was sent before" in text(later)


def test_a_suicide_answer_on_a_second_page_leads_to_help(client: Client, form: str) -> None:
    first, second = stamp_of(client, form), stamp_of(client, form)
    client.post(form, filled(first, CALM))
    later = client.post(form, filled(second, answers(3)))
    assert later["Location"].endswith("/help")
    assert "Let us get you help now" in text(client.get(later["Location"]))
    assert RiskTask.objects.get().level == "red"


def test_a_page_made_for_another_patient_saves_nothing(
    client: Client, form: str, cast: Cast
) -> None:
    """Safety rule 5."""
    other = patient_at(cast.harbour, email="kim@patients.example")
    path = questionnaires.send_link(
        by=cast.actor(cast.frida), patient=other, instrument="phq9", location=cast.harbour
    )
    theirs = client.post(path)["Location"]
    mixed = client.post(form, filled(stamp_of(client, theirs), CALM))
    assert mixed.status_code == 409
    assert "another patient" in text(mixed)
    assert 'href="tel:988"' in text(mixed)
    assert Response.objects.count() == 0


def test_a_page_without_its_stamp_saves_nothing(client: Client, form: str) -> None:
    assert client.post(form, filled("", CALM)).status_code == 422
    assert client.post(form, filled("forged", CALM)).status_code == 422
    assert Response.objects.count() == 0


def test_when_the_task_cannot_be_made_the_page_fails_with_crisis_help(
    client: Client, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R-48."""

    def fail(**_: Any) -> None:
        raise RuntimeError("the table is gone")

    monkeypatch.setattr(risk, "raise_task", fail)
    failed = send(client, form, answers(2))
    assert failed.status_code == 500
    assert 'href="tel:988"' in text(failed)
    assert "Your answers were not sent" in text(failed)
    assert len(re.findall(r"<input[^>]*\bchecked\b", text(failed))) == 10
    assert Response.objects.count() == 0


def test_a_form_that_is_over_says_so_and_keeps_what_was_ticked(
    client: Client, form: str, at_noon: time_machine.Traveller
) -> None:
    stamp = stamp_of(client, form)
    at_noon.move_to(NOON + timedelta(hours=72, minutes=1))
    assert client.get(form).status_code == 404  # the permission of a day is over too
    assert client.post(form, filled(stamp, CALM)).status_code == 404


@pytest.mark.parametrize(
    ("item_9", "said"),
    [(0, "no one has read it"), (2, "One of your answers has gone to our care team")],
)
def test_a_form_that_is_over_says_whether_an_answer_was_passed_on(
    cast: Cast, sam: Patient, at_noon: time_machine.Traveller, item_9: int, said: str
) -> None:
    owner = patient_with_account(cast, sam)
    asked = questionnaires.assign_in_portal(
        by=cast.actor(cast.frida), patient=sam, instrument="phq9", location=cast.harbour
    )
    questionnaires.save_draft(by=owner, assignment=asked.uid, answers=answers(item_9))
    at_noon.shift(timedelta(days=4))
    run_due()
    page = signed_in(User.objects.get(email=sam.email)).get(
        reverse("portal:checkin-form", args=[asked.uid])
    )
    assert page.status_code == 410
    assert said in text(page)


# -- drafts ----------


def test_what_is_ticked_is_kept_and_shown_again(client: Client, form: str) -> None:
    kept = client.post(form + "/draft", filled(stamp_of(client, form), [1, 2] + [None] * 8))
    assert kept.status_code == 204
    assert kept["Lightwell-Saved"] == "Saved 12:00"
    assert len(re.findall(r"<input[^>]*\bchecked\b", text(client.get(form)))) == 2


def test_a_draft_that_cannot_be_is_not_kept(client: Client, form: str) -> None:
    assert client.post(form + "/draft", filled("", [7] * 10)).status_code == 422
    assert Draft.objects.count() == 0


# -- in the portal ----------


def cast_user(sam: Patient) -> User:
    assert sam.user is not None
    return sam.user


@pytest.fixture
def own(cast: Cast, sam: Patient) -> tuple[Client, str]:
    patient_with_account(cast, sam)
    assignment = questionnaires.assign_in_portal(
        by=cast.actor(cast.ben), patient=sam, instrument="phq9", location=cast.harbour
    )
    return signed_in(cast_user(sam)), f"/my/check-ins/{assignment.uid}"


def test_the_portal_shows_the_own_trend_in_words(
    own: tuple[Client, str], cast: Cast, sam: Patient
) -> None:
    patient, form = own
    assert send(patient, form, CALM)["Location"].endswith("/sent")
    assert "Your score" not in text(patient.get(form + "/sent"))
    later = questionnaires.assign_in_portal(
        by=cast.actor(cast.ben), patient=sam, instrument="phq9", location=cast.harbour
    )
    second = f"/my/check-ins/{later.uid}"
    with time_machine.travel(NOON + timedelta(days=1), tick=False):
        patient = signed_in(cast_user(sam))
        send(patient, second, answers(0, others=0))
        words = text(patient.get(second + "/sent"))
    assert "Your score is 0. Last time it was 8. Lower is better." in words


def test_the_portal_form_is_its_patients_alone(own: tuple[Client, str], cast: Cast) -> None:
    _, form = own
    assert "/account/" in Client().get(form)["Location"]
    for user in (cast.ben, cast.alice, cast.eve, cast.dev):
        assert signed_in(user).get(form).status_code == 404
    kim = patient_at(cast.harbour, email="kim@patients.example")
    patient_with_account(cast, kim)
    for page in ("", "/sent", "/safety", "/help"):
        assert signed_in(cast_user(kim)).get(form + page).status_code == 404


def test_a_bad_id_is_nothing(own: tuple[Client, str]) -> None:
    patient, _ = own
    assert patient.get(f"/my/check-ins/{uuid4()}").status_code == 404
    assert patient.get("/my/check-ins/nonsense").status_code == 404


def test_wrong_methods_are_refused(own: tuple[Client, str]) -> None:
    patient, form = own
    assert patient.delete(form).status_code == 405
    assert patient.get(form + "/now").status_code == 405
    assert patient.get(form + "/draft").status_code == 405
    assert patient.post(form + "/help").status_code == 405
