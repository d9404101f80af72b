"""What a signed-in person needs before any page: a second factor, a place, a session that ends."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any, cast

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from lightwell.access import drafts
from lightwell.access.actions.drafts import keep, note_sent
from lightwell.access.errors import InvalidInput
from lightwell.access.models import User
from lightwell.access.queries import drafts as queries
from lightwell.access.queries import people
from lightwell.site.places import place_of

# Pages that somebody without a second factor needs in order to get one.
OPEN_BEFORE = frozenset(
    {
        "account_logout",
        "account_reauthenticate",
        "account_set_password",
        "mfa_activate_totp",
        "mfa_reauthenticate",
        "csp_report",
        "draft",
        "session_ended",
        "session_extend",
        "healthz",
    }
)


class SignedIn:
    """Keeps a session alive while its person acts; polling does not count as acting.

    Outside a demonstration staff and outside therapists first choose a password and a second
    factor. Times are shown in the zone of the person's location. A form that arrives after the
    automatic sign-off is kept for its author before the sign-in page is shown, and offered when
    they come back.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        place = place_of(request)
        if request.method == "POST" and not request.user.is_authenticated:
            _keep_words(request)
        elif isinstance(request.user, User):
            request.draft = _draft_of(request)  # type: ignore[attr-defined]
        with timezone.override(place.timezone if place else None):
            response = self.get_response(request)
        if request.method == "POST" and 300 <= response.status_code < 400:
            _discard_sent(request)
        polled = request.headers.get("X-Lightwell-Poll") == "1"
        if request.user.is_authenticated and not polled:
            request.session.modified = True
        return response

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        """The page where this person sets up what is missing, if anything is."""
        user = request.user
        match = request.resolver_match
        if not isinstance(user, User) or user.kind == User.Kind.PATIENT or is_in_demo():
            return None
        if match is not None and match.view_name in OPEN_BEFORE:
            return None
        if not user.has_usable_password():
            return redirect("account_set_password")
        if not is_mfa_enabled(user, ["totp"]):
            return redirect("mfa_activate_totp")
        return None


def is_in_demo() -> bool:
    """Whether this is a demonstration: a property of the database that live mode never honours."""
    organisation = people.organisation()
    return settings.MODE != "live" and bool(organisation and organisation.is_demo)


def _draft_of(request: HttpRequest) -> object:
    """What this person typed on this very page before; looked up only when a form is shown."""
    user = cast("User", request.user)
    return SimpleLazyObject(lambda: queries.of(by=people.actor_for(user, None), page=request.path))


def _keep_words(request: HttpRequest) -> None:
    """A form came after the sign-off: its words wait for their author, unless they were sent."""
    if drafts.read(request.POST.get(drafts.FIELD, "")) is not None:
        with suppress(InvalidInput):
            keep(posted=request.POST)


def _discard_sent(request: HttpRequest) -> None:
    """The page accepted the form and went on: its words are where they belong."""
    if request.POST.get(drafts.FIELD) and isinstance(request.user, User):
        note_sent(by=people.actor_for(request.user, None), posted=request.POST)
