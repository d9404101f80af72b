"""What every page template can say: place, people, crisis numbers, demo band, navigation."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from lightwell.access.models import Location, User
from lightwell.access.queries import people

CRISIS = {
    "us": {"call": "988", "text": "988", "emergency": "911"},
    "eu": {"call": "112", "text": "", "emergency": "112"},
}


def page(request: HttpRequest) -> dict[str, Any]:
    """Context shared by all shells; a page may set ``location`` itself to override it."""
    organisation = people.organisation()
    location: Location | None = getattr(request, "location", None) or people.locations().first()
    return {
        "organisation": organisation,
        "location": location,
        "is_demo": bool(organisation and organisation.is_demo),
        "crisis": CRISIS[location.region if location else "us"],
        "role_words": _role_words(request),
        "session_seconds": settings.SESSION_SECONDS if _signed_in(request) else None,
    }


def _signed_in(request: HttpRequest) -> bool:
    return hasattr(request, "user") and request.user.is_authenticated


def _role_words(request: HttpRequest) -> str:
    actor = getattr(request, "actor", None)
    if actor is None or actor.kind != User.Kind.STAFF:
        return ""
    return ", ".join(sorted(role.words for role in actor.roles))
