"""Noor, by vein and then under the tongue: a change without a trial, and a call that was missed.

Her story is told up to a step; from there the prescriber and the nurse go on at their screens.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, expect

from tests.support.journey import Journey, look

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
