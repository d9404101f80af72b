"""What anyone sees: the site of a location, help now, and asking for a first consultation."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lightwell.access.models import Location, Membership
from lightwell.diary.models import ConsultationRequest
from lightwell.public import limits
from lightwell.public.journey import STEPS
from lightwell.records import jobs
from tests.support.cast import Cast
from tests.support.reading import grade

pytestmark = pytest.mark.django_db

READ = ("location", "how-treatment-works", "find-us", "help-now", "request-start")
HARBOUR = ["harbour"]
START, CHECK, SENT = (
    reverse(f"public:request-{name}", args=HARBOUR) for name in ("start", "check", "sent")
)
ANSWERS: dict[str, dict[str, Any]] = {
    "name": {"given_name": "Ana Sofia", "family_name": "Rivera"},
    "phone": {"phone": "212.555.0123", "may_leave_message": "yes", "may_text": "no"},
    "email": {"email": "ana@patients.example"},
    "birth": {"birth_date_month": "3", "birth_date_day": "4", "birth_date_year": "1984"},
    "times": {"best_times": ["morning", "any"]},
    "referral": {"referred_by": "Dr. Moody"},
    "payment": {"payment": "self_pay"},
    "needs": {"needs": "A quiet room", "language": "Spanish"},
}


@pytest.fixture(autouse=True)
def _two_locations(cast: Cast) -> None:
    cache.clear()


def page(name: str, slug: str = "harbour") -> str:
    return reverse(f"public:{name}", args=[slug])


def step(word: str) -> str:
    return reverse("public:request-step", args=["harbour", word])


def text(client: Client, url: str, status: int = 200) -> str:
    response = client.get(url)
    assert response.status_code == status
    return str(response.content.decode())


def answer_all(client: Client, **changes: dict[str, Any]) -> None:
    for word, answers in (ANSWERS | changes).items():
        response = client.post(step(word), answers)
        assert response.status_code == 302, (word, response.content.decode())


def press_send(client: Client) -> Any:
    stamp = re.search(r'name="stamp" value="([^"]+)"', text(client, CHECK))
    assert stamp
    return client.post(CHECK, {"stamp": stamp[1]})


# -- pages to read ----------------------------------------------------------------------------


@pytest.mark.parametrize("name", READ)
def test_a_page_to_read_sets_no_cookie_and_starts_with_crisis_help(
    client: Client, name: str
) -> None:
    response = client.get(page(name))
    html = response.content.decode()
    assert not response.cookies
    assert html.index('href="tel:988"') < html.index("<main")
    assert html.index('href="sms:988"') < html.index("<main")
    assert "555-0100" in html
    assert grade(html) <= 7


@pytest.mark.parametrize("name", READ)
def test_leaving_is_a_plain_link_to_somewhere_harmless(client: Client, name: str) -> None:
    link = re.search(
        r'<a[^>]*href="(https://[^"]+)"[^>]*>Leave this page', text(client, page(name))
    )
    assert link
    assert "weather" in link[1]
    assert "noreferrer" in link[0]


@pytest.mark.parametrize("name", READ)
def test_only_reading_is_allowed_and_only_of_places_that_exist(client: Client, name: str) -> None:
    assert client.post(page(name)).status_code == 405
    assert client.get(page(name, slug="nowhere")).status_code == 404


def test_the_start_lists_the_locations_in_nobodys_name(client: Client) -> None:
    html = text(client, "/")
    assert page("location") in html
    assert page("location", "hillside") in html
    assert "<title>Choose a location – Lightwell Demonstration Clinic" in html
    assert grade(html) <= 7


def test_one_location_is_the_start(client: Client) -> None:
    Membership.objects.filter(location__slug="hillside").delete()
    Location.objects.filter(slug="hillside").delete()
    assert client.get("/")["Location"] == page("location")


def test_the_three_doors_lead_somewhere(client: Client) -> None:
    html = text(client, page("location"))
    for door in ("request-start", "how-treatment-works", "find-us"):
        assert page(door) in html
        assert client.get(page(door)).status_code == 200


def test_every_claim_has_a_source_on_the_page(client: Client) -> None:
    html = text(client, page("how-treatment-works"))
    named = set(re.findall(r'href="#(source-\d)"', html))
    assert named == set(re.findall(r'id="(source-\d)"', html))
    assert "Not yet reviewed by a clinician" in html


def test_help_now_is_small_and_numbers_come_first(client: Client) -> None:
    html = text(client, page("help-now"))
    assert len(html) < 8_000
    assert "<script" not in html
    assert html.index("lw-safety__button") < html.index("<h2")
    assert text(client, reverse("public:help-now"))


def test_help_now_speaks_for_its_region(client: Client) -> None:
    Location.objects.filter(slug="harbour").update(region="eu")
    html = text(client, page("help-now"))
    assert 'href="tel:112"' in html
    assert "988" not in html
    assert "sms:" not in html


def test_an_unknown_address_says_what_to_do(client: Client) -> None:
    html = text(client, "/at/harbour/nothing-here/at-all", status=404)
    assert "We cannot find this page" in html
    assert 'href="tel:988"' in html


def test_a_fault_of_ours_says_so(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(slug: str) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("lightwell.access.queries.people.location_by_slug", broken)
    client.raise_request_exception = False
    html = text(client, page("location"), status=500)
    assert "The fault is ours" in html
    assert 'href="tel:988"' in html


# -- asking -----------------------------------------------------------------------------------


def test_a_request_from_the_first_question_to_the_reference(client: Client) -> None:
    assert step("name") in text(client, START)
    answer_all(client)
    html = text(client, CHECK)
    for said in (
        "Ana Sofia Rivera",
        "(212) 555-0123",
        "March 4, 1984",
        "In the morning",
        "Spanish",
    ):
        assert said in html
    assert press_send(client)["Location"] == SENT
    made = ConsultationRequest.objects.get()
    assert (made.given_name, made.payment, made.best_times) == (
        "Ana Sofia",
        "self_pay",
        ["morning", "any"],
    )
    html = text(client, SENT)
    assert made.reference in html
    assert "Monday to Friday" in html
    assert "Rivera" not in html


@pytest.mark.parametrize("word", list(ANSWERS))
def test_every_question_is_one_page_with_a_number_to_call(client: Client, word: str) -> None:
    html = text(client, step(word))
    assert html.count("<h1") == 1
    assert "Rather talk? Call" in html
    assert 'href="tel:988"' in html
    assert f"of {len(STEPS)}" in html
    assert not re.search(r'(checked|value="[^"]+"[^>]*type="text")', html)
    assert grade(html) <= 7


def test_only_name_and_phone_must_be_answered(client: Client) -> None:
    empty: dict[str, dict[str, Any]] = {
        word: {} for word in ANSWERS if word not in {"name", "phone"}
    }
    answer_all(client, **empty)
    assert text(client, CHECK).count("Not given") == 7
    press_send(client)
    made = ConsultationRequest.objects.get()
    assert (made.birth_date, made.email, made.best_times) == (None, "", [])


def test_going_back_finds_the_answers(client: Client) -> None:
    answer_all(client)
    assert 'value="Ana Sofia"' in text(client, step("name"))
    assert 'value="1984"' in text(client, step("birth"))
    assert "checked" in text(client, step("payment"))


def test_changing_an_answer_leads_back_to_the_check(client: Client) -> None:
    answer_all(client)
    change = f"{step('email')}?from=check"
    assert change in text(client, CHECK)
    assert "Keep this answer" in text(client, change)
    assert client.post(change, {"email": "new@patients.example"})["Location"] == CHECK
    assert "new@patients.example" in text(client, CHECK)


@pytest.mark.parametrize(
    ("word", "answers", "says", "kept"),
    [
        ("name", {"given_name": "Ana", "family_name": " "}, "Enter your last name", "Ana"),
        ("name", {"given_name": "A" * 101, "family_name": "R"}, "to 100 characters", "AAAA"),
        ("phone", ANSWERS["phone"] | {"phone": "555-0100"}, "with its area code", "555-0100"),
        ("phone", ANSWERS["phone"] | {"phone": "call me"}, "Enter a phone number", "call me"),
        ("phone", ANSWERS["phone"] | {"may_text": "x"}, "Choose one of the answers", "212"),
        ("phone", {"phone": "2125550123"}, "Choose whether we may leave", "2125550123"),
        ("email", {"email": "ana@"}, "name@example.com", "ana@"),
        (
            "birth",
            {"birth_date_month": "2", "birth_date_day": "31", "birth_date_year": "1984"},
            "February 1984 has 29 days",
            "31",
        ),
        (
            "birth",
            {"birth_date_month": "1", "birth_date_day": "1", "birth_date_year": "2999"},
            "must be",
            "2999",
        ),
        (
            "birth",
            {"birth_date_month": "1", "birth_date_day": "1", "birth_date_year": "1899"},
            "1900",
            "1899",
        ),
        ("times", {"best_times": ["at night"]}, "Choose one of the answers", ""),
        ("needs", {"needs": "n" * 501}, "to 500 characters", "nnnn"),
    ],
)
def test_bad_input_is_named_kept_and_refused(
    client: Client, word: str, answers: dict[str, Any], says: str, kept: str
) -> None:
    response = client.post(step(word), answers)
    html = response.content.decode()
    assert response.status_code == 422
    assert "There is a problem" in html
    assert "<title>Error: " in html
    assert says in html
    assert kept in html


def test_a_crisis_typed_as_a_need_is_answered_before_the_box(client: Client) -> None:
    html = text(client, step("needs"))
    main = html[html.index("<main") :]
    assert main.index("Nobody reads this right away") < main.index("<textarea")
    assert main.index('href="tel:988"') < main.index("<textarea")


def test_pressing_send_twice_makes_one_request(client: Client) -> None:
    answer_all(client)
    stamp = re.search(r'name="stamp" value="([^"]+)"', text(client, CHECK))
    assert stamp
    for _ in range(3):
        assert client.post(CHECK, {"stamp": stamp[1]})["Location"] == SENT
    assert ConsultationRequest.objects.count() == 1


def test_going_back_after_sending_leads_to_the_reference(client: Client) -> None:
    answer_all(client)
    press_send(client)
    assert client.get(CHECK)["Location"] == SENT
    assert ConsultationRequest.objects.get().reference in text(client, START)


def test_a_second_person_can_ask_from_the_same_browser(client: Client) -> None:
    for _ in range(2):
        answer_all(client)
        press_send(client)
    assert ConsultationRequest.objects.count() == 2


def test_answers_that_were_cleared_are_asked_again(client: Client) -> None:
    answer_all(client)
    client.cookies.clear()
    again = client.post(step("payment"), ANSWERS["payment"])["Location"]
    assert again == f"{step('name')}?again=1"
    assert "We clear them after 15 minutes" in text(client, again)
    assert client.get(CHECK)["Location"] == START
    assert client.get(SENT)["Location"] == START


def test_unsent_answers_leave_the_database_with_their_time(client: Client) -> None:
    answer_all(client)
    with time_machine.travel(timezone.now() + timedelta(minutes=14)):
        jobs.run_due()
        assert Session.objects.count() == 1
    with time_machine.travel(timezone.now() + timedelta(minutes=16)):
        jobs.run_due()
        assert not Session.objects.exists()


def test_a_forged_stamp_sends_nothing(client: Client) -> None:
    answer_all(client)
    assert client.post(CHECK, {"stamp": "forged"}).status_code == 422
    assert client.post(CHECK).status_code == 422
    assert not ConsultationRequest.objects.exists()


def test_the_stamp_of_another_visitor_sends_nothing(client: Client) -> None:
    other = Client()
    answer_all(other)
    theirs = re.search(r'name="stamp" value="([^"]+)"', text(other, CHECK))
    assert theirs
    answer_all(client)
    assert client.post(CHECK, {"stamp": theirs[1]})["Location"] == START
    assert not ConsultationRequest.objects.exists()


def test_a_machine_is_slowed_and_a_person_is_given_the_number(client: Client) -> None:
    for _ in range(limits.SENDS_PER_HOUR):
        answer_all(client)
        press_send(client)
    answer_all(client)
    response = press_send(client)
    assert response.status_code == 429
    assert "Call 555-0100" in response.content.decode()
    assert ConsultationRequest.objects.count() == limits.SENDS_PER_HOUR
    assert "Ana Sofia Rivera" in text(client, CHECK)


def test_behind_a_proxy_each_visitor_is_counted_alone(client: Client, settings: Any) -> None:
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    for visitor in range(limits.SENDS_PER_HOUR + 1):
        client.defaults["HTTP_X_FORWARDED_FOR"] = f"203.0.113.1, 198.51.100.{visitor}"
        answer_all(client)
        assert press_send(client).status_code == 302


def test_nothing_typed_is_in_an_address_or_a_title(client: Client) -> None:
    for word, answers in ANSWERS.items():
        assert not re.search("Ana|Rivera|555|1984", client.post(step(word), answers)["Location"])
        title = re.search("<title>(.*?)</title>", text(client, step(word)))
        assert title
        assert not re.search("Ana|Rivera", title[1])


def test_answers_are_never_cached(client: Client) -> None:
    client.post(step("name"), ANSWERS["name"])
    assert "no-store" in client.get(step("name"))["Cache-Control"]


def test_questions_that_do_not_exist(client: Client) -> None:
    assert client.get(step("mood")).status_code == 404
    assert client.delete(step("name")).status_code == 405
    assert client.put(CHECK).status_code == 405
    assert client.post(SENT).status_code == 405


def test_a_form_from_an_old_page_says_what_to_do() -> None:
    response = Client(enforce_csrf_checks=True).post(step("name"), ANSWERS["name"])
    assert response.status_code == 403
    assert "load the page again" in response.content.decode()
