"""Every page of the site in a real browser: accessible at three widths, light, and discreet.

The table of `tests/support/every_page.py` says which pages there are; an address that is not in
it fails `tests/screens/test_every_view.py`. The pages are the same on both databases, so they are
looked at once; that each opens and the journeys through them are proved on both.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from attrs import define, field
from django.conf import settings
from django.urls import reverse

from lightwell.access.actions import sign_in
from lightwell.access.models import OutgoingMessage, User
from lightwell.portal.permissions import COOKIE
from tests.support.cast import SETUP
from tests.support.crawl import CLINIC as CLINIC_LIMIT
from tests.support.crawl import HELP, LIGHT, Looker, looker
from tests.support.every_page import (
    ACCOUNT,
    CLINIC,
    DESK,
    LINK,
    OUTSIDE,
    PORTAL,
    PUBLIC,
    TRAIL,
    Address,
)
from tests.support.signing_in import app_code, give_app, signed_in
from tests.support.whole_clinic import WholeClinic, found_whole_clinic

if TYPE_CHECKING:
    from tests.support.browser import Pages

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.look]

NAMES = ("Elena", "Brandt", "Mara", "Lindqvist", "Piotr", "Noor", "Jonah")
FOR_HELP = {
    "public:help-now",
    "portal:link-help",
    "portal:link-safety",
    "portal:checkin-help",
    "portal:checkin-safety",
}
QUESTIONS = ("name", "phone", "email", "birth", "times", "referral", "payment", "needs")
STEPS = ("name", "when", "amount", "effect")
# The shell of those who work here, and of the outside therapist; the others are a phone's.
WORKING = {"staff", "outside"}
NO_PAGE = {"portal:link-without-token"}  # said in a 404
BY_JOURNEY = {"public:request-check", "public:request-sent"}


@pytest.fixture
def clinic(transactional_db: None) -> WholeClinic:
    return found_whole_clinic()


def session(user: User | None) -> dict[str, str]:
    assert user is not None
    name = settings.SESSION_COOKIE_NAME
    return {name: signed_in(user).cookies[name].value}


def read(addresses: Iterable[Address]) -> list[Address]:
    """What a person reads, without files and without pages that need a journey first."""
    out = NO_PAGE | BY_JOURNEY
    return [one for one in addresses if one.does in {"page", "form"} and one.name not in out]


def limit(address: Address) -> int:
    if address.name in FOR_HELP:
        return HELP
    return CLINIC_LIMIT if address.to in WORKING else LIGHT


def walk(by: Looker, clinic: WholeClinic, addresses: Iterable[Address], **other: str) -> list[str]:
    """Look at each page; everything that is wrong, so that one run tells all."""
    return [
        fault
        for address in addresses
        for fault in by.look(
            address.url(clinic.things, **other),
            most=limit(address),
            for_patients=address.to not in WORKING,
            lands_on=address.name,
        )
    ]


def test_public_pages(pages: Pages, clinic: WholeClinic) -> None:
    visitor = looker(pages, cookies={}, names=NAMES)
    faults = walk(visitor, clinic, read(PUBLIC))
    asking = [one for one in PUBLIC if one.name == "public:request-step"]
    for word in QUESTIONS[1:]:
        faults += walk(visitor, clinic, asking, word=word)
    faults += ask_for_a_consultation(visitor)
    assert not faults, "\n".join(faults)


def ask_for_a_consultation(visitor: Looker) -> list[str]:
    """The two pages at the end of the journey."""
    page = visitor.page
    page.goto("/at/harbour/ask/name")
    page.get_by_label("First name").fill("Ana")
    page.get_by_label("Last name").fill("Rivera")
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Phone number").fill("212 555 0123")
    page.get_by_role("group", name="leave a message").get_by_text("Yes").click()
    page.get_by_role("group", name="text message").get_by_text("No", exact=True).click()
    for _ in QUESTIONS[1:]:
        page.get_by_role("button", name="Continue").click()
    ends = {"check": "public:request-check", "sent": "public:request-sent"}
    faults = []
    for word, name in ends.items():
        address = f"/at/harbour/ask/{word}"
        faults += visitor.look(address, most=LIGHT, for_patients=True, lands_on=name)
        if word == "check":
            page.get_by_role("button", name="Send my request").click()
    return faults


def test_pages_behind_an_emailed_link(pages: Pages, clinic: WholeClinic) -> None:
    holder = looker(pages, cookies={COOKIE: clinic.opened_forms}, names=NAMES)
    faults = walk(holder, clinic, read(LINK))
    assert not faults, "\n".join(faults)


def test_pages_of_the_outside_therapist(pages: Pages, clinic: WholeClinic) -> None:
    therapist = looker(pages, cookies=session(clinic.staff("tess")), names=NAMES)
    faults = walk(therapist, clinic, read(OUTSIDE))
    assert not faults, "\n".join(faults)


def test_pages_of_the_portal(pages: Pages, clinic: WholeClinic) -> None:
    patient = looker(pages, cookies=session(clinic.elena.user), names=NAMES)
    faults = walk(patient, clinic, read(PORTAL))
    step = [one for one in PORTAL if one.name == "portal:treatment-step"]
    for name in STEPS:
        faults += walk(patient, clinic, step, name=name)
    assert not faults, "\n".join(faults)


def test_pages_of_the_clinic(pages: Pages, clinic: WholeClinic) -> None:
    """Each by somebody whose work it is."""
    by_work = {"frida": DESK, "dev": TRAIL}
    todo = read(CLINIC)
    faults = []
    for word, roles in by_work.items():
        of_them = [one for one in todo if one.roles == roles]
        todo = [one for one in todo if one.roles != roles]
        by = looker(pages, cookies=session(clinic.staff(word)), names=NAMES)
        faults += walk(by, clinic, of_them)
    alice = looker(pages, cookies=session(clinic.staff("alice")), names=NAMES)
    faults += walk(alice, clinic, todo)
    assert not faults, "\n".join(faults)


# -- signing in and out: pages that only the way to them opens --------------------------------

NEW_PASSWORD = "four quiet words here"
TEXT_OR_REDIRECT = {"healthz", "home_after_sign_in"}


@define
class SigningIn:
    """Looks at pages of signing in, and remembers which were seen."""

    by: Looker
    seen: set[str] = field(factory=set)
    faults: list[str] = field(factory=list)

    def see(self, *names: str, **args: str) -> None:
        for name in names:
            address = reverse(name, kwargs=args)
            self.faults += self.by.look(address, most=LIGHT, for_patients=True, lands_on=name)
            self.seen.add(name)

    def press(self, button: str, **typed: str) -> None:
        for label, words in typed.items():
            self.by.page.locator(f"#id_{label}").fill(words)
        with self.by.page.expect_navigation():
            self.by.page.get_by_role("main").get_by_role("button", name=button).click()


def test_pages_of_signing_in(pages: Pages, clinic: WholeClinic) -> None:
    visitor = SigningIn(looker(pages, cookies={}, names=NAMES))
    visitor.see("account_login", "account_inactive", "session_ended")
    dev = clinic.staff("dev")
    token = sign_in.make_link(by=SETUP, user=dev, lasts=timedelta(minutes=5))
    visitor.see("sign_in_link", token=token)
    choose_a_new_password(visitor, dev)
    with_the_app(visitor, dev)
    patient = SigningIn(looker(pages, cookies={}, names=NAMES), visitor.seen)
    patient.see("account_request_login_code")
    patient.press("Send me a code", email=clinic.elena.email)
    patient.see("account_confirm_login_code")
    newcomer = SigningIn(looker(pages, cookies=session(clinic.staff("frida"))), visitor.seen)
    newcomer.see("account_set_password", "mfa_activate_totp", "account_logout")
    faults = visitor.faults + patient.faults + newcomer.faults
    assert not faults, "\n".join(faults)
    to_read = {one.name for one in ACCOUNT if one.does in {"page", "form"}}
    assert visitor.seen == to_read - TEXT_OR_REDIRECT


def choose_a_new_password(visitor: SigningIn, user: User) -> None:
    visitor.see("account_reset_password")
    visitor.press("Send me a code", email=user.email)
    visitor.see("account_confirm_password_reset_code")
    [code] = re.findall(r"[A-Z]{4}-[A-Z]{4}", OutgoingMessage.objects.get(to=user.email).body)
    visitor.press("Go on", code=code)
    visitor.see("account_complete_password_reset")
    visitor.press("Save password", password1=NEW_PASSWORD, password2=NEW_PASSWORD)
    visitor.see("account_password_reset_completed")


def with_the_app(visitor: SigningIn, user: User) -> None:
    secret = give_app(user)
    visitor.see("account_login")
    visitor.press("Sign in", login=user.email, password=NEW_PASSWORD)
    visitor.see("mfa_authenticate")
    visitor.press("Sign in", code=app_code(secret))
    visitor.see("mfa_index", "mfa_reauthenticate", "account_reauthenticate")
    visitor.press("Confirm", password=NEW_PASSWORD)
    visitor.see("mfa_generate_recovery_codes")
    visitor.press("Make new codes")
    visitor.see("mfa_view_recovery_codes", "mfa_deactivate_totp", "account_change_password")
