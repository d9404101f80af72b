"""Messages between therapist and prescriber about one person, and raising a risk task instead."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from lightwell.access.actions.drafts import discard
from lightwell.access.actors import CLINICAL_ROLES
from lightwell.access.errors import InvalidInput
from lightwell.access.guards import StaffRequest, staff_page
from lightwell.clinic.forms.messages import RaiseRiskForm
from lightwell.clinic.views.record import READERS, opened
from lightwell.kit.http import render_form
from lightwell.records import policies_messages as may
from lightwell.records.actions import care_messages, risk_raising
from lightwell.records.message_pages import MessageForm
from lightwell.records.policies_risk import can_work_on_risk
from lightwell.records.queries import messages

if TYPE_CHECKING:
    from lightwell.records.models import Patient


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*READERS)
def thread(request: StaffRequest, patient: UUID) -> HttpResponse:
    """The thread in order; who opens it has read it. A form for those who write in it."""
    person, context = opened(request, patient, page="Messages with the therapist")
    is_linked = messages.is_linked(request.actor, person)
    form = MessageForm(request.POST or None, patient=person.uid)
    if response := _save(request, person, form):
        return response
    context |= {
        "form": form,
        "may_write": may.can_write_message(request.actor, is_linked=is_linked),
        "messages": messages.thread(request.actor, person),
        "concerned": messages.concerned(person),
        "may_raise": can_work_on_risk(request.actor),
    }
    care_messages.mark_read(by=request.actor, patient=person.uid)
    return render_form(request, "clinic/messages.html", context)


def _save(request: StaffRequest, person: Patient, form: MessageForm) -> HttpResponse | None:
    """The thread again when the message was kept; nothing when the form is to be shown."""
    page = f"clinic:messages:{person.uid}"
    is_ready = request.method == "POST" and form.is_valid()
    form.keep_typed_work(by=request.actor, page=page)
    if not is_ready:
        return None
    try:
        care_messages.write(by=request.actor, patient=person.uid, **form.arguments)
    except InvalidInput as error:
        form.refuse(error)
        return None
    discard(by=request.actor, page=page)
    return redirect("clinic:messages", person.uid)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*sorted(CLINICAL_ROLES))
def raise_risk(request: StaffRequest, patient: UUID) -> HttpResponse:
    """What was seen or heard becomes a task that somebody must act on."""
    person, context = opened(request, patient, page="Risk task")
    form = RaiseRiskForm(request.POST or None, patient=person.uid)
    if request.method == "POST" and form.is_valid():
        try:
            task = risk_raising.raise_as_told(by=request.actor, patient=person, **form.arguments)
            return redirect("clinic:risk-task", task.uid)
        except InvalidInput as error:
            form.refuse(error)
    return render_form(request, "clinic/risk_raise.html", context | {"form": form})
