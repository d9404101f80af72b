"""Elena, a bridge of four infusions: what the relief is used for, and an answer in the window.

Her story is told until the window is planned; from there she, the nurse and the prescriber go on
at their screens.
"""

from __future__ import annotations

import re
from datetime import time
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from tests.support.journey import Journey, look

if TYPE_CHECKING:
    from tests.support.browser import Pages

MEDICINE = "She sees the outside prescriber about the next step"
TALK = "Weekly, with the same person"
SEVERAL_DAYS = 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.look
def test_the_window_is_used_and_an_answer_in_it_is_a_task(
    pages: Pages, monkeypatch: pytest.MonkeyPatch
) -> None:
    journey = Journey(pages, monkeypatch, "S4", to="medicine-planned")
    alice, ben = journey.opened_by("prescriber"), journey.opened_by("nurse", "tablet")
    given_relief_that_was_measured_on_the_day(journey, alice)
    when_a_line_is_due_it_is_gone_through(journey, alice)
    and_the_nurse_sends_a_questionnaire(journey, ben)
    and_the_person_answers_with_thoughts_of_death(journey)
    then_it_is_a_task_that_the_nurse_takes(ben)


def given_relief_that_was_measured_on_the_day(journey: Journey, alice: Page) -> None:
    alice.goto(journey.record("window"))
    days = alice.get_by_role("table", name="the earliest first").get_by_role("row")
    measured = days.filter(has_text="Now scale").filter(has_text="35 mg")
    expect(measured).to_have_count(4)
    expect(measured.last).to_contain_text("Session 4: 35 mg")
    expect(measured.last).to_contain_text(re.compile("lower than before|higher than before"))
    expect(alice.locator("main")).not_to_contain_text(re.compile("respon|remission", re.IGNORECASE))
    expect(days.filter(has_text=f"Next review: {MEDICINE}")).to_have_count(1)
    expect(days.filter(has_text=f"Next review: {TALK}")).to_have_count(1)
    look(alice, "s4-window")


def when_a_line_is_due_it_is_gone_through(journey: Journey, alice: Page) -> None:
    expect(alice.get_by_text("Review due now")).to_have_count(0)
    journey.days_later(14, time(9))
    alice.reload()
    expect(alice.get_by_text("Review due now")).to_have_count(1)
    alice.get_by_role("link", name=MEDICINE).click()
    alice.get_by_role("link", name="Review this line").click()
    alice.get_by_label("What was done?").fill("The next medicine was begun.")
    alice.get_by_label("What helped?").fill("“I know what comes next.”")
    alice.get_by_label("It goes on").check()
    alice.get_by_label("By the programme").check()
    look(alice, "s4-review")
    alice.get_by_role("button", name="Keep this review").click()
    alice.goto(journey.record("window"))
    expect(alice.get_by_text("Review due now")).to_have_count(0)
    reviewed = alice.get_by_role("row").filter(has_text="Reviewed: The next medicine was begun.")
    expect(reviewed).to_contain_text("Helped: “I know what comes next.”")
    expect(alice.get_by_role("link", name=TALK)).to_be_visible()


def and_the_nurse_sends_a_questionnaire(journey: Journey, ben: Page) -> None:
    ben.goto(journey.record("questionnaires"))
    ben.get_by_label("PHQ-9", exact=True).check()
    ben.get_by_label("In the patient’s portal").check()
    ben.get_by_role("button", name="Send").click()
    expect(ben.get_by_text("Sent, not opened")).to_be_visible()


def and_the_person_answers_with_thoughts_of_death(journey: Journey) -> None:
    page = journey.opened_by("person", "phone")
    page.goto("/my/")
    page.get_by_role("link", name="Your check-in is ready").click()
    page.get_by_role("heading", name="PHQ-9").get_by_role("link").click()
    questions = page.locator("fieldset").filter(has=page.locator("input[type=radio]"))
    for number in range(9):
        questions.nth(number).get_by_role("radio").nth(SEVERAL_DAYS).check(force=True)
    page.get_by_role("button", name="Send my answers").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("You are not alone")
    expect(page.get_by_text("We have told your care team.")).to_be_visible()
    look(page, "s4-safety")
    page.get_by_role("button", name="No, I am safe right now").click()
    page.wait_for_load_state("networkidle")


def then_it_is_a_task_that_the_nurse_takes(ben: Page) -> None:
    ben.goto(reverse("clinic:today"))
    ben.get_by_role("link", name="Open the risk inbox").click()
    ben.get_by_role("link", name="BRANDT-DEMO").click()
    expect(ben.get_by_role("heading", name="What was answered")).to_be_visible()
    expect(ben.get_by_text("PHQ-9 item 9 answered: several days", exact=True)).to_be_visible()
    look(ben, "s4-task")
    ben.get_by_role("button", name="Take it").click()
    ben.get_by_label("Telephone").check()
    ben.get_by_label("I spoke with the person").check()
    ben.get_by_role("button", name="Write it down").click()
    expect(ben.get_by_role("link", name="Open the screener")).to_be_visible()
