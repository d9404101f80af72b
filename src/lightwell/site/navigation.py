"""Where each person can go: four places for a patient, for staff what their roles need."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from attrs import frozen
from django.http import HttpRequest
from django.urls import reverse

from lightwell.access.actors import CLINICAL_ROLES, Actor, Role
from lightwell.access.queries import messages
from lightwell.diary.policies import SCHEDULE_READERS, can_handle_requests
from lightwell.diary.queries import requests
from lightwell.records.policies_courses import ADOPTION_READERS
from lightwell.records.policies_recall import RECALL_READERS
from lightwell.records.policies_risk import ROSTER_READERS
from lightwell.records.policies_sessions import SESSION_READERS
from lightwell.records.queries import risk

Claim = Callable[[Actor], bool]


def anybody(by: Actor) -> bool:
    """For everyone with a role here."""
    return bool(by.roles) or by.is_patient


def one_of(*roles: Role) -> Claim:
    """For those who hold one of the roles."""
    return lambda by: by.has(*roles)


@frozen
class Place:
    """One entry of the navigation: for whom it is, and how much waits there."""

    name: str
    text: str
    icon: str
    is_for: Claim = anybody
    count: Callable[[Actor], int] | None = None


PORTAL = (
    Place("portal:today", "Today", "today"),
    Place("portal:checkins", "Check-ins", "checkins"),
    Place("portal:treatments", "Treatments", "treatments"),
    Place("portal:more", "More", "more"),
)
OUTSIDE = (Place("outside:people", "People", "patients", lambda by: by.is_outside),)
CLINIC = (
    Place("clinic:today", "Today", "today"),
    Place(
        "clinic:requests",
        "Requests",
        "requests",
        can_handle_requests,
        lambda by: requests.waiting(by).count(),
    ),
    Place("clinic:risk", "Risk", "risk", one_of(*CLINICAL_ROLES), risk.open_count),
    Place("clinic:recall", "Ask back", "checkins", one_of(*RECALL_READERS)),
    Place(
        "clinic:patients",
        "Patients",
        "patients",
        one_of(*CLINICAL_ROLES, Role.FRONT_DESK, Role.AUDITOR),
    ),
    Place("room:board", "Infusion room", "chair", one_of(*SESSION_READERS)),
    Place("clinic:schedule", "Schedule", "schedule", one_of(*SCHEDULE_READERS)),
    Place("clinic:programmes", "Programmes", "documents", one_of(*ADOPTION_READERS)),
    Place("clinic:prices", "Prices", "documents", one_of(Role.ADMINISTRATOR)),
    Place("clinic:roster", "Roster", "roster", one_of(*ROSTER_READERS)),
    Place(
        "clinic:outbox",
        "Messages",
        "outbox",
        messages.can_see_outbox,
        messages.failed_count,
    ),
    Place("clinic:audit", "Audit", "audit", one_of(Role.AUDITOR, Role.MEDICAL_DIRECTOR)),
)


def navigation(request: HttpRequest, actor: Actor) -> list[dict[str, Any]]:
    """The entries for this person; the one whose page, or a page below it, is open is marked."""
    places = {"patient": PORTAL, "outside": OUTSIDE}.get(actor.kind, CLINIC)
    shown = [(place, reverse(place.name)) for place in places if place.is_for(actor)]
    here = _deepest(request.path, [url for _, url in shown])
    return [
        {
            "url": url,
            "text": place.text,
            "icon": place.icon,
            "current": url == here,
            "count": place.count(actor) if place.count else 0,
        }
        for place, url in shown
    ]


def _deepest(path: str, urls: list[str]) -> str:
    """The longest address that the present one begins with; the first page only is itself."""
    first, *others = urls or [""]
    below = [url for url in others if path.startswith(url)]
    return max(below, key=len, default=first if path == first else "")
