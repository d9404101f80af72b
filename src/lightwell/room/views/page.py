"""What every page of a session does first and last: find it, note the look, save."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render

from lightwell.access import clock
from lightwell.access.actions.views import SAME_LONG_LOOK, SAME_LOOK, log_views
from lightwell.access.errors import Conflict, InvalidInput, NotReady
from lightwell.access.guards import StaffRequest
from lightwell.clinical import NotAllowed
from lightwell.kit.confirmation import Confirmation
from lightwell.kit.http import render_form
from lightwell.records.banner import banner
from lightwell.records.pages import StampedForm, restamped
from lightwell.records.policies_sessions import CHARTERS, SESSION_READERS
from lightwell.records.queries import sessions
from lightwell.records.queries.session_prints import said, word
from lightwell.records.queries.sessions import SessionView
from lightwell.room.presenters.board import chair_bar
from lightwell.room.presenters.rows import shown_value

READERS = tuple(sorted(SESSION_READERS))
WRITERS = tuple(sorted(CHARTERS))
JUST_NOW = timedelta(minutes=1)
Context = dict[str, Any]


def opened(request: StaffRequest, uid: UUID, *, page: str) -> tuple[SessionView, Context]:
    """The session with banner and chairs; the look is logged before it is shown."""
    view = sessions.session(request.actor, uid)
    polled = request.headers.get("X-Lightwell-Poll") == "1"
    log_views(
        by=request.actor,
        patients=[view.patient.uid],
        page=page,
        location=request.location.name,
        same_look=SAME_LONG_LOOK if polled else SAME_LOOK,
    )
    now = clock.now()
    return view, {
        "session": view,
        "patient_banner": banner(request.actor, view.patient),
        "chairs": chair_bar(request.actor, sessions.board(request.actor), now, view.uid),
        "confirmation": _saved(request, view),
    }


def _saved(request: StaffRequest, view: SessionView) -> Confirmation | None:
    """What was saved last, on the page that follows the save."""
    if request.method != "GET" or request.GET.get("saved") != "yes" or not view.entries:
        return None
    last = view.entries[-1]
    return Confirmation("Saved", at=last.recorded_at, by=last.by_name)


def made(form: type[StampedForm], request: StaffRequest, view: SessionView, **more: Any) -> Any:
    """The form as it was sent, or an empty one made from what the page shows."""
    data = request.POST if request.method == "POST" else None
    return form(data, patient=view.patient.uid, version=view.version, **more)


def save(
    request: StaffRequest,
    view: SessionView,
    form: StampedForm,
    act: Callable[[], object],
    *,
    onward: str,
    context: Context,
) -> HttpResponse | None:
    """The page that follows when it was saved; nothing when the form is to be shown again."""
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        act()
    except InvalidInput as error:
        context["beyond"] = error.detail.get("limits")
        if not context["beyond"]:
            form.refuse(error)
        return None
    except (NotReady, NotAllowed) as held:
        form.add_error(None, str(held))
        return None
    except Conflict as conflict:
        if not hasattr(conflict.detail.get("theirs"), "values") or "mine" not in conflict.detail:
            raise
        return both_values(request, view, form, conflict, context)
    return redirect(f"{onward}?saved=yes")


def show(request: StaffRequest, template: str, context: Context) -> HttpResponse:
    """The page; a refused value, also one to look at again, is a 422."""
    status = 422 if context.get("beyond") else None
    return render_form(request, template, context, status=status)


def both_values(
    request: StaffRequest,
    view: SessionView,
    form: StampedForm,
    conflict: Conflict,
    context: Context,
) -> HttpResponse:
    """Somebody else was faster: both values, and what was typed kept on a page made anew."""
    theirs = conflict.detail["theirs"]
    now = sessions.session(request.actor, view.uid)
    data = restamped(request.POST, patient=view.patient.uid, version=now.version)
    again = (
        form.anew(data, now)
        if hasattr(form, "anew")
        else type(form)(data, patient=view.patient.uid, version=now.version)
    )
    shown = context | {
        "form": again,
        "theirs": theirs,
        "values": differences(conflict.detail["mine"], theirs.values),
        "action": request.path,
        "back": request.path,
    }
    return render(request, "room/both_values.html", shown, status=409)


def differences(mine: Mapping[str, Any], theirs: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Each value that either of the two wrote down: its name, theirs, mine."""
    rows = []
    names = list(dict.fromkeys([*theirs, *mine]))
    if {"sbp", "dbp"} & set(names):
        rows.append(
            (
                "blood pressure",
                shown_value("pressure", theirs) or "Not recorded",
                shown_value("pressure", mine) or "Not recorded",
            )
        )
    return rows + [
        (word(name), _said(theirs, name), _said(mine, name))
        for name in names
        if name not in ("sbp", "dbp")
    ]


def _said(values: Mapping[str, Any], name: str) -> str:
    return said(values[name]) if name in values else "Not recorded"
