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
