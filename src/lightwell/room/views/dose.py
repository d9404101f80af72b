"""Two people stand for the dose: one draws it up, another confirms with their own credentials."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from lightwell.access.actions.second_person import identify
from lightwell.access.errors import Denied, InvalidInput
from lightwell.access.guards import StaffRequest, staff_page
from lightwell.records.actions import sessions as actions
from lightwell.records.pages import SecondPersonForm
from lightwell.records.queries.sessions import SessionView
from lightwell.room.forms.dose import PrepareForm
from lightwell.room.presenters import doses as present
from lightwell.room.views.page import READERS, made, opened, save, show


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*READERS)
def dose(request: StaffRequest, uid: UUID) -> HttpResponse:
    """Ordered beside prepared; whoever is next sees what to do."""
    view, context = opened(request, uid, page="Dose")
    shown = present.dose(request.actor, view)
    step = request.POST.get("step") or _step(request, shown.step)
    form = _form(request, view, step)
    response = save(
        request,
        view,
        form,
        lambda: _write(request, view, form),
        onward=request.path,
        context=context,
    )
    if response:
        return response
    context |= {
        "form": form,
        "dose": shown,
        "step": step,
        "back": reverse("room:readiness", args=[uid]),
    }
    if isinstance(form, PrepareForm):
        context["rows"] = [(one, form[one.name]) for one in shown.amounts]
    return show(request, "room/dose.html", context)


def _form(request: StaffRequest, view: SessionView, step: str) -> Any:
    """What the step asks: the second person, or the amounts of this form of dose."""
    if step == "confirm":
        return made(SecondPersonForm, request, view)
    return made(PrepareForm, request, view, dose_form=view.way.form)


def _step(request: StaffRequest, step: str) -> str:
    """What is next; a preparation can be made again before the start."""
    again = request.GET.get("again") == "yes" and step in ("confirm", "done")
    return "prepare" if again else step


def _write(
    request: StaffRequest, view: SessionView, form: PrepareForm | SecondPersonForm
) -> object:
    common: dict[str, Any] = {"session": view.uid, "key": form.key, "version": form.base}
    if isinstance(form, PrepareForm):
        return actions.prepare_dose(by=request.actor, prepared=form.prepared, **common)
    prepared = view.dose.prepared
    if prepared is None:
        raise InvalidInput("Nothing was drawn up yet. Draw the dose up first.")
    said = form.cleaned_data
    second = identify(
        by=request.actor,
        request=request,
        attempt=str(prepared.uid),
        email=said["email"],
        password=said["password"],
    )
    try:
        return actions.confirm_dose(by=second, prepared=prepared.uid, **common)
    except Denied as refused:
        raise InvalidInput(refused.message, field="email") from None
