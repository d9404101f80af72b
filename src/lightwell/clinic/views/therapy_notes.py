"""Records of therapy sessions by the staff, and their private notes."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from lightwell.access.actors import LICENSED_ROLES
from lightwell.access.errors import InvalidInput, NotReady
from lightwell.access.guards import StaffRequest, staff_page
from lightwell.clinic.views.record import READERS, opened
from lightwell.kit.http import render_form
from lightwell.records import policies_therapy as may
from lightwell.records.actions import private_notes
from lightwell.records.actions import therapy as actions
from lightwell.records.queries import patients, therapy
from lightwell.records.queries import private_notes as private_queries
from lightwell.records.therapy_pages import (
    PrivateNoteForm,
    ReasonForm,
    TherapyCorrectionForm,
    TherapyForm,
)

WRITERS = sorted(LICENSED_ROLES)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*WRITERS)
def write(request: StaffRequest, patient: UUID) -> HttpResponse:
    """A session that was held: kind, time, themes, what comes next, homework."""
    person, context = opened(request, patient, page="Therapy session")
    form = TherapyForm(request.POST or None, patient=person.uid, place=request.location)
    if request.method == "POST" and form.is_valid():
        try:
            actions.write(by=request.actor, patient=patient, said=form.said, key=form.key)
            return redirect("clinic:therapy", patient)
        except InvalidInput as error:
            form.refuse(error)
    return render_form(request, "clinic/therapy_write.html", context | {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*READERS)
def record(request: StaffRequest, patient: UUID, record: UUID) -> HttpResponse:
    """Every version of a record; its author corrects it here."""
    person, context = opened(request, patient, page="Therapy session")
    view = therapy.one(request.actor, person, record)
    form = TherapyCorrectionForm(
        request.POST or None,
        patient=person.uid,
        version=view.number,
        place=request.location,
        initial=TherapyCorrectionForm.initial_from(view, request.location),
    )
    if request.method == "POST" and _is_corrected(request, patient, record, form):
        return redirect("clinic:therapy", patient)
    context |= {
        "view": view,
        "form": form,
        "reason_form": ReasonForm(patient=person.uid, version=view.number),
        "may_correct": may.can_correct_therapy(request.actor, view.first),
        "may_withdraw": may.can_withdraw_therapy(request.actor, view.first),
    }
    return render_form(request, "clinic/therapy_record.html", context)


def _is_corrected(
    request: StaffRequest, patient: UUID, record: UUID, form: TherapyCorrectionForm
) -> bool:
    if not form.is_valid():
        return False
    reason = form.cleaned_data["reason"]
    try:
        actions.correct(
            by=request.actor,
            patient=patient,
            thread=record,
            said=form.said,
            reason=reason,
            base=form.base,
            key=form.key,
        )
    except InvalidInput as error:
        form.refuse(error)
        return False
    return True


@require_POST
@staff_page(*WRITERS)
def withdraw(request: StaffRequest, patient: UUID, record: UUID) -> HttpResponse:
    """The record should not be here: it stays, and counts for nothing."""
    person = patients.get(by=request.actor, uid=patient)
    therapy.one(request.actor, person, record)
    form = ReasonForm(request.POST, patient=person.uid)
    reason = form.reason_given
    actions.withdraw(
        by=request.actor,
        patient=patient,
        thread=record,
        reason=reason,
        base=form.base,
        key=form.key,
    )
    return redirect("clinic:therapy", patient)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*WRITERS)
def private(request: StaffRequest, patient: UUID) -> HttpResponse:
    """One's own private notes about this person; nobody else can open them."""
    person, context = opened(request, patient, page="Private notes")
    form = PrivateNoteForm(request.POST or None, patient=person.uid)
    context |= {"form": form, "notes": []}
    try:
        if request.method == "POST" and form.is_valid():
            words = form.cleaned_data["words"]
            private_notes.keep(by=request.actor, patient=patient, words=words, key=form.key)
            return redirect("clinic:private-notes", patient)
        context["notes"] = private_queries.own(request.actor, person)
    except NotReady as error:
        if form.is_bound:
            form.add_error(None, error.message)
        context["closed"] = error.message
    return render_form(request, "clinic/private_notes.html", context)
