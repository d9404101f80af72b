"""The public site in a real browser: accessible, light, no trace left, scripts on or off."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, expect

from lightwell.diary.models import ConsultationRequest
from tests.support.browser import assert_axe_clean
from tests.support.cast import found_cast

if TYPE_CHECKING:
    from tests.support.browser import Pages

pytestmark = pytest.mark.django_db(transaction=True)

QUESTIONS = ("name", "phone", "email", "birth", "times", "referral", "payment", "needs")


@pytest.fixture(autouse=True)
def _two_locations(transactional_db: None) -> None:
    found_cast()


def go_on(page: Page) -> None:
    page.get_by_role("button", name="Continue").click()


def answer_all(page: Page) -> None:
    """From the door to the check, answering only what must be answered."""
    page.goto("/at/harbour/")
    page.get_by_role("link", name="Ask for a first consultation").first.click()
    page.get_by_role("link", name="Start").click()
    page.get_by_label("First name").fill("Ana")
    page.get_by_label("Last name").fill("Rivera")
    go_on(page)
    page.get_by_label("Phone number").fill("212 555 0123")
    page.get_by_role("group", name="leave a message").get_by_text("Yes").click()
    page.get_by_role("group", name="text message").get_by_text("No", exact=True).click()
    for _ in QUESTIONS[1:]:
        go_on(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Check your answers")


@pytest.mark.look
def test_refused_questions_are_accessible_too(pages: Pages) -> None:
    page = pages.open("phone")
    for word in ("name", "phone"):
        page.goto(f"/at/harbour/ask/{word}")
        go_on(page)
        expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
        assert_axe_clean(page)


@pytest.mark.look
def test_pages_are_light_and_help_is_lightest(pages: Pages) -> None:
    page = pages.open("phone")
    for address, most in (("/at/harbour/", 60_000), ("/at/harbour/help-now", 20_000)):
        with pages.measured(page) as watch:
            page.goto(address)
        assert watch.wire_bytes <= most


@pytest.mark.parametrize("javascript", [True, False])
def test_a_request_is_sent_once_with_or_without_scripts(pages: Pages, javascript: bool) -> None:
    page = pages.open("phone", javascript=javascript)
    answer_all(page)
    page.get_by_role("button", name="Send my request").dblclick()
    expect(page.get_by_role("heading", level=1)).to_have_text("We have your request")
    page.reload()
    page.go_back()
    page.wait_for_load_state()
    made = ConsultationRequest.objects.get()
    page.goto("/at/harbour/ask/check")
    expect(page.get_by_text(made.reference)).to_be_visible()


@pytest.mark.look
def test_nothing_typed_stays_in_the_browser(pages: Pages) -> None:
    page = pages.open("phone")
    answer_all(page)
    kept = "() => JSON.stringify([{...localStorage}, {...sessionStorage}])"
    assert page.evaluate(kept) == "[{},{}]"
    for cookie in page.context.cookies():
        assert cookie["httpOnly"]
        assert "Rivera" not in cookie["value"]


@pytest.mark.look
def test_crisis_help_is_within_three_presses_of_tab(pages: Pages) -> None:
    page = pages.open("desktop")
    page.goto("/at/harbour/")
    reached = []
    for _ in range(3):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.getAttribute('href')"))
    assert {"tel:988", "sms:988"} <= set(reached)


@pytest.mark.look
@pytest.mark.parametrize("javascript", [True, False])
def test_leaving_takes_one_press(pages: Pages, javascript: bool) -> None:
    page = pages.open("phone", javascript=javascript)
    page.context.route("https://www.weather.gov/**", lambda route: route.fulfill(body="Sunny"))
    page.goto("/at/harbour/how-treatment-works")
    page.get_by_role("link", name="Leave this page").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("https://www.weather.gov/**")
