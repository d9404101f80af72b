"""Leaving: what is left to settle, four doors, and what is next."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from lightwell.access import clock
from lightwell.access.errors import NotFound
from lightwell.access.guards import StaffRequest, staff_page
from lightwell.records.actions import sessions as actions
from lightwell.records.queries import sessions
from lightwell.room.forms.leaving import DOORS
from lightwell.room.presenters import gates
from lightwell.room.presenters import leaving as present
from lightwell.room.presenters.phases import number_words, phase
from lightwell.room.views.gates import save_answer
from lightwell.room.views.page import READERS, made, opened, save, show


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*READERS)
def leaving(request: StaffRequest, uid: UUID) -> HttpResponse:
    """How many things are left, and the four doors."""
    view, context = opened(request, uid, page="Leaving")
    if request.method == "POST":
        return save_answer(request, view)
    result = sessions.discharge(request.actor, uid)
    context |= {
        "gate": gates.discharge(request.actor, view, result, clock.now()),
        "doors": present.doors(request.actor, view, result),
    }
    return render(request, "room/leaving.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*READERS)
def leave(request: StaffRequest, uid: UUID, door: str) -> HttpResponse:
    """One door: what is written down at it."""
    view, context = opened(request, uid, page="Leaving")
    if door not in DOORS:
        raise NotFound("There is no such door.")
    form = made(DOORS[door], request, view)

    def write() -> object:
        given = {"values": form.values, "key": form.key, "version": form.base, **form.when}
        return actions.leave(by=request.actor, session=uid, door=door, **given)

    onward = reverse("room:left", args=[uid])
    if response := save(request, view, form, write, onward=onward, context=context):
        return response
    words, verb, style = present.DOORS[door]
    act = {
        "title": verb,
        "button": verb,
        "style": style,
        "lines": [words, "This cannot be undone."],
    }
    context |= {"form": form, "act": act, "back": reverse("room:leaving", args=[uid])}
    return show(request, "room/act.html", context)


@require_safe
@staff_page(*READERS)
def left(request: StaffRequest, uid: UUID) -> HttpResponse:
    """The person has left: what is next."""
    view, context = opened(request, uid, page="What is next")
    context |= {
        "phase": phase(view, clock.now()),
        "number_words": number_words(view),
        "steps": present.next_steps(view),
    }
    return render(request, "room/left.html", context)
