"""A patient reads who looked at their record: who, in which role, where, which page, when."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from lightwell.access.actions.views import log_view
from lightwell.records.models import Patient
from tests.support.cast import Cast, found_cast
from tests.support.pages import queries, text
from tests.support.people import make_patient
from tests.support.signing_in import signed_in

pytestmark = pytest.mark.django_db
URL = reverse("portal:who-looked")


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


def test_nobody_has_looked_yet(browser_of_maya: Client) -> None:
    assert "Nobody has looked yet." in text(browser_of_maya.get(URL))


def test_a_look_of_staff_is_on_the_list_at_once(
    cast: Cast, browser_of_maya: Client, maya: Patient
) -> None:
    signed_in(cast.ben).get(reverse("clinic:medicines", args=[maya.uid]))
    page = text(browser_of_maya.get(URL))
    assert "Ben Brook" in page
    assert "Nurse, Harbour Street" in page
    assert "Opened: Medicines and allergies" in page


def test_only_ones_own_record(cast: Cast, browser_of_maya: Client) -> None:
    noor = make_patient(cast.harbour, "Noor", "Haddad")
    signed_in(cast.alice).get(reverse("clinic:patient", args=[noor.uid]))
    assert "Alice Anders" not in text(browser_of_maya.get(URL))


def test_a_refused_look_shows_nothing_and_is_not_a_look(
    cast: Cast, browser_of_maya: Client, maya: Patient
) -> None:
    signed_in(cast.frida).get(reverse("clinic:patient", args=[maya.uid]))
    signed_in(cast.chioma).get(reverse("clinic:patient", args=[maya.uid]))
    assert "Nobody has looked yet." in text(browser_of_maya.get(URL))


def test_the_list_is_paged_and_queries_do_not_grow(
    cast: Cast, browser_of_maya: Client, maya: Patient
) -> None:
    by = cast.actor(cast.alice)
    counts = []
    for first, last in ((0, 3), (3, 30)):
        for number in range(first, last):
            log_view(by=by, patient=maya.uid, page=f"page {number}", location="Harbour Street")
        counts.append(queries(browser_of_maya, URL))
    assert counts[0] == counts[1]
    assert "Opened: page 29<" in text(browser_of_maya.get(URL))
    assert "Opened: page 0<" not in text(browser_of_maya.get(URL))
    assert "Opened: page 0<" in text(browser_of_maya.get(f"{URL}?page=2"))
    assert browser_of_maya.get(f"{URL}?page=nonsense").status_code == 200
