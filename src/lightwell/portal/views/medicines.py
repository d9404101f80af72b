"""What the person takes now, told in the portal and checked by the care team."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lightwell.access.errors import NotFound
from lightwell.access.guards import PatientRequest, patient_page
from lightwell.kit.http import render_form
from lightwell.portal.calm import calm_after_session
from lightwell.portal.forms.medicines import MedicineForm
from lightwell.portal.presenters import history as show
from lightwell.portal.views.entries import Editing, save_or_show, saved_entry, take_back, way_back
from lightwell.records.queries import history, patients


@require_safe
@patient_page
@calm_after_session
def medicines(request: PatientRequest) -> HttpResponse:
    """The medicines as told and as checked."""
    patient = patients.of_user(request.actor)
    lines = history.all_of(request.actor, patient, "medicine")
    context = {
        "cards": [show.card(line) for line in lines if line.shown],
        "set_aside": [show.card(line) for line in lines if line.latest.status == "rejected"],
        "confirmation": saved_entry(request, lines),
    }
    return render(request, "portal/medicines.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@patient_page
@calm_after_session
def add(request: PatientRequest) -> HttpResponse:
    """Tell us about one more."""
    patient = patients.of_user(request.actor)
    form = MedicineForm(request.POST or None, patient=patient.uid)
    editing = Editing(patient=patient, subject="medicine", form=form)
    if response := save_or_show(request, editing, then=lambda uid: reverse("portal:medicines")):
        return response
    return render_form(request, "portal/medicine.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@patient_page
@calm_after_session
def medicine(request: PatientRequest, entry: UUID) -> HttpResponse:
    """Change what was told about one; the change waits until the care team has looked."""
    patient = patients.of_user(request.actor)
    line = history.line(request.actor, patient, entry)
    if line.subject != "medicine":
        raise NotFound("There is no such page.")
    content = (line.shown or line.latest).content
    form = MedicineForm(
        request.POST or None,
        patient=patient.uid,
        version=line.latest.number,
        initial=MedicineForm.initial_from(content),
    )
    editing = Editing(patient=patient, subject="medicine", form=form, line=line)
    if response := save_or_show(request, editing, then=lambda uid: reverse("portal:medicines")):
        return response
    context = {"form": form, "line": line, "card": show.card(line), **way_back(request, line)}
    return render_form(request, "portal/medicine.html", context)


@require_POST
@patient_page
@calm_after_session
def take_medicine_back(request: PatientRequest, entry: UUID) -> HttpResponse:
    """The person takes a draft back."""
    return take_back(request, entry, to="portal:medicines")
