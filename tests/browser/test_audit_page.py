"""The auditor's page in a real browser: accessible at every width, also without scripts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from tests.support.browser import VIEWPORTS, assert_axe_clean, assert_fits_width
from tests.support.cast import Cast, found_cast
from tests.support.people import make_patient
from tests.support.signing_in import signed_in

if TYPE_CHECKING:
    from tests.support.browser import Pages

pytestmark = pytest.mark.django_db(transaction=True)
LIMIT = 100_000


def opened_by_dev(pages: Pages, cast: Cast, viewport: str, *, javascript: bool = True) -> Page:
    page = pages.open(viewport, javascript=javascript)
    session = signed_in(cast.dev).cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": pages._base_url}]
    )
    return page


@pytest.mark.look
@pytest.mark.parametrize("viewport", VIEWPORTS)
def test_it_is_accessible_fits_and_is_light(pages: Pages, viewport: str) -> None:
    cast = found_cast()
    make_patient(cast.harbour)
    page = opened_by_dev(pages, cast, viewport)
    with pages.measured(page) as seen:
        page.goto("/clinic/audit/")
    assert seen.wire_bytes <= LIMIT
    page.get_by_text("Choose whom, what and when").click()
    assert_axe_clean(page)
    assert_fits_width(page)
    page.get_by_label("Patient’s record number").fill("NO-SUCH")
    page.get_by_role("button", name="Show these acts").click()
    expect(page.get_by_role("alert")).to_contain_text("no patient with this record number")
    assert_axe_clean(page)


def test_it_filters_without_scripts(pages: Pages) -> None:
    cast = found_cast()
    patient = make_patient(cast.harbour)
    page = opened_by_dev(pages, cast, "desktop", javascript=False)
    page.goto("/clinic/audit/")
    page.get_by_text("Choose whom, what and when").click()
    page.get_by_label("Patient’s record number").fill(patient.mrn)
    page.get_by_role("button", name="Show these acts").click()
    expect(page.get_by_text(f"Showing acts about patient {patient.mrn}.")).to_be_visible()
    assert patient.mrn not in page.url
