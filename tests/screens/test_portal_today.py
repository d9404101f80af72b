"""The portal's first page: one next thing; and the pages behind More."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from lightwell.records.actions import history as actions
from lightwell.records.models import Patient
from tests.support.cast import Cast, found_cast
from tests.support.pages import queries, text
from tests.support.people import as_patient, key, make_patient
from tests.support.signing_in import signed_in

pytestmark = pytest.mark.django_db

PAGES = [reverse(f"portal:{name}") for name in ("today", "more", "privacy", "who-looked")]


@pytest.fixture
def cast() -> Cast:
    return found_cast()


@pytest.fixture
def maya(cast: Cast) -> Patient:
    return make_patient(cast.harbour)


@pytest.fixture
def browser_of_maya(maya: Patient) -> Client:
    assert maya.user is not None
    return signed_in(maya.user)


def tell(patient: Patient, subject: str) -> None:
    content = {
        "treatment": {"kind": "drug", "drug": "sertraline"},
        "medicine": {"drug": "lisinopril"},
        "allergy": {"substance": "latex"},
    }[subject]
    actions.propose(
        by=as_patient(patient), patient=patient, subject=subject, content=content, key=key()
    )


def test_the_next_thing_comes_one_at_a_time(browser_of_maya: Client, maya: Patient) -> None:
    url = reverse("portal:today")
    assert "Tell us what you have tried" in text(browser_of_maya.get(url))
    tell(maya, "treatment")
    page = text(browser_of_maya.get(url))
    assert "Tell us what you take now" in page
    assert "Tell us what you have tried" not in page
    tell(maya, "medicine")
    page = text(browser_of_maya.get(url))
    assert "Nothing to do today." in page
    assert "1 told" in page


def test_every_page_offers_crisis_help_first_and_names_nobody(
    browser_of_maya: Client, maya: Patient
) -> None:
    for url in PAGES:
        page = text(browser_of_maya.get(url))
        assert page.index("tel:988") < page.index("<main")
        title = page.split("<title>")[1].split("</title>")[0]
        assert maya.family_name not in title
        assert "epression" not in title


def test_more_has_the_phone_and_the_way_out(browser_of_maya: Client, cast: Cast) -> None:
    page = text(browser_of_maya.get(reverse("portal:more")))
    assert cast.harbour.phone in page
    assert "Sign out" in page


def test_a_person_without_a_record_is_told_to_call(cast: Cast) -> None:
    from lightwell.access.actions import accounts
    from tests.support.cast import SETUP

    user = accounts.open_for_patient(by=SETUP, email="new@mail.example", name="New Person")
    page = signed_in(user).get(reverse("portal:today"))
    assert page.status_code == 404
    assert "Please call the clinic" in text(page)


def test_staff_visitors_and_wrong_methods(cast: Cast, browser_of_maya: Client) -> None:
    for url in PAGES:
        assert signed_in(cast.alice).get(url).status_code == 404
        assert signed_in(cast.eve).get(url).status_code == 404
        assert Client().get(url).status_code == 302
        assert browser_of_maya.post(url).status_code == 405


def test_queries_do_not_grow_with_entries(browser_of_maya: Client, maya: Patient) -> None:
    counts = []
    for number in (3, 27):
        for _ in range(number):
            tell(maya, "treatment")
        counts.append(queries(browser_of_maya, reverse("portal:today")))
    assert counts[0] == counts[1]
