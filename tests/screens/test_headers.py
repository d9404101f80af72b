"""What every answer carries: a strict policy, nothing cached, no cookie that a script can read."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import get_resolver, reverse
from django.urls.resolvers import URLPattern, URLResolver

from lightwell.access.actions.accounts import open_for_patient
from lightwell.access.models import User
from tests.support.cast import PASSWORD, SETUP, Cast
from tests.support.signing_in import signed_in

pytestmark = pytest.mark.django_db

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
    "report-uri": "/csp-report",
}
INLINE = re.compile(
    r"<script(?![^>]*\bsrc=)|\sstyle=|\son[a-z]+=|<style|javascript:|data:", re.IGNORECASE
)


def plain_pages() -> list[str]:
    """The address of every page that needs no identifier."""
    return sorted(_walk(get_resolver(), ""))


def _walk(resolver: URLResolver, before: str) -> set[str]:
    found: set[str] = set()
    for entry in resolver.url_patterns:
        path = f"{before}{entry.pattern}"
        if isinstance(entry, URLResolver):
            found |= _walk(entry, path)
        elif isinstance(entry, URLPattern) and "<" not in path and "(" not in path:
            found.add(f"/{path}")
    return found


@pytest.fixture
def pat(cast: Cast) -> User:
    return open_for_patient(by=SETUP, email="pat@example.com", name="Pat Rowan")


@pytest.fixture(params=["nobody", "staff", "patient"])
def browser(request: pytest.FixtureRequest, cast: Cast, pat: User) -> Client:
    """Each kind of person who may ask."""
    kinds = {
        "nobody": Client,
        "staff": lambda: signed_in(cast.alice),
        "patient": lambda: signed_in(pat),
    }
    return kinds[request.param]()


@pytest.mark.parametrize("page", plain_pages())
def test_every_page_has_the_strict_policy_and_keeps_it(browser: Client, page: str) -> None:
    answer = browser.get(page)
    assert answer.status_code < 500
    told = answer["Content-Security-Policy"]
    assert dict(part.strip().split(" ", 1) for part in told.split(";")) == POLICY
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    if "text/html" in answer["Content-Type"]:
        assert not INLINE.search(answer.content.decode())


@pytest.mark.parametrize("page", plain_pages())
def test_no_page_of_a_signed_in_person_is_stored(cast: Cast, page: str) -> None:
    assert "no-store" in signed_in(cast.alice).get(page)["Cache-Control"]


def test_an_opened_link_is_not_stored_either(cast: Cast, client: Client) -> None:
    answer = client.get(reverse("account_confirm_login_code"))
    assert answer.status_code == 302
    client.post(reverse("account_request_login_code"), {"email": "nobody@example.com"})
    page = client.get(reverse("account_confirm_login_code"))
    assert "no-store" in page["Cache-Control"]


def test_no_cookie_can_be_read_by_a_script(cast: Cast, client: Client) -> None:
    client.get(reverse("account_login"))
    client.post(reverse("account_login"), {"login": "ben@staff.example", "password": PASSWORD})
    assert set(client.cookies) == {"sessionid", "csrftoken"}
    for cookie in client.cookies.values():
        assert cookie["httponly"]
        assert cookie["samesite"] == "Lax"


def test_the_session_cookie_ends_with_the_browser(cast: Cast, client: Client) -> None:
    client.post(reverse("account_login"), {"login": "ben@staff.example", "password": PASSWORD})
    assert not client.cookies["sessionid"]["max-age"]


def test_back_after_signing_out_shows_the_sign_in(cast: Cast) -> None:
    client = signed_in(cast.ben)
    assert client.post(reverse("account_logout")).status_code == 302
    assert client.get(reverse("account_change_password")).url.startswith(reverse("account_login"))


def test_reports_of_browsers_are_taken(client: Client, cast: Cast) -> None:
    report = '{"csp-report": {"blocked-uri": "https://x.example"}}'
    answer = client.post("/csp-report", report, content_type="application/csp-report")
    assert answer.status_code == 204


def test_the_server_says_that_it_lives_and_nothing_else(client: Client) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok")
