"""A series in three clicks, hours and closed days, in a real browser at every width."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from lightwell.diary.models import Appointment
from tests.browser.test_evaluation import opened_by_alice
from tests.support.browser import VIEWPORTS, assert_axe_clean, assert_fits_width
from tests.support.cast import found_cast
from tests.support.places import TwoPlaces
from tests.support.series import Diary

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.support.browser import Pages

pytestmark = pytest.mark.django_db(transaction=True)


def look(page: Page, name: str) -> None:
    """Keep a picture where a person who works on the page asks for one."""
    if folder := os.environ.get("LIGHTWELL_LOOK"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


@pytest.mark.parametrize("viewport", VIEWPORTS)
def test_a_series_is_booked_in_three_clicks(pages: Pages, viewport: str) -> None:
    diary = Diary(found_cast())
    page = opened_by_alice(pages, diary.cast, viewport)
    page.goto(reverse("clinic:course", args=[diary.maya.uid]))
    page.get_by_role("link", name="Book the series").click()
    expect(page.get_by_text("6 of 6 sessions will be booked")).to_be_visible()
    assert_axe_clean(page)
    assert_fits_width(page)
    look(page, f"series-{viewport}")
    page.get_by_role("button", name="Book 6 sessions").click()
    expect(page.get_by_role("heading", name="Course and plan")).to_be_visible()
    expect(page.get_by_text("Booked").first).to_be_visible()
    look(page, f"course-{viewport}")
    assert Appointment.objects.count() == 6


@pytest.mark.parametrize("viewport", VIEWPORTS)
def test_wishes_hours_and_refusals_are_accessible_and_fit(pages: Pages, viewport: str) -> None:
    diary = Diary(found_cast())
    page = opened_by_alice(pages, diary.cast, viewport)
    page.goto(reverse("clinic:series-book", args=[diary.maya.uid]))
    page.get_by_label("Sunday").check()
    page.get_by_label("Morning, before 12:00").check()
    page.get_by_role("button", name="Propose again").click()
    expect(page.get_by_text("6 of 12 wishes are kept.")).to_be_visible()
    expect(page.get_by_label("Sunday")).to_be_checked()
    assert_axe_clean(page)
    assert_fits_width(page)
    look(page, f"wishes-{viewport}")
    page.goto(reverse("clinic:hours"))
    assert_axe_clean(page)
    assert_fits_width(page)
    look(page, f"hours-{viewport}")
    while page.get_by_role("button", name="Alice Anders").count():
        page.get_by_role("button", name="Alice Anders").first.click()
        page.wait_for_load_state()
    page.goto(reverse("clinic:series-book", args=[diary.maya.uid]))
    expect(page.get_by_text("No prescriber has hours")).to_be_visible()
    assert_axe_clean(page)
    assert_fits_width(page)
    look(page, f"refused-{viewport}")


def test_a_series_over_two_locations_is_asked_for_booked_and_fits(pages: Pages) -> None:
    places = TwoPlaces(found_cast(), is_seen=False)
    page = opened_by_alice(pages, places.cast, "phone")
    page.goto(reverse("clinic:series-book", args=[places.maya.uid]))
    page.get_by_role("link", name="Where this person is seen").click()
    page.get_by_label("Hillside").check()
    page.get_by_label("Why they are seen there too").fill("Works near there on Thursdays.")
    assert_axe_clean(page)
    assert_fits_width(page)
    look(page, "seen-at")
    page.get_by_role("button", name="Write it down").click()
    expect(page.get_by_text("Hillside: Works near there")).to_be_visible()
    page.goto(reverse("clinic:series-book", args=[places.maya.uid]))
    page.get_by_label("Harbour Street").check()
    page.get_by_label("Hillside").check()
    page.get_by_role("button", name="Propose again").click()
    expect(page.get_by_text("Chair 1, Light room, Hillside")).to_have_count(3)
    assert_axe_clean(page)
    for width, height in ((390, 844), (820, 1180), (1280, 900)):
        page.set_viewport_size({"width": width, "height": height})
        assert_fits_width(page)
        look(page, f"two-places-{width}")
    page.get_by_role("button", name="Book 6 sessions").click()
    expect(page.get_by_text("Chair 1, Light room, Hillside")).to_have_count(3)
    look(page, "two-places-course")
    assert Appointment.objects.count() == 6
