"""Every address of the site, seven questions each; an address that is not in the table fails.

Does it work · for a stranger · for a colleague elsewhere · for a role that may not · with an
identifier that nobody has · with nobody signed in · by a method that it does not take.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from lightwell.access.actions import accounts
from lightwell.access.actors import Role
from lightwell.access.models import User
from lightwell.portal.permissions import COOKIE
from tests.support import every_route
from tests.support.address import WORDS, Address
from tests.support.cast import SETUP
from tests.support.every_page import CLINIC, LINK, OUTSIDE, PORTAL, PUBLIC
from tests.support.signing_in import signed_in
from tests.support.whole_clinic import WholeClinic, colleague, whole_clinic_for_many

pytestmark = pytest.mark.django_db

OF_SIGNED_IN = [*PORTAL, *CLINIC, *OUTSIDE]
BEHIND_A_LINK = [address for address in LINK if "uid" in address.args]


@pytest.fixture(scope="module")
def clinic(django_db_setup: None, django_db_blocker: Any) -> Iterator[WholeClinic]:
    with django_db_blocker.unblock(), whole_clinic_for_many() as made:
        yield made


def ask(client: Client, address: Address, url: str, method: str = "") -> int:
    """The status of an address, asked in the way that it is used."""
    method = method or ("get" if address.is_read else "post")
    return int(getattr(client, method)(url).status_code)


def holder(clinic: WholeClinic) -> Client:
    """The browser that opened the e-mailed links."""
    client = Client()
    client.cookies[COOKIE] = clinic.opened_forms
    return client


def patient(clinic: WholeClinic) -> Client:
    assert clinic.elena.user is not None
    return signed_in(clinic.elena.user)


def tess(clinic: WholeClinic) -> Client:
    """The outside therapist with whom Elena shares everything that can be shared."""
    return signed_in(clinic.staff("tess"))


def test_no_address_is_forgotten() -> None:
    assert every_route.missing() == set()


def test_each_page_opens_for_those_it_is_for(clinic: WholeClinic) -> None:
    by_role = {role: signed_in(colleague(clinic.harbour, role)) for role in Role}
    browsers = {
        "public": lambda address: [Client()],
        "link": lambda address: [holder(clinic)],
        "patient": lambda address: [patient(clinic)],
        "outside": lambda address: [tess(clinic)],
        "staff": lambda address: [by_role[role] for role in sorted(address.roles)],
    }
    faults = {
        (address.name, status)
        for address in [*PUBLIC, *LINK, *OF_SIGNED_IN]
        if address.is_read
        for client in browsers[address.to](address)
        if (status := ask(client, address, address.url(clinic.things))) != 200
    }
    # These lead on to what there is to do first, a sheet of no options is refused with what to
    # do, and `form` of a link without its token is a 404.
    assert faults == {
        ("clinic:decision-aid", 422),
        ("public:request-check", 302),
        ("public:request-sent", 302),
        ("portal:link-without-token", 404),
    }


def test_nobody_signed_in_is_led_to_signing_in_and_learns_nothing(clinic: WholeClinic) -> None:
    for address in OF_SIGNED_IN:
        url = address.url(clinic.things)
        for method in ("get",) if address.does in {"page", "file"} else ("post",):
            answer = getattr(Client(), method)(url)
            assert answer.status_code == 302, address.name
            assert answer["Location"].startswith("/account/login/"), address.name
    for address in BEHIND_A_LINK:
        assert ask(Client(), address, address.url(clinic.things)) == 404, address.name


def test_a_stranger_finds_nothing(clinic: WholeClinic) -> None:
    eve = signed_in(clinic.staff("eve"))
    other = signed_in(User.objects.get(email="rosa@patients.example"))
    for address in OF_SIGNED_IN:
        url = address.url(clinic.things)
        assert ask(eve, address, url) == 404, address.name
        if address.to in {"staff", "outside"} or set(address.args) - WORDS:
            assert ask(other, address, url) == 404, address.name
    for address in BEHIND_A_LINK:
        assert ask(eve, address, address.url(clinic.things)) == 404, address.name


def test_the_outside_therapist_finds_nothing_but_her_own_pages(clinic: WholeClinic) -> None:
    """Least privilege, with the widest release there is: by no address, in no way of asking."""
    client = tess(clinic)
    for address in [*PORTAL, *CLINIC]:
        url = address.url(clinic.things)
        for method in ("get", "post", "head", "put", "delete"):
            assert ask(client, address, url, method) in {404, 405}, (address.name, method)
        assert ask(client, address, url) == 404, address.name
    for address in BEHIND_A_LINK:
        assert ask(client, address, address.url(clinic.things)) == 404, address.name


def test_nobody_else_opens_the_pages_of_the_outside_therapist(clinic: WholeClinic) -> None:
    """Neither staff with every role, nor the person themselves, nor another therapist outside."""
    other = accounts.open_for_therapist(by=SETUP, email="lia@therapists.example", name="Lia Lund")
    everybody = [colleague(clinic.harbour, *Role), clinic.elena.user, other]
    for user in everybody:
        assert user is not None
        client = signed_in(user)
        for address in OUTSIDE:
            if address.args or user != other:
                assert ask(client, address, address.url(clinic.things)) == 404, address.name


def test_staff_are_nobody_in_the_portal_of_a_patient(clinic: WholeClinic) -> None:
    alice = signed_in(clinic.staff("alice"))
    for address in PORTAL:
        assert ask(alice, address, address.url(clinic.things)) == 404, address.name


def test_a_colleague_at_the_other_location_finds_nobody(clinic: WholeClinic) -> None:
    """With every role there is: only the place stands between them and the record."""
    elsewhere = signed_in(colleague(clinic.hillside, *Role))
    about_someone = [address for address in CLINIC if address.is_about_someone]
    assert len(about_someone) > 25
    for address in about_someone:
        assert ask(elsewhere, address, address.url(clinic.things)) == 404, address.name


def test_a_role_that_may_not_is_refused_by_name(clinic: WholeClinic) -> None:
    by_role = {role: signed_in(colleague(clinic.harbour, role)) for role in Role}
    for address in CLINIC:
        for role in set(Role) - address.roles:
            status = ask(by_role[role], address, address.url(clinic.things))
            assert status == 403, (address.name, role)


def test_an_identifier_that_nobody_has_is_no_page(clinic: WholeClinic) -> None:
    everybody = {
        "public": Client(),
        "link": holder(clinic),
        "patient": patient(clinic),
        "outside": tess(clinic),
        "staff": signed_in(colleague(clinic.harbour, *Role)),
    }
    found = [
        (url, status)
        for address in [*PUBLIC, *LINK, *OF_SIGNED_IN]
        for url in address.unknown(clinic.things)
        if (status := ask(everybody[address.to], address, url)) != 404
    ]
    assert not found


def test_a_method_that_is_not_taken_is_refused(clinic: WholeClinic) -> None:
    everybody = {
        "public": Client(),
        "link": holder(clinic),
        "patient": patient(clinic),
        "outside": tess(clinic),
        "staff": signed_in(colleague(clinic.harbour, *Role)),
    }
    for address in [*PUBLIC, *LINK, *OF_SIGNED_IN]:
        status = ask(everybody[address.to], address, address.url(clinic.things), address.refused)
        assert status == 405, address.name


def test_no_page_of_a_person_stays_in_a_cache_or_names_them(clinic: WholeClinic) -> None:
    """Addresses and titles are read over shoulders, kept in histories and logs."""
    browsers = {
        "link": holder(clinic),
        "patient": patient(clinic),
        "outside": tess(clinic),
        "staff": signed_in(colleague(clinic.harbour, *Role)),
    }
    for address in [*LINK, *OF_SIGNED_IN]:
        if not address.is_read:
            continue
        url = address.url(clinic.things)
        answer = browsers[address.to].get(url)
        assert "no-store" in answer["Cache-Control"], url
        titles = re.findall(r"<title>(.*?)</title>", answer.content.decode(errors="replace"))
        for name in ("Elena", "Brandt", "Mara", "Lindqvist"):
            assert not [title for title in titles if name in title], url
            assert name.lower() not in url.lower()
