"""Noor, by vein and then under the tongue: a change without a trial, and a call that was missed.

Her story is told up to a step; from there the prescriber and the nurse go on at their screens.
"""

from __future__ import annotations

from datetime import time, timedelta
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from lightwell.access import clock
from tests.support.cast import PASSWORD
from tests.support.journey import Journey, look
from tests.support.story import type_date

if TYPE_CHECKING:
    from tests.support.browser import Pages

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.look]


def test_the_change_is_signed_beside_its_evidence_and_nothing_goes_home(
    pages: Pages, monkeypatch: pytest.MonkeyPatch
) -> None:
    journey = Journey(pages, monkeypatch, "S2", to="agrees-again")
    alice = journey.opened_by("prescriber")
    alice.goto(journey.record("course"))
    expect(alice.get_by_text("“Change to under the tongue” was decided")).to_be_visible()
    alice.get_by_role("link", name="What comes next").click()
    expect(alice.get_by_text("No trial stands behind this change")).to_be_visible()
    expect(alice.get_by_text("A letter, not a trial")).to_be_visible()
    nothing_is_chosen_beforehand(alice)
    alice.get_by_role("group", name="What comes next").get_by_label("Under the tongue").check()
    alice.get_by_label("The prescriber", exact=True).check()
    alice.get_by_label("What the person wishes").fill("Something that does not cost a whole day.")
    alice.get_by_label("Your reasons").fill("The series helped. No trial stands behind this.")
    look(alice, "s2-what-next")
    alice.get_by_role("button", name="Sign what comes next").click()
    phases = alice.get_by_role("table", name="2 phases so far").get_by_role("row")
    expect(phases.filter(has_text="Series by vein")).to_contain_text("Went on")
    expect(phases.filter(has_text="Under the tongue")).to_contain_text("Planned")
    alice.get_by_role("link", name="Doses at home").click()
    expect(alice.get_by_role("heading", name="Held: 8 conditions left")).to_be_visible()
    held = alice.get_by_role("listitem").filter(has_text="The first dose of this formulation")
    expect(held).to_contain_text("Unknown")
    expect(held).to_contain_text("Give the first dose of this formulation in the clinic")
    expect(held).to_contain_text("Nobody may set it aside")
    look(alice, "s2-home-held")


def nothing_is_chosen_beforehand(page: Page) -> None:
    page.get_by_role("button", name="Sign what comes next").click()
    refused = page.get_by_role("alert")
    for words in ("Choose what comes next", "Choose whose decision it is", "Enter your reasons"):
        expect(refused).to_contain_text(words)


def test_a_supply_waits_for_every_condition_and_is_called_back_when_a_call_is_missed(
    pages: Pages, monkeypatch: pytest.MonkeyPatch
) -> None:
    journey = Journey(pages, monkeypatch, "S2", to="home-permitted")
    alice, ben = journey.opened_by("prescriber"), journey.opened_by("nurse", "phone")
    given_a_supply_that_is_ordered(journey, alice)
    when_it_is_not_signed_before_the_calls_are_promised(journey, alice, ben)
    and_two_people_count_it_and_hand_it_over(journey, ben)
    and_nobody_is_reached_on_the_day_of_the_first_dose(journey, ben)
    then_it_is_called_back_and_there_is_a_task(journey, ben)


def given_a_supply_that_is_ordered(journey: Journey, alice: Page) -> None:
    today = clock.now().astimezone(journey.clinic.zone)
    alice.goto(journey.record("at-home"))
    expect(alice.get_by_role("heading", name="Held: 6 conditions left")).to_be_visible()
    alice.get_by_role("link", name="Write down a look at the register").click()
    type_date(alice, "on", today)
    alice.get_by_label("Nothing unexpected").check()
    alice.get_by_role("button", name="Save").click()
    alice.get_by_role("link", name="Order a supply").click()
    alice.get_by_label("How many pieces in all").fill("2")
    type_date(alice, "first_day", today + timedelta(days=3))
    alice.get_by_label("Days from one dose to the next").fill("3")
    alice.get_by_role("button", name="Order").click()
    expect(alice.get_by_role("heading", name="Held: 2 conditions left")).to_be_visible()
    expect(alice.get_by_text("2 doses of 1 piece", exact=True)).to_be_visible()


def when_it_is_not_signed_before_the_calls_are_promised(
    journey: Journey, alice: Page, ben: Page
) -> None:
    alice.get_by_role("link", name="Let it go home").click()
    reasons = alice.get_by_label("Why these doses may be taken at home")
    reasons.fill("The first dose was supervised and calm.")
    alice.get_by_role("button", name="Sign", exact=True).click()
    refused = alice.get_by_role("alert")
    expect(refused).to_contain_text("1 condition holds it. Schedule the check-ins before")
    expect(reasons).to_have_value("The first dose was supervised and calm.")
    look(alice, "s2-sign-refused")
    ben.goto(journey.record("at-home"))
    ben.get_by_role("link", name="Promise the calls").click()
    for day in ben.get_by_label("dose").all():
        day.check()
    ben.get_by_label("At what time").fill("11:00")
    ben.get_by_label("Who calls").select_option(label="Ben Brook")
    ben.get_by_role("button", name="Promise these calls").click()
    expect(ben.get_by_role("table", name="2 calls promised")).to_be_visible()
    alice.get_by_role("button", name="Sign", exact=True).click()
    expect(alice.get_by_role("heading", name="Nothing holds it")).to_be_visible()


def and_two_people_count_it_and_hand_it_over(journey: Journey, ben: Page) -> None:
    second = journey.with_password("prescriber")
    ben.reload()
    ben.get_by_role("link", name="Count it").click()
    ben.get_by_label("Counted").fill("2")
    ben.get_by_label("Strength of one, in mg").fill("25")
    ben.get_by_role("button", name="Save the count").click()
    ben.get_by_role("link", name="Hand it over").click()
    ben.get_by_label("Email address of the second person").fill(second.email)
    ben.get_by_label("Password of the second person").fill(PASSWORD)
    ben.get_by_role("button", name="Hand").click()
    expect(ben.get_by_role("heading", name="Supply 1 At the person's home")).to_be_visible()


def and_nobody_is_reached_on_the_day_of_the_first_dose(journey: Journey, ben: Page) -> None:
    journey.days_later(3, time(11, 5))
    ben.goto(reverse("clinic:home-calls"))
    ben.get_by_role("link", name="HADDAD-DEMO").click()
    ben.get_by_label("No, nobody was reached").check()
    ben.get_by_label("Note").fill("Rang twice; no answer.")
    look(ben, "s2-call")
    ben.get_by_role("button", name="Save the check-in").click()
    expect(ben.get_by_role("heading", name="Doses at home")).to_be_visible()
    journey.days_later(1, time(6))
    journey.clock_runs()


def then_it_is_called_back_and_there_is_a_task(journey: Journey, ben: Page) -> None:
    ben.goto(journey.record("at-home"))
    expect(ben.get_by_text("This supply was called back")).to_be_visible()
    expect(ben.get_by_text("Nobody reached the person on").first).to_be_visible()
    look(ben, "s2-called-back")
    ben.goto(reverse("clinic:risk"))
    ben.get_by_role("link", name="HADDAD-DEMO").click()
    expect(ben.get_by_role("heading", name="Why there is a task")).to_be_visible()
    expect(ben.get_by_text("Not reached on the day of a check-in")).to_be_visible()
    ben.get_by_role("button", name="Take it").click()
    expect(ben.get_by_role("heading", name="Reach the person")).to_be_visible()
    look(ben, "s2-task")
