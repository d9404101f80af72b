"""The automatic sign-off in a real browser: a warning, more time, and nothing typed is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings as django_settings
from playwright.sync_api import Page, expect

from lightwell.access.models import FormDraft, User
from tests.support.browser import VIEWPORTS, assert_axe_clean, assert_fits_width
from tests.support.cast import found_cast
from tests.support.people import make_patient
from tests.support.signing_in import signed_in

if TYPE_CHECKING:
    from tests.support.browser import Pages

pytestmark = pytest.mark.django_db(transaction=True)
FORM = "/my/treatments/add"


@pytest.fixture
def pat() -> User:
    cast = found_cast()
    user = make_patient(cast.harbour).user
    assert user is not None
    return user


def sign_in(pages: Pages, page: Page, user: User) -> None:
    name = django_settings.SESSION_COOKIE_NAME
    value = signed_in(user).cookies[name].value
    page.context.add_cookies([{"name": name, "value": value, "url": pages._base_url}])


def last_seconds(settings: Any, seconds: int) -> None:
    """Let sessions last this long, so that a test need not wait a quarter of an hour."""
    settings.SESSION_SECONDS = settings.SESSION_COOKIE_AGE = seconds


def test_a_warning_comes_and_one_press_gives_more_time(
    pages: Pages, pat: User, settings: Any
) -> None:
    last_seconds(settings, 122)
    page = pages.open("phone")
    sign_in(pages, page, pat)
    page.goto(FORM)
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_hidden()
    expect(dialog).to_be_visible(timeout=6_000)
    expect(dialog).to_contain_text("What you typed is kept.")
    assert_axe_clean(page)
    page.get_by_role("button", name="Stay signed in").click()
    expect(dialog).to_be_hidden()


def test_words_typed_before_the_end_are_there_after_signing_in_again(
    pages: Pages, pat: User, settings: Any
) -> None:
    last_seconds(settings, 6)
    page = pages.open("phone")
    sign_in(pages, page, pat)
    page.goto(FORM)
    page.evaluate("document.querySelector('dialog').close()")
    page.locator("main input[type=text]").first.fill("the white tablet")
    expect(page.get_by_role("heading", name="You are signed out")).to_be_visible(timeout=15_000)
    assert FormDraft.objects.get().user == pat
    assert_axe_clean(page)
    last_seconds(settings, 900)
    back = page.get_by_role("link", name="Sign in").get_attribute("href")
    assert back is not None
    assert back.endswith("next=%2Fmy%2Ftreatments%2Fadd")
    sign_in(pages, page, pat)
    page.goto(FORM)
    expect(page.get_by_text("We kept what you typed at")).to_be_visible()
    expect(page.locator("main input[type=text]").first).to_have_value("the white tablet")
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0


@pytest.mark.look
@pytest.mark.parametrize("viewport", VIEWPORTS)
def test_the_doors_are_accessible_fit_and_are_light(pages: Pages, pat: User, viewport: str) -> None:
    page = pages.open(viewport)
    for address in ("/account/login/", "/account/login/code/", "/account/password/reset/"):
        with pages.measured(page) as seen:
            page.goto(address)
        assert seen.wire_bytes <= 60_000
        assert_axe_clean(page)
        assert_fits_width(page)
        page.get_by_role("main").get_by_role("button").click()
        expect(page.get_by_role("alert")).to_contain_text("There is a problem")
        assert_axe_clean(page)
