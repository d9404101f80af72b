"""Asking a patient to answer a questionnaire, and what became of earlier ones."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from lightwell.access.actors import CLINICAL_ROLES
from lightwell.access.errors import NotReady
from lightwell.access.guards import StaffRequest, staff_page
from lightwell.clinic.forms.questionnaires import SendForm
from lightwell.clinic.views.record import opened
from lightwell.kit.http import render_form
from lightwell.records.actions import questionnaires as actions
from lightwell.records.queries import questionnaires as queries

if TYPE_CHECKING:
    from lightwell.records.models import Patient


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*sorted(CLINICAL_ROLES))
def questionnaires(request: StaffRequest, patient: UUID) -> HttpResponse:
    """What was sent and what became of it; sending another, unless nobody would read it."""
    person, context = opened(request, patient, page="questionnaires sent")
    form = SendForm(
        request.POST if request.method == "POST" else None,
        patient=person.uid,
        has_account=bool(person.user_id),
    )
    if request.method == "POST" and form.is_valid() and _send(request, person, form):
        return redirect("clinic:questionnaires", person.uid)
    context |= {
        "form": form,
        "sent": queries.sent_to(by=request.actor, patient=person),
    }
    return render_form(request, "clinic/questionnaires.html", context)


def _send(request: StaffRequest, person: Patient, form: SendForm) -> bool:
    """Send it once; a closed gate is said on the page, with what to do."""
    if queries.was_sent(form.key):
        return True
    act = actions.assign_in_portal if form.by_portal else actions.send_link
    try:
        act(
            by=request.actor,
            patient=person,
            instrument=form.cleaned_data["instrument"],
            location=request.location,
            key=form.key,
        )
    except NotReady as refused:
        form.add_error(None, refused.message)
        return False
    return True
