"""The rules page in a real browser: accessible and fitting at every width, also without scripts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.browser.test_evaluation import opened_by_alice
from tests.support.browser import VIEWPORTS, assert_axe_clean, assert_fits_width
from tests.support.cast import found_cast
from tests.support.people import make_patient

if TYPE_CHECKING:
    from tests.support.browser import Pages

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.look
@pytest.mark.parametrize("viewport", VIEWPORTS)
def test_it_is_accessible_and_leads_to_the_step(pages: Pages, viewport: str) -> None:
    cast = found_cast()
    maya = make_patient(cast.harbour)
    page = opened_by_alice(pages, cast, viewport)
    page.goto(reverse("clinic:eligibility", args=[maya.uid]))
    assert_axe_clean(page)
    assert_fits_width(page)
    expect(page.get_by_text("Offering is blocked")).to_be_visible()
    page.get_by_role("link", name="Answer this: Home and ride").click()
    expect(page.get_by_role("heading", name="Home and ride")).to_be_visible()


@pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "no scripts"])
def test_another_agent_is_chosen_from_the_page(pages: Pages, javascript: bool) -> None:
    cast = found_cast()
    maya = make_patient(cast.harbour)
    page = opened_by_alice(pages, cast, "phone", javascript=javascript)
    page.goto(reverse("clinic:eligibility", args=[maya.uid]))
    page.get_by_text("Another agent or route").click()
    assert_axe_clean(page)
    page.get_by_role("link", name="Esketamine by nose").click()
    heading = page.get_by_role("heading", name="Esketamine by nose, rule by rule")
    expect(heading).to_be_visible()
    assert_fits_width(page)
