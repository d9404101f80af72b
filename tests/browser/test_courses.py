"""Course, plan, booking and schedule in a real browser: accessible and fitting at every width."""

from __future__ import annotations

from datetime import datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from lightwell.diary.actions import bookings
from lightwell.records.models import Patient
from tests.browser.test_evaluation import opened_by_alice
from tests.support import courses
from tests.support.browser import VIEWPORTS, assert_axe_clean, assert_fits_width
from tests.support.cast import Cast, found_cast
from tests.support.people import make_patient

if TYPE_CHECKING:
    from tests.support.browser import Pages

pytestmark = pytest.mark.django_db(transaction=True)


def type_date(page: Page, name: str, day: datetime) -> None:
    for part, value in (("month", day.month), ("day", day.day), ("year", day.year)):
        page.locator(f"[name={name}_{part}]").fill(str(value))


def treated(cast: Cast) -> Patient:
    """Maya has a signed plan with a place, and a version above the cap that waits."""
    alice = cast.actor(cast.alice)
    maya = make_patient(cast.harbour)
    course = courses.signed(alice, maya)
    chair = courses.chairs(cast.harbour, 3)[0]
    bookings.give_place(
        by=alice,
        course=course.uid,
        number=1,
        starts_at=datetime.combine(courses.a_weekday(), time(9), ZoneInfo("America/New_York")),
        chair=chair.pk,
        nurse=cast.ben.pk,
        key="b1",
    )
    courses.planned(alice, course, base=1, mg_per_kg=Decimal("1.1"), dose_reason="Tried 1.0 before")
    return maya


@pytest.mark.look
@pytest.mark.parametrize("viewport", VIEWPORTS)
def test_every_page_is_accessible_and_fits(pages: Pages, viewport: str) -> None:
    cast = found_cast()
    maya = treated(cast)
    page = opened_by_alice(pages, cast, viewport)
    day = f"?day={courses.a_weekday().isoformat()}"
    for address in (
        reverse("clinic:course", args=[maya.uid]),
        reverse("clinic:plan-write", args=[maya.uid]),
        reverse("clinic:session-book", args=[maya.uid, 2]),
        reverse("clinic:schedule") + day,
        reverse("clinic:week") + day,
        reverse("clinic:rooms"),
        reverse("clinic:programmes"),
        reverse("clinic:programme", args=[courses.IV]),
    ):
        page.goto(address)
        assert_axe_clean(page)
        assert_fits_width(page)
    page.goto(reverse("clinic:course", args=[maya.uid]))
    page.get_by_role("link", name="Version 2").click()
    expect(page.get_by_text("1.1 mg per kg × 80 kg = 88 mg")).to_be_visible()
    assert_axe_clean(page)
    assert_fits_width(page)


def test_a_plan_is_written_signed_and_booked_by_hand(pages: Pages) -> None:
    cast = found_cast()
    courses.chairs(cast.harbour, 1)
    maya = make_patient(cast.harbour)
    courses.begun(cast.actor(cast.alice), maya)
    page = opened_by_alice(pages, cast, "tablet")
    page.goto(reverse("clinic:course", args=[maya.uid]))
    page.get_by_role("link", name="Write the plan").click()
    page.get_by_label("Weight, as the scale showed it").fill("176.4")
    page.get_by_label("Pounds").check()
    now = datetime.combine(courses.today(), time())
    type_date(page, "weighed_on", now)
    page.get_by_label("Dose for each kilogram").fill("0.5")
    page.get_by_label("Actual weight").check()
    page.get_by_label("Concentration of the vial").fill("50")
    page.get_by_label("Total volume to infuse").fill("100")
    page.get_by_label("Length of the infusion").fill("40")
    page.get_by_label("Number of sessions").fill("6")
    page.get_by_label("2 a week").check()
    type_date(page, "starts_on", datetime.combine(courses.a_weekday(), time()))
    page.get_by_role("button", name="Work it out").click()
    expect(page.get_by_text("× 0.45359237 kg per lb = 80 kg").first).to_be_visible()
    page.get_by_label("I have checked the weight").check()
    page.get_by_role("button", name="Work it out").click()
    expect(page.get_by_text("0.5 mg per kg × 80 kg = 40 mg")).to_be_visible()
    page.get_by_label("Prescriber").check()
    page.get_by_role("button", name="Sign this plan").click()
    expect(page.get_by_text("Signed as prescriber")).to_be_visible()
    page.get_by_role("link", name="Course and plan").click()
    page.get_by_role("link", name="Book session 1").click()
    page.get_by_label("Time at which").fill("09:15")
    page.get_by_label("Chair").select_option(label="Chair 1, Light room")
    page.get_by_label("Nurse").select_option(label="Ben Brook")
    page.get_by_role("button", name="Book this session").click()
    expect(page.get_by_text("09:15 to 11:25")).to_be_visible()
