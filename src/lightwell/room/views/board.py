"""The chairs of a room, and the switch of the lights."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from lightwell.access import clock
from lightwell.access.actions.views import SAME_LONG_LOOK, log_views
from lightwell.access.guards import StaffRequest, staff_page
from lightwell.records.queries import sessions
from lightwell.room.presenters import board as show
from lightwell.room.views.page import READERS

YEAR_S = 365 * 24 * 3600


@require_safe
@staff_page(*READERS)
def board(request: StaffRequest) -> HttpResponse:
    """One tile for each chair, where it stands; the reminders of all chairs on top."""
    found = sessions.board(request.actor)
    log_views(
        by=request.actor,
        patients=[one.patient.uid for one in found],
        page="Chairs",
        location=request.location.name,
        same_look=SAME_LONG_LOOK,
    )
    context = {"board": show.board(request.actor, found, clock.now())}
    return render(request, "room/board.html", context)


@require_POST
@staff_page()
def light(request: StaffRequest) -> HttpResponse:
    """Lights up or down on this device, remembered in it; nothing else is."""
    here = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(here, allowed_hosts=None)
    response = redirect(here if is_ours and here else "room:board")
    value = "dim" if request.POST.get("light") == "dim" else "day"
    response.set_cookie(
        "room_light",
        value,
        max_age=YEAR_S,
        httponly=True,
        samesite="Lax",
        secure=request.is_secure(),
    )
    return response
