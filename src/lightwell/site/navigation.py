"""Where each person can go: four places for a patient, for staff what their roles need."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from attrs import frozen
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from lightwell.access.actors import CLINICAL_ROLES, Actor, Role


@frozen
class Place:
    """One entry of the navigation; ``count`` says how much waits there."""

    name: str
    text: str
    icon: str
    roles: frozenset[Role] = frozenset(Role)
    count: Callable[[Actor], int] | None = None


PORTAL = (
    Place("portal:today", "Today", "today"),
    Place("portal:checkins", "Check-ins", "checkins"),
    Place("portal:treatments", "Treatments", "treatments"),
    Place("portal:more", "More", "more"),
)

RECORD = CLINICAL_ROLES | {Role.FRONT_DESK}
CLINIC = (
    Place("clinic:today", "Today", "today"),
    Place("clinic:requests", "Requests", "requests", frozenset({Role.FRONT_DESK})),
    Place("clinic:risk", "Risk", "risk", CLINICAL_ROLES),
    Place("clinic:patients", "Patients", "patients", RECORD),
    Place("clinic:roster", "Roster", "roster", CLINICAL_ROLES | {Role.ADMINISTRATOR}),
    Place("clinic:outbox", "Messages", "outbox"),
    Place("clinic:audit", "Audit", "audit", frozenset({Role.AUDITOR, Role.MEDICAL_DIRECTOR})),
)


def navigation(request: HttpRequest, actor: Actor) -> list[dict[str, Any]]:
    """The entries for this person, the present one marked."""
    places = PORTAL if actor.is_patient else [p for p in CLINIC if actor.has(*p.roles)]
    addresses = {place: url for place in places if (url := address_of(place.name))}
    # A page below a place belongs to it: the longest address that the page's begins with.
    within = (url for url in addresses.values() if request.path.startswith(url))
    present = max(within, key=len, default="")
    return [
        {
            "url": url,
            "text": place.text,
            "icon": place.icon,
            "current": url == present,
            "count": place.count(actor) if place.count else 0,
        }
        for place, url in addresses.items()
    ]


def address_of(name: str, *args: str) -> str:
    """The address of a page, or nothing where that page is not part of this installation."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""
