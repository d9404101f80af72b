"""Error pages: what happened, what is saved, what to do; never a word about who or what."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from lightwell.access.actions import organisations
from lightwell.access.actors import Role
from tests.support.cast import PASSWORD, SETUP, Cast
from tests.support.signing_in import signed_in

pytestmark = pytest.mark.django_db
PARTS = ("What is saved", "What to do")


@pytest.mark.parametrize("page", ["/nothing-here", "/clinic/nothing", "/sign-in/made-up"])
def test_an_address_without_a_page(cast: Cast, client: Client, page: str) -> None:
    answer = client.get(page)
    assert answer.status_code == 404
    assert all(part in answer.content.decode() for part in PARTS)


def test_strangers_get_404_and_colleagues_403(cast: Cast) -> None:
    page = reverse("clinic:audit")
    assert signed_in(cast.eve).get(page).status_code == 404
    refused = signed_in(cast.frida).get(page)
    assert refused.status_code == 403
    assert "Harbour Street" in refused.content.decode()


def test_crisis_help_is_on_every_error_page(cast: Cast, client: Client) -> None:
    assert 'href="tel:988"' in client.get("/nothing-here").content.decode()


def test_too_many_tries_is_a_page_that_says_how_long(
    cast: Cast, client: Client, settings: object
) -> None:
    for _ in range(61):
        answer = client.post(reverse("account_login"), {"login": "x", "password": "y"})
    assert answer.status_code == 429
    assert "Wait a few minutes" in answer.content.decode()


def test_a_form_without_its_token_is_explained(cast: Cast) -> None:
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post(reverse("account_login"), {"login": "x", "password": PASSWORD})
    assert answer.status_code == 403
    assert all(part in answer.content.decode() for part in PARTS)


def test_a_fault_of_ours_is_a_page_and_tells_nothing(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    from lightwell.access.queries import people

    def broken(*args: object) -> None:
        raise RuntimeError("a patient's words")

    monkeypatch.setattr("lightwell.site.views.home.people.organisation", broken)
    assert people.organisation is broken
    answer = Client(raise_request_exception=False).get("/healthz")
    assert answer.status_code == 500
    assert "a patient's words" not in answer.content.decode()
    assert all(part in answer.content.decode() for part in PARTS)


# -- the place one works at -------------------------------------------------------------------


def test_choosing_another_of_ones_locations(cast: Cast) -> None:
    organisations.give_role(by=SETUP, user=cast.ben, location=cast.hillside, role=Role.NURSE)
    client = signed_in(cast.ben)
    page = reverse("clinic:outbox")
    assert "Harbour Street" in client.get(page).content.decode()
    client.post(reverse("choose_location"), {"location": str(cast.hillside.pk)})
    assert f'value="{cast.hillside.pk}" selected' in client.get(page).content.decode()


@pytest.mark.parametrize("choice", ["", "0", "x", "999999"])
def test_a_location_where_one_has_no_role_is_refused(cast: Cast, choice: str) -> None:
    answer = signed_in(cast.ben).post(reverse("choose_location"), {"location": choice})
    assert answer.status_code == 422
    assert signed_in(cast.ben).get(reverse("choose_location")).status_code == 405


# -- where one can go -------------------------------------------------------------------------


AT_WORK = ("Infusion room", "Schedule", "Programmes")
FIRST = ("Today", "Risk", "Ask back", "Patients")


@pytest.mark.parametrize(
    ("who", "places"),
    [
        (
            "alice",
            [*FIRST, *AT_WORK, "Roster", "Messages", "Audit"],
        ),
        ("ben", [*FIRST, *AT_WORK, "Roster", "Messages"]),
        ("frida", ["Today", "Requests", "Patients", "Schedule", "Messages"]),
        ("dev", ["Today", "Ask back", "Patients", *AT_WORK, "Messages", "Audit"]),
    ],
)
def test_each_role_sees_its_own_places_and_may_open_them(
    cast: Cast, who: str, places: list[str]
) -> None:
    client = signed_in(getattr(cast, who))
    shown = client.get(reverse("clinic:outbox")).context["nav"]
    assert [entry["text"] for entry in shown] == places
    assert [entry["text"] for entry in shown if entry["current"]] == ["Messages"]
    for entry in shown:
        assert client.get(entry["url"]).status_code == 200, entry["text"]
