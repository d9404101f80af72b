"""On the day of a session the portal shows one calm page, and nothing is signed or changed.

Crisis help and the pages of a suicide answer stay as they are; so does taking a consent back.
"""

from __future__ import annotations

from functools import wraps
from typing import ParamSpec

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from lightwell.access.guards import PatientRequest, PatientView
from lightwell.records.queries import patients, presence
from lightwell.records.queries.presence import Presence

P = ParamSpec("P")


def calm_after_session(view: PatientView[P]) -> PatientView[P]:
    """The page, or the calm one while a session lasts and until the next day."""

    @wraps(view)
    def guarded(request: PatientRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        found = presence.of(patients.of_user(request.actor))
        if found is None:
            return view(request, *args, **kwargs)
        return calm_page(request, found)

    return guarded


def calm_page(request: HttpRequest, found: Presence) -> HttpResponse:
    """Who is there, whom to call, and no driving."""
    request.location = found.session.location  # type: ignore[attr-defined]
    status = 409 if request.method == "POST" else 200
    context = {"presence": found}
    return render(request, "portal/calm.html", context, status=status)
