"""Medicines and allergies: each drafted line accepted, corrected or set aside; then signed."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lightwell.access.actors import CLINICAL_ROLES
from lightwell.access.errors import InvalidInput, NotFound
from lightwell.access.guards import StaffRequest, staff_page
from lightwell.clinic.forms.history import (
    AcceptForm,
    AllergyForm,
    EntryForm,
    MedicineForm,
    SignForm,
)
from lightwell.clinic.presenters import lists
from lightwell.clinic.views.entries import (
    Reading,
    asks_reason,
    line_of,
    page_of,
    reject,
    save_or_show,
)
from lightwell.clinic.views.record import READERS, opened, saved
from lightwell.kit.http import render_form
from lightwell.records.actions import history as actions
from lightwell.records.queries import history, patients

FORMS: dict[str, type[EntryForm]] = {"medicine": MedicineForm, "allergy": AllergyForm}


@require_safe
@staff_page(*READERS)
def medicines(request: StaffRequest, patient: UUID) -> HttpResponse:
    """Both lists, what waits on them, and whether they were signed."""
    person, context = opened(request, patient, page="Medicines and allergies")
    both = [lists.of(request.actor, person, subject) for subject in FORMS]
    lines = history.all_of(request.actor, person, *FORMS)
    context |= {"lists": both, "confirmation": saved(request, lines)}
    return render(request, "clinic/medicines.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*CLINICAL_ROLES)
def add(request: StaffRequest, patient: UUID, subject: str) -> HttpResponse:
    """Draft a line from the chart, the pharmacy or a conversation."""
    if subject not in FORMS:
        raise NotFound("There is no such page.")
    person, context = opened(request, patient, page="Medicines and allergies")
    form = FORMS[subject](request.POST or None, patient=person.uid)
    back = reverse("clinic:medicines", args=[patient])
    reading = Reading(patient=person, subject=subject, form=form, back=back)
    if response := save_or_show(request, reading, context):
        return response
    context |= {"form": form, "back": back, "subject": subject}
    return render_form(request, "clinic/medicine.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*READERS)
def line(request: StaffRequest, patient: UUID, entry: UUID) -> HttpResponse:
    """Verify, correct or reject one line, with the person's own words beside the boxes."""
    person, context = opened(request, patient, page="Medicines and allergies")
    found = line_of(request, person, entry, *FORMS)
    shown = found.shown or found.latest
    kind = FORMS[found.subject]
    form = kind(
        request.POST or None,
        patient=person.uid,
        version=found.latest.number,
        needs_reason=asks_reason(request, found),
        said=shown.said,
        initial=kind.initial_from(shown.content),
    )
    back = reverse("clinic:medicines", args=[patient])
    reading = Reading(patient=person, subject=found.subject, form=form, back=back, line=found)
    if response := save_or_show(request, reading, context):
        return response
    context |= page_of(request, reading)
    return render_form(request, "clinic/medicine.html", context)


@require_POST
@staff_page(*CLINICAL_ROLES)
def accept(request: StaffRequest, patient: UUID, entry: UUID) -> HttpResponse:
    """Stand for a line exactly as it was drafted."""
    person = patients.get(by=request.actor, uid=patient)
    found = line_of(request, person, entry, *FORMS)
    form = AcceptForm(request.POST, patient=person.uid)
    if not form.is_valid():
        raise InvalidInput("Open the page again, then repeat your change.")
    actions.verify(
        by=request.actor,
        patient=person,
        entry=entry,
        base=form.base,
        content=found.latest.content,
        key=form.key,
    )
    return redirect(f"{reverse('clinic:medicines', args=[patient])}?saved=yes")


@require_POST
@staff_page(*CLINICAL_ROLES)
def reject_line(request: StaffRequest, patient: UUID, entry: UUID) -> HttpResponse:
    """Set a line aside."""
    reject(request, patient, entry)
    return redirect("clinic:medicines", patient)


@require_POST
@staff_page(*CLINICAL_ROLES)
def sign(request: StaffRequest, patient: UUID, subject: str) -> HttpResponse:
    """Sign a whole list after going through it with the person."""
    if subject not in FORMS:
        raise NotFound("There is no such page.")
    person = patients.get(by=request.actor, uid=patient)
    has_lines = bool(history.current(request.actor, person, subject))
    form = SignForm(
        request.POST, patient=person.uid, has_lines=has_lines, noun=lists.NOUNS[subject]
    )
    if not form.is_valid():
        raise InvalidInput("Choose what is known about this list. Nothing was signed.")
    actions.reconcile(
        by=request.actor,
        patient=person,
        subject=subject,
        statement=form.cleaned_data["statement"],
        versions=form.versions,
        key=form.key,
    )
    return redirect("clinic:medicines", patient)
