"""From the rules to an offer that two people signed, and a consent that is taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import Page, expect

import lightwell.clinical as lw
from lightwell.access.actors import Role
from lightwell.access.models import User
from lightwell.records.models import Consent, Decision
from tests.browser.test_evaluation import opened_by_alice
from tests.support.browser import VIEWPORTS, assert_axe_clean, assert_fits_width
from tests.support.cast import found_cast
from tests.support.decisions import settle_safety
from tests.support.people import make_patient
from tests.support.signing_in import signed_in
from tests.support.whole_clinic import colleague

if TYPE_CHECKING:
    from tests.support.browser import Pages

pytestmark = pytest.mark.django_db(transaction=True)


def opened_by(pages: Pages, user: User | None, viewport: str) -> Page:
    assert user is not None
    page = pages.open(viewport)
    name = settings.SESSION_COOKIE_NAME
    value = signed_in(user).cookies[name].value
    page.context.add_cookies([{"name": name, "value": value, "url": pages._base_url}])
    return page


def looked_at(page: Page) -> None:
    assert_axe_clean(page)
    assert_fits_width(page)


@pytest.mark.parametrize("viewport", VIEWPORTS)
def test_from_the_rules_to_a_consent_that_is_taken_back(pages: Pages, viewport: str) -> None:
    cast = found_cast()
    maya = make_patient(cast.harbour)
    settle_safety(cast.actor(cast.alice), maya, conditions__aneurysm="yes")
    alice = opened_by_alice(pages, cast, viewport)
    alice.goto(reverse("clinic:eligibility", args=[maya.uid]))
    alice.get_by_role("link", name="Decide").click()
    looked_at(alice)
    alice.get_by_label("Offer", exact=True).check()
    alice.get_by_label("Your reasons").fill("Two treatments have not been enough.")
    alice.get_by_role("button", name="Sign this decision").click()
    expect(alice.get_by_role("link", name="Say why you set this aside").first).to_be_visible()
    for box in alice.get_by_label("To offer all the same").all():
        box.fill("Seen by the vascular surgeon.")
    alice.get_by_role("button", name="Sign this decision").click()
    expect(alice.get_by_text("does not count yet")).to_be_visible()
    looked_at(alice)
    second_signs(pages, colleague(cast.harbour, Role.PRESCRIBER), viewport, alice.url)
    alice.reload()
    alice.get_by_role("link", name="What changed since").click()
    looked_at(alice)
    alice.goto(reverse("clinic:consent-record", args=[maya.uid]))
    looked_at(alice)
    take_consent(alice)
    looked_at(alice)
    take_back(opened_by(pages, maya.user, viewport))
    assert Decision.objects.get().second.by_name == "Kim Kent"
    assert Consent.objects.get().withdrawal.by_name == "Maya Rivera"


def second_signs(pages: Pages, user: User, viewport: str, address: str) -> None:
    page = opened_by(pages, user, viewport)
    page.goto(address)
    page.get_by_role("link", name="Read and sign second").click()
    looked_at(page)
    page.get_by_role("button", name="Sign second").click()
    expect(page.get_by_text("does not count yet")).to_have_count(0)


def take_consent(page: Page) -> None:
    for question in lw.consent_text("ketamine-iv").questions:
        page.get_by_label(question.asks).fill("As she said it.")
    for yes in page.get_by_label("Yes", exact=True).all():
        yes.check()
    page.get_by_label("The person, who is here with me").check()
    page.get_by_role("button", name="The person agrees").click()
    expect(page.get_by_text("Given on")).to_be_visible()


def take_back(page: Page) -> None:
    page.goto(reverse("portal:consent"))
    looked_at(page)
    page.get_by_role("link", name="Take it back").click()
    looked_at(page)
    page.get_by_role("button", name="Take it back now").click()
    expect(page.get_by_text("You took this back")).to_be_visible()
