"""The evaluation in a real browser: accessible and fitting at the desk and on a tablet."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import Page, expect

from tests.support.browser import VIEWPORTS, assert_axe_clean, assert_fits_width
from tests.support.cast import Cast, found_cast
from tests.support.people import make_patient
from tests.support.signing_in import signed_in

if TYPE_CHECKING:
    from tests.support.browser import Pages

pytestmark = pytest.mark.django_db(transaction=True)


def opened_by_alice(pages: Pages, cast: Cast, viewport: str, *, javascript: bool = True) -> Page:
    page = pages.open(viewport, javascript=javascript)
    session = signed_in(cast.alice).cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": pages._base_url}]
    )
    return page


@pytest.mark.parametrize("viewport", VIEWPORTS)
def test_a_step_is_filled_in_and_the_list_says_so(pages: Pages, viewport: str) -> None:
    cast = found_cast()
    maya = make_patient(cast.harbour)
    page = opened_by_alice(pages, cast, viewport)
    page.goto(reverse("clinic:evaluate", args=[maya.uid]))
    assert_axe_clean(page)
    assert_fits_width(page)
    page.get_by_role("link", name="Examination and vital signs").click()
    assert_axe_clean(page)
    assert_fits_width(page)
    page.get_by_label("Body weight").fill("170")
    page.get_by_label("Examined or judged here").check()
    page.get_by_role("button", name="Save this step").click()
    expect(page.get_by_role("alert")).to_contain_text("outside the usual 40 to 160 kg")
    assert_axe_clean(page)
    page.get_by_label("I have checked the unusual numbers").check()
    page.get_by_role("button", name="Save this step").click()
    expect(page.get_by_text("1 of 7 known")).to_be_visible()
    page.get_by_role("link", name="Conditions: mental health").click()
    page.get_by_role("group", name="Bipolar disorder").get_by_label("No", exact=True).check()
    page.get_by_label("The patient says so").check()
    page.get_by_role("button", name="Save this step").click()
    page.get_by_role("link", name="Conditions: mental health").click()
    expect(page.get_by_text("Recorded: No,")).to_be_visible()
    page.get_by_text("Everything recorded on this step").click()
    assert_axe_clean(page)
    assert_fits_width(page)


def test_it_works_without_scripts(pages: Pages) -> None:
    cast = found_cast()
    maya = make_patient(cast.harbour)
    page = opened_by_alice(pages, cast, "tablet", javascript=False)
    page.goto(reverse("clinic:evaluate-step", args=[maya.uid, "home"]))
    page.get_by_role("group", name="Someone will come and take the person home").get_by_label(
        "Yes"
    ).check()
    page.get_by_label("The patient says so").check()
    page.get_by_role("button", name="Save this step").click()
    expect(page.get_by_text("1 of 4 known")).to_be_visible()
