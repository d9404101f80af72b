"""S3 on the screens: the plan around the injections, the outside therapist, and the way by mouth.

Six injections are replayed (``lightwell demo S3 --to phq9-after``); from there on the prescriber,
the person and his own therapist act for themselves.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, expect

from tests.support.journey import Journey, look
from tests.support.story import type_date

if TYPE_CHECKING:
    from tests.support.browser import Pages

BRAND = "Brainglow Forte"
GOAL = "I want to sing in the choir again."
NAME = re.compile("OKAFOR", re.IGNORECASE)
ASKED = "He took a supplement from the shop. Do you know of it?"
ANSWERED = "I do now, thank you. Nobody could check it; he leaves it for the time being."


# ------------------------------------------------------------------ the care plan, by a brand


def when_alice_plans_a_supplement_by_its_brand(journey: Journey) -> Page:
    page = journey.sign_in(journey.clinic.prescriber)
    page.goto(journey.record("course"))
    page.get_by_role("link", name="Open the care plan").click()
    expect(page.get_by_text("Not checked", exact=True)).to_have_count(0)
    page.get_by_text("Plan something").click()
    page.get_by_role("link", name="Supplements under supervision").last.click()
    page.get_by_label("Which supplement?").fill(BRAND)
    page.get_by_label("What is planned?").fill("One a day, for four weeks")
    page.get_by_label("Who does it?").select_option(value="person")
    type_date(page, "starts_on", journey.day())
    type_date(page, "due_on", journey.day(28))
    page.get_by_label("On another day").check()
    type_date(page, "review_on", journey.day(14))
    page.get_by_label("If another day: why?").fill("Nobody knows what is in it.")
    look(page, "int-1-supplement")
    page.get_by_role("button", name="Add to the plan").click()
    return page


def then_it_is_said_that_nobody_checked_it(page: Page) -> None:
    row = page.get_by_role("row").filter(has_text=BRAND)
    expect(row.get_by_text("Not checked", exact=True)).to_be_visible()
    look(page, "int-2-care")


# ------------------------------------------------------------------ my plan, on a phone


def and_the_person_sees_it_and_gives_a_goal_a_number(journey: Journey) -> None:
    page = journey.as_person("phone")
    page.get_by_role("link", name="More", exact=True).click()
    page.get_by_role("link", name="My plan").click()
    expect(page.get_by_text("One a day, for four weeks", exact=False)).to_be_visible()
    page.get_by_role("link", name="Write down a goal").click()
    page.get_by_label("What do you hope for?").fill(GOAL)
    page.get_by_role("button", name="Save my goal").click()
    page.get_by_role("link", name="Give a number").click()
    look(page, "int-3-rate")
    page.get_by_role("radio", name="7", exact=True).check(force=True)
    page.get_by_role("button", name="Save my number").click()
    expect(page.get_by_text("7 of 10", exact=False)).to_be_visible()
    look(page, "int-4-my-plan")


# ------------------------------------------------------------------ the therapist


def and_his_therapist_asks_about_it(journey: Journey) -> Page:
    page = journey.sign_in(journey.clinic.therapist, "phone", to="outside")
    page.get_by_role("link", name=NAME).click()
    expect(page.get_by_text(GOAL, exact=False)).to_be_visible()
    expect(page.get_by_text("One a day, for four weeks", exact=False)).to_be_visible()
    look(page, "int-5-shared")
    page.get_by_role("link", name="Messages").click()
    send(page, ASKED)
    return page


def send(page: Page, words: str) -> None:
    """A message, with the question about danger answered."""
    page.get_by_label("Your message").fill(words)
    page.get_by_label("No", exact=True).check()
    page.get_by_role("button", name="Send the message").click()
    expect(page.get_by_label("Your message")).to_have_value("")
    expect(page.get_by_text(words)).to_be_visible()


def and_alice_answers(journey: Journey, alice: Page, tess: Page) -> None:
    alice.goto(journey.record("messages"))
    expect(alice.get_by_text(ASKED)).to_be_visible()
    send(alice, ANSWERED)
    look(alice, "int-6-messages")
    tess.reload()
    expect(tess.get_by_text(ANSWERED)).to_be_visible()
    expect(tess.get_by_text("Read by Alice Anders", exact=False).first).to_be_visible()
    look(tess, "int-7-answered")


# ------------------------------------------------------------------ by mouth: what is missing


def then_alice_decides_to_go_on_by_mouth(journey: Journey, page: Page) -> None:
    page.goto(journey.record("course"))
    page.get_by_role("link", name="After session 6", exact=True).click()
    expect(page.get_by_text("7 of 10 on", exact=False).first).to_be_visible()
    page.get_by_label("Change to by mouth").check()
    page.get_by_label("What the person says about").fill("Sings on Thursdays.")
    page.get_by_label("Your reasons").fill("Less than half of what it was.")
    look(page, "int-8-review")
    page.get_by_role("button", name="Sign this decision").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What comes next")
    page.goto(journey.record("course"))
    expect(page.get_by_text("The change itself is signed under", exact=False)).to_be_visible()
    look(page, "int-9-course")


def and_is_told_what_is_missing_for_it(page: Page) -> None:
    page.get_by_role("link", name="What comes next").click()
    expect(page.get_by_text("swallowed: There is no decision", exact=False)).to_be_visible()
    expect(page.get_by_text("swallowed: there is no consent", exact=False)).to_be_visible()
    expect(page.get_by_role("link", name="Record the consent")).to_be_visible()
    look(page, "int-10-next")
    page.get_by_role("radio", name=re.compile("by mouth")).check()
    page.get_by_label("What the person wishes").fill("To have it beside my therapy.")
    page.get_by_label("Your reasons").fill("Decided at the review after six.")
    page.get_by_role("button", name="Sign what comes next").click()
    expect(page.get_by_role("alert")).to_be_visible()
    look(page, "int-11-refused")
    page.get_by_role("link", name="Decide", exact=True).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Decide")
    expect(page.get_by_text("by mouth", exact=False).first).to_be_visible()
    look(page, "int-12-decide")


@pytest.mark.look
@pytest.mark.django_db(transaction=True)
def test_a_brand_is_not_checked_and_a_new_route_says_what_it_lacks(
    pages: Pages, monkeypatch: pytest.MonkeyPatch
) -> None:
    journey = Journey(pages, monkeypatch, "S3", "phq9-after")
    alice = when_alice_plans_a_supplement_by_its_brand(journey)
    then_it_is_said_that_nobody_checked_it(alice)
    and_the_person_sees_it_and_gives_a_goal_a_number(journey)
    tess = and_his_therapist_asks_about_it(journey)
    and_alice_answers(journey, alice, tess)
    then_alice_decides_to_go_on_by_mouth(journey, alice)
    and_is_told_what_is_missing_for_it(alice)
