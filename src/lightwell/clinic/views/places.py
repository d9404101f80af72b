"""Rooms and chairs of this location."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from lightwell.access.errors import InvalidInput
from lightwell.access.guards import StaffRequest, staff_page
from lightwell.clinic.forms.places import ChairForm, RoomForm
from lightwell.diary import policies
from lightwell.diary.actions import places as actions
from lightwell.diary.policies import PLACE_EDITORS, PLACE_READERS, SCHEDULE_READERS
from lightwell.diary.queries import places
from lightwell.kit.http import render_form


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*sorted(PLACE_READERS))
def rooms(request: StaffRequest) -> HttpResponse:
    """Every room with its chairs; one more room for those who may."""
    form = RoomForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        policies.check_can_edit_places(request.actor, request.location)
        if form.is_valid() and _add_room(request, form):
            return redirect("clinic:rooms")
    return _page(request, form, _chair_form(request, None))


@require_POST
@staff_page(*sorted(PLACE_EDITORS))
def chairs(request: StaffRequest) -> HttpResponse:
    """One more chair in a room."""
    form = _chair_form(request, request)
    if form.is_valid() and _add_chair(request, form):
        return redirect("clinic:rooms")
    return _page(request, RoomForm(), form)


def _page(request: StaffRequest, room: RoomForm, chair: ChairForm) -> HttpResponse:
    context = {
        "can_see_schedule": request.actor.has(*SCHEDULE_READERS),
        "rooms": places.rooms(request.location),
        "can_edit": policies.can_edit_places(request.actor, request.location),
        "form": room,
        "forms": [chair],
        "chair_form": chair,
    }
    return render_form(request, "clinic/rooms.html", context)


def _chair_form(request: StaffRequest, sent: StaffRequest | None) -> ChairForm:
    known = [(room.pk, room.name) for room in places.rooms(request.location)]
    return ChairForm(sent.POST if sent else None, rooms=known)


def _add_room(request: StaffRequest, form: RoomForm) -> bool:
    try:
        actions.add_room(
            by=request.actor, location=request.location, name=form.cleaned_data["room"]
        )
    except InvalidInput as refused:
        form.refuse(refused)
        return False
    return True


def _add_chair(request: StaffRequest, form: ChairForm) -> bool:
    try:
        actions.add_chair(
            by=request.actor,
            location=request.location,
            room=int(form.cleaned_data["in_room"]),
            name=form.cleaned_data["chair"],
        )
    except InvalidInput as refused:
        form.refuse(refused)
        return False
    return True
