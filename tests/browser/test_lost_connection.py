"""The connection breaks while answers are sent: nothing ticked is lost, nothing is sent twice."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, Route, expect

from lightwell.records.actions import questionnaires
from lightwell.records.models import Draft, Response, RiskTask
from tests.support.browser import WAIT_MS
from tests.support.cast import found_cast
from tests.support.risk import patient_at, staff_the_week

if TYPE_CHECKING:
    from tests.support.browser import Pages

pytestmark = pytest.mark.django_db(transaction=True)
EVERY_DAY = tuple(range(7))
SEND = "Send my answers"


@pytest.fixture
def filled(pages: Pages, transactional_db: None) -> Page:
    """A PHQ-9 on a phone, every question answered, item 9 with "Several days"."""
    cast = found_cast()
    staff_the_week(cast.harbour, cast.ben, days=EVERY_DAY)
    link = questionnaires.send_link(
        by=cast.actor(cast.frida),
        patient=patient_at(cast.harbour),
        instrument="phq9",
        location=cast.harbour,
    )
    page = pages.open("phone")
    page.goto(link)
    page.get_by_role("button", name="Open my form").click()
    for number in range(9):
        page.locator(".lw-scale").nth(number).get_by_text("Several days", exact=True).click()
    page.locator(".lw-scale").nth(9).get_by_text("Very difficult", exact=True).click()
    until_kept(page, [1] * 9 + [2])
    return page


def until_kept(page: Page, answers: list[int]) -> None:
    """Wait for the draft on the server: the word "Saved" may stand there for an older one."""
    give_up = time.monotonic() + WAIT_MS / 1000
    while (kept := Draft.objects.values_list("answers", flat=True).first()) != answers:
        assert time.monotonic() < give_up, f"The draft on the server is {kept}"
        page.wait_for_timeout(50)


def send(page: Page) -> None:
    page.get_by_role("button", name=SEND).click(no_wait_after=True)


def break_the_sending(
    page: Page, *, arrives: bool, press: Callable[[], object] | None = None
) -> None:
    """The next sending of the form fails, before or after the server has it."""

    press = press or (lambda: send(page))

    def fail(route: Route) -> None:
        if route.request.method != "POST" or not route.request.is_navigation_request():
            route.fallback()
            return
        if arrives:
            route.fetch(max_redirects=0)
        route.abort("connectionreset")

    page.route("**/q/form/*", fail, times=1)
    with page.expect_event("requestfailed", lambda request: request.is_navigation_request()):
        press()
    page.wait_for_url("chrome-error://**")


def test_a_form_that_never_arrived_keeps_its_ticks_and_is_sent_again(filled: Page) -> None:
    form = filled.url
    break_the_sending(filled, arrives=False)
    assert Response.objects.count() == 0
    filled.goto(form)
    expect(filled.locator(".lw-scale input:checked")).to_have_count(10)
    filled.get_by_role("button", name=SEND).click()
    expect(filled.get_by_role("heading", level=1)).to_contain_text("Thank you for telling us")
    assert (Response.objects.count(), RiskTask.objects.count()) == (1, 1)


TICK_AND_SEND = """
() => {
  document.querySelector('#id_item_1-4').click();
  document.querySelector('#questionnaire button[type=submit]').click();
}
"""


def test_a_tick_in_the_last_moment_is_kept_when_the_sending_fails(filled: Page) -> None:
    """Ticked and sent in one breath: no pause in which the tick could be kept before."""
    form = filled.url
    break_the_sending(filled, arrives=False, press=lambda: filled.evaluate(TICK_AND_SEND))
    until_kept(filled, [3] + [1] * 8 + [2])
    filled.goto(form)
    expect(filled.locator("#id_item_1-4")).to_be_checked()
    assert Response.objects.count() == 0


def test_the_last_tick_waits_for_an_older_draft_and_is_kept(filled: Page) -> None:
    """An older draft is still under way: the newer follows it, and the form follows both."""
    form = filled.url
    older: list[Route] = []
    filled.route("**/draft", lambda route: older.append(route), times=1)  # noqa: PLW0108
    with filled.expect_request("**/draft"):
        filled.locator(".lw-scale").nth(8).get_by_text("Not at all", exact=True).click()

    def tick_and_send() -> None:
        filled.evaluate(TICK_AND_SEND)
        older[0].continue_()

    break_the_sending(filled, arrives=False, press=tick_and_send)
    until_kept(filled, [3] + [1] * 7 + [0, 2])
    filled.goto(form)
    expect(filled.locator("#id_item_1-4")).to_be_checked()
    expect(filled.locator("[name=item_9]:checked")).to_have_value("0")


def test_a_draft_that_never_ends_does_not_hold_the_form_up(filled: Page) -> None:
    """Answers are sent after a second, whatever becomes of their draft."""
    lost: list[Route] = []
    filled.route("**/draft", lambda route: lost.append(route))  # noqa: PLW0108
    with filled.expect_request("**/draft"):
        filled.locator(".lw-scale").nth(0).get_by_text("Not at all", exact=True).click()
    filled.evaluate(TICK_AND_SEND)
    expect(filled.get_by_role("heading", level=1)).to_contain_text("Thank you for telling us")
    assert Response.objects.get().answers[0] == 3


def test_a_form_whose_answer_was_lost_is_kept_once(filled: Page) -> None:
    """The server has it and the person does not know: trying again leads to the safety page."""
    form = filled.url
    break_the_sending(filled, arrives=True)
    assert Response.objects.get().safety == "positive"
    filled.goto(form)
    expect(filled.get_by_role("heading", level=1)).to_contain_text("Thank you for telling us")
    assert (Response.objects.count(), RiskTask.objects.count()) == (1, 1)


def test_going_back_to_a_sent_form_changes_nothing(filled: Page) -> None:
    filled.get_by_role("button", name=SEND).click()
    expect(filled.get_by_role("heading", level=1)).to_contain_text("Thank you for telling us")
    sent = Response.objects.get().answers
    filled.go_back()
    filled.wait_for_load_state()
    if filled.get_by_role("button", name=SEND).count():
        filled.locator(".lw-scale").nth(8).get_by_text("Not at all", exact=True).click()
        filled.get_by_role("button", name=SEND).click()
    expect(filled.get_by_role("heading", level=1)).not_to_contain_text("Over the last")
    kept = Response.objects.get()
    assert (kept.answers, kept.safety) == (sent, "positive")
    assert RiskTask.objects.exists()
