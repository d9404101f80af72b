"""What every page template can say: place, people, crisis numbers, demo band, navigation."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from lightwell.access.actors import Actor
from lightwell.access.models import User
from lightwell.access.queries import people
from lightwell.site.navigation import navigation
from lightwell.site.places import place_of

CRISIS = {
    "us": {"call": "988", "text": "988", "emergency": "911"},
    "eu": {"call": "112", "text": "", "emergency": "112"},
}


def page(request: HttpRequest) -> dict[str, Any]:
    """Context shared by all shells; a page may set ``location`` itself to override it."""
    organisation = people.organisation()
    location = place_of(request)
    help_url = reverse("public:help-now", args=[location.slug] if location else None)
    context = {
        "organisation": organisation,
        "location": location,
        "is_demo": bool(organisation and organisation.is_demo),
        "crisis": CRISIS[location.region if location else "us"] | {"help_url": help_url},
        "exit_url": settings.EXIT_URL,
        "home_url": "/",
    }
    if isinstance(request.user, User):
        context |= _of_person(request, request.user)
    return context


def _of_person(request: HttpRequest, person: User) -> dict[str, Any]:
    ended = f"{reverse('session_ended')}?{urlencode({'next': request.get_full_path()})}"
    actor: Actor | None = getattr(request, "actor", None)
    return {
        "home_url": reverse("home_after_sign_in"),
        "sign_out_url": reverse("account_logout"),
        "session_seconds": settings.SESSION_SECONDS,
        "session_extend_url": reverse("session_extend"),
        "session_ended_url": ended,
        "role_words": actor.role_words if actor and not actor.is_patient else "",
        "nav": navigation(request, actor) if actor else [],
        "draft": getattr(request, "draft", None),
        "own_locations": people.locations_of(person) if actor and actor.is_staff else [],
    }
