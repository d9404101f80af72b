"""Who is to be asked back, and what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from lightwell.access.actions.drafts import discard
from lightwell.access.errors import InvalidInput
from lightwell.access.guards import StaffRequest, staff_page
from lightwell.clinic.forms.recall import RecallForm
from lightwell.clinic.presenters import recall as show
from lightwell.clinic.views.record import READERS, opened
from lightwell.kit.http import render_form
from lightwell.records.actions import recalls as actions
from lightwell.records.policies_recall import can_recall, check_can_recall
from lightwell.records.policies_risk import can_work_on_risk
from lightwell.records.queries import recall, risk

if TYPE_CHECKING:
    from lightwell.records.models import Patient


@require_safe
@staff_page(*READERS)
def recalls(request: StaffRequest) -> HttpResponse:
    """The list of this location, most urgent first; risk tasks have their own inbox above it."""
    found = recall.here(request.actor)
    context = {
        "rows": show.rows(found.lines, found.on),
        "on": found.on,
        "away": found.away,
        "may_act": can_recall(request.actor),
        "risk_tasks": risk.open_count(request.actor) if can_work_on_risk(request.actor) else 0,
    }
    return render(request, "clinic/recall.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*READERS)
def line(request: StaffRequest, patient: UUID, purpose: str) -> HttpResponse:
    """Why this person is to be asked back, what was done before, and what came of it now."""
    person, context = opened(request, patient, page="Ask back")
    found = recall.line(request.actor, person, purpose)
    evidence = found.reason.evidence
    form = RecallForm(request.POST or None, patient=person.uid, version=evidence)
    if response := _saved(request, person, form, purpose):
        return response
    context |= {
        "row": show.row(found, recall.today(request.actor)),
        "acts": show.acts(found),
        "form": form if can_recall(request.actor) else None,
    }
    return render_form(request, "clinic/recall_line.html", context)


def _saved(
    request: StaffRequest, person: Patient, form: RecallForm, purpose: str
) -> HttpResponse | None:
    """The list when it was kept; nothing when the form is to be shown."""
    page = f"clinic:recall-line:{person.uid}:{purpose}"
    is_ready = request.method == "POST" and form.is_valid()
    form.keep_typed_work(by=request.actor, page=page)
    if request.method == "POST":
        check_can_recall(request.actor)
    if not is_ready:
        return None
    try:
        actions.record(
            by=request.actor,
            patient=person,
            purpose=purpose,
            evidence=form.version,
            key=form.key,
            **form.said,
        )
    except InvalidInput as refused:
        form.refuse(refused)
        return None
    discard(by=request.actor, page=page)
    return redirect("clinic:recall")
