"""Piotr, six infusions and then maintenance: a day that was missed, and a relapse that was found.

His story is told up to a step; from there the front desk, the nurse and the prescriber go on at
their screens.
"""

from __future__ import annotations

from datetime import time, timedelta
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from lightwell.access import clock
from tests.support.journey import Journey, look
from tests.support.story import type_date

if TYPE_CHECKING:
    from tests.support.browser import Pages

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.look]
MISSED = 4


def test_a_day_is_missed_and_the_nurse_finds_a_new_time(
    pages: Pages, monkeypatch: pytest.MonkeyPatch
) -> None:
    journey = Journey(pages, monkeypatch, "S1", to="call-3")
    place = journey.telling.visits[MISSED].start
    journey.at(place.replace(hour=12, minute=0))
    frida = journey.opened_by("front_desk")
    frida.goto(f"{reverse('clinic:schedule')}?day={place:%Y-%m-%d}")
    frida.get_by_role("link", name="Here, missed").click()
    frida.get_by_role("button", name="The person did not come").click()
    expect(frida.get_by_role("region", name="Chair 1")).to_contain_text("Missed")
    frida.get_by_role("link", name="Here, missed").click()
    expect(frida.get_by_text("A nurse or a prescriber finds a new time")).to_be_visible()
    expect(frida.get_by_role("link", name="Find a new time")).to_have_count(0)
    look(frida, "s1-missed")
    ben = journey.opened_by("nurse", "tablet")
    ben.goto(frida.url)
    ben.get_by_role("link", name="Find a new time and move what follows").click()
    moves = ben.get_by_role("table", name="Before and after").get_by_role("row")
    expect(moves).to_have_count(4)
    expect(moves.nth(1)).to_contain_text("Moves")
    expect(ben.get_by_text("Nothing is moved until you say so.")).to_be_visible()
    look(ben, "s1-new-time")
    ben.get_by_role("button", name="Book ").click()
    expect(ben.get_by_role("heading", name="Course and plan")).to_be_visible()
    booked = ben.get_by_role("row").filter(has_text="Session 4")
    expect(booked).to_contain_text("Booked")
    expect(booked).not_to_contain_text(f"{place:%d-%b-%Y}")


def test_a_relapse_is_on_the_list_and_a_new_series_is_decided(
    pages: Pages, monkeypatch: pytest.MonkeyPatch
) -> None:
    journey = Journey(pages, monkeypatch, "S1", to="worse-again")
    ben, alice = journey.opened_by("nurse"), journey.opened_by("prescriber", "phone")
    given_the_person_is_on_the_list_with_the_numbers(ben)
    when_the_nurse_has_called(journey, ben)
    and_the_prescriber_looks_at_the_course_beside_what_was_expected(journey, alice)
    and_no_further_interval_is_signed(journey, alice)
    then_a_new_series_is_signed(alice)


def given_the_person_is_on_the_list_with_the_numbers(ben: Page) -> None:
    ben.goto(reverse("clinic:recall"))
    row = ben.get_by_role("row").filter(has_text="Worse by the programme's rule")
    expect(row).to_contain_text("ZIELINSKI-DEMO")
    for words in ("PHQ-9 15", "9 above the lowest (6", "75 % of a gain of 12 is gone"):
        expect(row).to_contain_text(words)
    look(ben, "s1-ask-back")


def when_the_nurse_has_called(journey: Journey, ben: Page) -> None:
    ben.get_by_role("row").filter(has_text="Worse by").get_by_role(
        "link", name="Write down"
    ).click()
    ben.get_by_role("button", name="Save").click()
    expect(ben.get_by_role("alert").first).to_contain_text("Choose what came of it")
    ben.get_by_label("Reached", exact=True).check()
    type_date(ben, "until", clock.now() + timedelta(days=7))
    ben.get_by_label("Reason or note").fill("Spoke with him; he comes in tomorrow.")
    ben.get_by_role("button", name="Save").click()
    expect(ben.get_by_text("1 dealt with, away until its day")).to_be_visible()


def and_the_prescriber_looks_at_the_course_beside_what_was_expected(
    journey: Journey, alice: Page
) -> None:
    journey.days_later(1, time(10))
    alice.goto(journey.record("outcomes"))
    expect(alice.get_by_text("It does not say how this person will do")).to_be_visible()
    band = alice.get_by_role("rowheader").filter(has_text="Of 100 people in this group")
    expect(band).to_contain_text("n = 537")
    expect(alice.get_by_text("Between reviews a total is lower or higher")).to_be_visible()
    look(alice, "s1-outcomes")


def and_no_further_interval_is_signed(journey: Journey, alice: Page) -> None:
    alice.goto(journey.record("course-interval"))
    expect(alice.get_by_text("Part of the gain that is lost: 9 ÷ 12 = 75 %")).to_be_visible()
    alice.get_by_label("14 days", exact=True).check()
    alice.get_by_label("If another than proposed").fill("As before.")
    alice.get_by_role("button", name="Sign this interval").click()
    expect(alice.get_by_role("alert")).to_contain_text("The relapse rule is met")
    look(alice, "s1-interval-refused")


def then_a_new_series_is_signed(alice: Page) -> None:
    alice.locator("main").get_by_role("link", name="What comes next").click()
    alice.get_by_role("group", name="What comes next").get_by_label("Induction").check()
    alice.get_by_label("The prescriber", exact=True).check()
    alice.get_by_label("What the person wishes").fill("Before it is as bad as it was.")
    alice.get_by_label("Your reasons").fill("The relapse rule is met.")
    look(alice, "s1-what-next")
    alice.get_by_role("button", name="Sign what comes next").click()
    phases = alice.get_by_role("table", name="3 phases so far").get_by_role("row")
    expect(phases.last).to_contain_text("Induction")
    expect(phases.last).to_contain_text("Planned")
