"""The flowsheet: a row is written, a reminder is seen, a wrong value is corrected."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core import signing
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from lightwell.access import clock
from lightwell.access.errors import Conflict, NotFound
from lightwell.access.guards import StaffRequest, staff_page
from lightwell.kit.stamps import PageStamp
from lightwell.records import policies_sessions as may
from lightwell.records.actions import sessions as actions
from lightwell.records.queries import sessions
from lightwell.records.queries.sessions import EntryView, SessionView
from lightwell.room.forms.corrections import CORRECTIONS
from lightwell.room.forms.rows import RowForm
from lightwell.room.presenters import rows
from lightwell.room.presenters import sheet as present
from lightwell.room.views.page import READERS, WRITERS, made, opened, save, show


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*READERS)
def session(request: StaffRequest, uid: UUID) -> HttpResponse:
    """What is so now, what was recorded, and the form of one row."""
    view, context = opened(request, uid, page="Flowsheet")
    if request.method == "POST":
        may.check_can_chart(request.actor)
    form = made(RowForm, request, view)
    response = save(
        request,
        view,
        form,
        lambda: actions.read(by=request.actor, session=uid, **_row(request, form, view)),
        onward=request.path,
        context=context,
    )
    if response:
        return response
    context["sheet"] = present.sheet(request.actor, view, clock.now())
    if may.can_chart(request.actor) and not view.is_over:
        context["form"] = form
    return show(request, "room/flowsheet.html", context)


def _row(request: StaffRequest, form: RowForm, view: SessionView) -> dict[str, Any]:
    """A row as the action takes it; the page had seen as much as its refreshed part showed."""
    return {
        "values": form.values,
        "key": form.key,
        "version": max(form.base, _seen(request, view)),
        "beyond": request.POST.get("beyond") == "yes",
        **form.when,
    }


def _seen(request: StaffRequest, view: SessionView) -> int:
    """The version that the refreshed part of this page had shown, where scripts told it."""
    try:
        stamp = PageStamp.read(request.POST.get("shown", ""))
    except (signing.BadSignature, ValueError):
        return 0
    return int(stamp.version) if stamp.patient == str(view.patient.uid) else 0


@require_POST
@staff_page(*READERS)
def seen(request: StaffRequest, uid: UUID) -> HttpResponse:
    """I am on it: the button carries the reminder and the page that it stood on."""
    view = sessions.session(request.actor, uid)
    text, _, flag = request.POST.get("seen", "").partition("|")
    try:
        stamp = PageStamp.read(text)
    except (signing.BadSignature, ValueError):
        raise Conflict(
            "This page was damaged on its way. Nothing was saved. Open it again."
        ) from None
    if stamp.patient != str(view.patient.uid):
        raise Conflict("This page was made for another patient. Nothing was saved. Open it again.")
    actions.acknowledge(
        by=request.actor, session=uid, flag=flag, key=stamp.key, version=int(stamp.version)
    )
    return redirect("room:session", uid)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*WRITERS)
def entry(request: StaffRequest, uid: UUID, entry: UUID) -> HttpResponse:
    """Correct one entry: the old one stays, struck through, with the reason."""
    view, context = opened(request, uid, page="Correction")
    old = _correctable(view, entry)
    form = made(CORRECTIONS[old.kind], request, view, old=old)
    back = reverse("room:session", args=[uid])
    response = save(
        request,
        view,
        form,
        lambda: actions.correct(by=request.actor, session=uid, entry=entry, **form.correction),
        onward=back,
        context=context,
    )
    if response:
        return response
    act = {
        "title": f"Correct: {old.title}",
        "button": "Save correction",
        "lines": _lines(view, old),
    }
    return show(request, "room/act.html", context | {"form": form, "act": act, "back": back})


def _correctable(view: SessionView, uid: UUID) -> EntryView:
    found = view.entry(uid)
    if found is None or found.kind not in CORRECTIONS:
        raise NotFound("There is no such entry to correct in this session.")
    return found


def _lines(view: SessionView, old: EntryView) -> list[str]:
    found = [f"Written down: {rows.entry_words(view, old) or 'set aside'}, by {old.by_name}."]
    return (
        found if old.stands else [*found, "This was corrected already; the newest is what stands."]
    )
