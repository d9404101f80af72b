"""S0 on the screens: no dose before the last is integrated, and a release that is taken back.

The person's way is replayed to a step of its story (``lightwell demo S0 --to STEP``); from there
on the nurse, the therapist outside the clinic, the person and the prescriber act for themselves.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from tests.support.cast import PASSWORD
from tests.support.journey import Journey, look
from tests.support.story import type_date

if TYPE_CHECKING:
    from tests.support.browser import Pages

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.look]
MISSING = "Hold the integration session of the last dose first."
NAME = re.compile("LINDQVIST", re.IGNORECASE)


def address(journey: Journey, page: str = "") -> str:
    """The address of a page of the second dosing session in the room."""
    return reverse("room:session", args=[journey.telling.visits[2].session]) + page


def opened_by_tess(journey: Journey, viewport: str) -> Page:
    """The therapist signs in and opens the one person who shares with her."""
    page = journey.sign_in(journey.clinic.therapist, viewport, to="outside")
    page.get_by_role("link", name=NAME).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(NAME)
    return page


def write_integration(journey: Journey, page: Page, themes: str) -> None:
    """The form of a therapy session, filled in for one that was held two days ago."""
    page.get_by_role("link", name="Write down a therapy session").click()
    page.get_by_label("Integration", exact=True).check()
    type_date(page, "held_on", journey.day(-2))
    page.get_by_label("From", exact=True).fill("16:00")
    page.get_by_label("How long").fill("60")
    page.get_by_label("Themes").fill(themes)
    page.get_by_label("What comes next").fill("A letter to her brother, not sent yet.")


# ------------------------------------------------------------------ the gate, and who opens it


def when_ben_wants_to_begin_the_second_dose(journey: Journey) -> Page:
    page = journey.sign_in(journey.clinic.nurse, "tablet")
    page.goto(reverse("room:board"))
    page.get_by_role("link", name="Open").first.click()
    page.goto(address(journey))
    for name, value in {"pressure": "11874", "hr": "68", "spo2": "98", "rr": "14"}.items():
        page.locator(f"[name={name}]").fill(value)
    for name, value in {"moaas": "5", "dissociation": "0"}.items():
        page.locator(f"[name={name}][value='{value}']").check(force=True)
    with page.expect_navigation():
        page.get_by_role("button", name="Save", exact=True).click()
    page.goto(address(journey, "dose/"))
    for name, value in {"mg": "50", "unit_mg": "50", "count": "1"}.items():
        page.locator(f"[name={name}]").fill(value)
    page.get_by_role("button", name="I counted this out").click()
    page.get_by_label("Email address of the second person").fill(journey.clinic.prescriber.email)
    page.get_by_label("Password of the second person").fill(PASSWORD)
    page.get_by_role("button", name="I confirm this dose").click()
    expect(page.get_by_text("Confirmed by Alice Anders")).to_be_visible()
    return page


def then_it_is_held_in_words(journey: Journey, page: Page) -> None:
    page.goto(address(journey, "ready/"))
    expect(page.get_by_text(MISSING, exact=False).first).to_be_visible()
    expect(page.get_by_text("Settled by: therapist", exact=False)).to_be_visible()
    expect(page.get_by_role("link", name="Mark as ready")).to_have_count(0)
    look(page, "kap-1-held")
    # Also whoever still has the page of the act open is held.
    page.goto(address(journey, "act/make_ready/"))
    page.get_by_role("button", name="Mark as ready").click()
    expect(page.get_by_text(f"1 thing is missing: {MISSING} Nothing was saved.")).to_be_visible()
    look(page, "kap-2-refused")


def and_tess_writes_down_the_session_that_she_held(journey: Journey) -> None:
    page = opened_by_tess(journey, "phone")
    look(page, "kap-3-tess")
    write_integration(journey, page, "“I stood beside it and did not have to go in.”")
    look(page, "kap-4-tess-writes")
    page.get_by_role("button", name="Keep this record").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(NAME)
    expect(page.get_by_text("I stood beside it", exact=False)).to_be_visible()


def then_the_gate_opens(journey: Journey, page: Page) -> None:
    page.goto(address(journey, "ready/"))
    expect(page.get_by_text("Nothing holds the start")).to_be_visible()
    look(page, "kap-5-open")
    page.get_by_role("link", name="Mark as ready").click()
    page.get_by_role("button", name="Mark as ready").click()
    page.get_by_role("link", name="Give lozenge").click()
    page.get_by_role("button", name="Lozenge placed").click()
    expect(page.get_by_role("link", name="Leaving")).to_be_visible()
    look(page, "kap-6-given")


def test_no_dose_is_given_before_the_last_one_is_integrated(
    pages: Pages, monkeypatch: pytest.MonkeyPatch
) -> None:
    journey = Journey(pages, monkeypatch, "S0", "dosing-2-early-arrives")
    journey.at(journey.telling.visits[2].moment(-15))
    ben = when_ben_wants_to_begin_the_second_dose(journey)
    then_it_is_held_in_words(journey, ben)
    and_tess_writes_down_the_session_that_she_held(journey)
    then_the_gate_opens(journey, ben)


# ------------------------------------------------------------------ the release is taken back


def when_the_person_stops_sharing(journey: Journey) -> None:
    page = journey.as_person("phone")
    page.get_by_role("link", name="More", exact=True).click()
    page.get_by_role("link", name="Who else may see it").click()
    expect(page.get_by_text("They have joined.", exact=False)).to_be_visible()
    look(page, "kap-7-sharing")
    page.get_by_role("link", name="Stop sharing").click()
    expect(page.get_by_text("They see nothing of your record from this moment on")).to_be_visible()
    look(page, "kap-8-stop")
    page.get_by_role("button", name="Stop sharing now").click()
    expect(page.get_by_text("They see nothing now.", exact=False)).to_be_visible()
    look(page, "kap-9-stopped")


def then_tess_is_told_kindly_and_keeps_her_words(page: Page) -> None:
    page.get_by_role("button", name="Keep this record").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("This is not shared with you now")
    expect(page.get_by_text("You did nothing wrong.", exact=False)).to_be_visible()
    expect(page.get_by_text("Nothing was saved.")).to_be_visible()
    expect(page.get_by_text("She wants to go on alone", exact=False)).to_be_visible()
    expect(page.get_by_text(NAME)).to_have_count(0)
    look(page, "kap-10-closed")
    page.get_by_role("link", name="People who share with you").click()
    expect(page.get_by_text("Nobody shares anything with you now.")).to_be_visible()


def then_alice_reviews_and_is_told_who_is_missing(journey: Journey) -> Page:
    page = journey.sign_in(journey.clinic.prescriber)
    page.goto(journey.record("course"))
    page.get_by_role("link", name="After session 3", exact=True).click()
    page.get_by_label("What the person says about").fill("Sleeps through most nights.")
    page.get_by_label("Close", exact=True).check()
    page.get_by_label("Your reasons").fill("Three doses, each integrated. She ends it herself.")
    page.get_by_role("button", name="Sign this decision").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What comes next")
    page.goto(journey.record("course"))
    expect(page.get_by_text("“Close” was decided after session 3", exact=False)).to_be_visible()
    expect(page.get_by_role("link", name="Book the series")).to_have_count(0)
    look(page, "kap-11-course")
    page.get_by_role("link", name="What comes next").click()
    look(page, "kap-12-next")
    page.get_by_role("radio", name=re.compile("Closing")).check()
    page.get_by_label("The prescriber").check()
    page.get_by_label("What the person wishes").fill("To close it without Tess.")
    page.get_by_label("Your reasons").fill("The doses are done.")
    page.get_by_role("button", name="Sign what comes next").click()
    expect(page.get_by_text("The therapist decides with you, and none is linked")).to_be_visible()
    look(page, "kap-13-no-therapist")
    return page


def and_the_course_ends_by_her_wish(page: Page) -> None:
    page.get_by_role("radio", name="End the course").check()
    page.get_by_role("radio", name="The person").check()
    expect(page.get_by_label("Your reasons")).to_have_value("The doses are done.")
    page.get_by_role("button", name="Sign what comes next").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Course and plan")
    expect(page.get_by_role("link", name="What comes next")).to_have_count(0)
    look(page, "kap-14-ended")


def test_a_release_that_is_taken_back_closes_the_page_and_the_closing(
    pages: Pages, monkeypatch: pytest.MonkeyPatch
) -> None:
    journey = Journey(pages, monkeypatch, "S0", "integration-3")
    journey.clock.pass_by(days=4)
    tess = opened_by_tess(journey, "desktop")
    write_integration(journey, tess, "She wants to go on alone for a while.")
    when_the_person_stops_sharing(journey)
    then_tess_is_told_kindly_and_keeps_her_words(tess)
    alice = then_alice_reviews_and_is_told_who_is_missing(journey)
    and_the_course_ends_by_her_wish(alice)
