"""A questionnaire in a real browser: scripts on or off, few presses, light, within reach."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from lightwell.access.models import User
from lightwell.records.actions import questionnaires
from lightwell.records.models import Draft, Response, RiskTask
from tests.support.browser import assert_axe_clean, assert_fits_width
from tests.support.cast import Cast, found_cast
from tests.support.risk import patient_at, staff_the_week, task_of
from tests.support.signing_in import signed_in

if TYPE_CHECKING:
    from tests.support.browser import Pages

pytestmark = pytest.mark.django_db(transaction=True)
EVERY_DAY = tuple(range(7))


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    made = found_cast()
    staff_the_week(made.harbour, made.ben, days=EVERY_DAY)
    return made


@pytest.fixture
def link(cast: Cast) -> str:
    return questionnaires.send_link(
        by=cast.actor(cast.frida),
        patient=patient_at(cast.harbour),
        instrument="phq9",
        location=cast.harbour,
    )


def tick(page: Page, number: int, words: str) -> None:
    page.locator(".lw-scale").nth(number - 1).get_by_text(words, exact=True).click()


def sign_in(page: Page, user: User, address: str) -> None:
    name = settings.SESSION_COOKIE_NAME
    page.context.add_cookies(
        [{"name": name, "value": signed_in(user).cookies[name].value, "url": address}]
    )


@pytest.mark.parametrize("javascript", [True, False])
def test_a_suicide_answer_from_link_to_safety_page_in_twelve_presses(
    pages: Pages, link: str, javascript: bool
) -> None:
    phone = pages.open("phone", javascript=javascript)
    phone.goto(link)
    phone.get_by_role("button", name="Open my form").click()
    for number in range(1, 10):
        tick(phone, number, "Several days")
    tick(phone, 10, "Very difficult")
    phone.get_by_role("button", name="Send my answers").click()
    presses = 1 + 10 + 1
    assert presses <= 12
    expect(phone.get_by_role("heading", level=1)).to_contain_text("Thank you for telling us")
    assert_axe_clean(phone)
    assert RiskTask.objects.get().response == Response.objects.get()
    phone.get_by_role("button", name="Not sure").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Let us get you help now")
    assert_axe_clean(phone)
    phone.get_by_role("link", name="Go on").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Your answers are sent")
    phone.go_back()
    phone.go_back()
    expect(phone.get_by_role("heading", level=1)).to_contain_text("Thank you for telling us")


@pytest.mark.look
def test_the_form_is_light_and_every_button_is_within_reach(pages: Pages, link: str) -> None:
    """Q-3: four equal buttons; R-60: none too small; at most 60 kB over the wire."""
    phone = pages.open("phone")
    phone.goto(link)
    phone.get_by_role("button", name="Open my form").click()
    with pages.measured(phone) as watch:
        phone.reload()
    assert watch.wire_bytes <= 60_000
    boxes = [one.bounding_box() for one in phone.locator(".lw-scale__label").all()]
    assert len(boxes) == 40
    assert all(box and box["height"] >= 64 and box["width"] >= 76 for box in boxes)
    assert_fits_width(phone)


def test_what_is_ticked_is_kept_without_a_press(pages: Pages, link: str) -> None:
    phone = pages.open("phone")
    phone.goto(link)
    phone.get_by_role("button", name="Open my form").click()
    tick(phone, 9, "Nearly every day")
    expect(phone.locator("[data-autosave-status]")).to_contain_text("Saved")
    assert Draft.objects.get().answers[8] == 3
    phone.reload()
    expect(phone.locator("#id_item_9-4")).to_be_checked()


@pytest.mark.parametrize("javascript", [True, False])
def test_questions_left_are_asked_for_once_and_may_stay_left(
    pages: Pages, link: str, javascript: bool
) -> None:
    phone = pages.open("phone", javascript=javascript)
    phone.goto(link)
    phone.get_by_role("button", name="Open my form").click()
    for number in range(1, 9):
        tick(phone, number, "Not at all")
    phone.get_by_role("button", name="Send my answers").click()
    expect(phone.get_by_role("heading", name="You left 1 question.")).to_be_visible()
    assert_axe_clean(phone)
    phone.get_by_role("button", name="Send as it is").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Your answers are sent")
    expect(phone.get_by_text("Are you in danger right now")).to_be_visible()
    assert Response.objects.get().safety == "unanswered"


def test_a_new_task_appears_in_an_open_inbox_by_itself(
    pages: Pages, cast: Cast, live_server: object
) -> None:
    desk = pages.open("desktop")
    sign_in(desk, cast.ben, str(live_server))
    desk.goto("/clinic/risk/")
    expect(desk.get_by_text("No open tasks.")).to_be_visible()
    polls: list[str | None] = []
    desk.on("request", lambda one: polls.append(one.headers.get("x-lightwell-poll")))
    task_of(cast, patient_at(cast.harbour), 2)
    expect(desk.get_by_role("link", name="SOTO, Sam")).to_be_visible(timeout=25_000)
    assert polls[0] == "1"
