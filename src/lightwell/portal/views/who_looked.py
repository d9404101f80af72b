"""Who looked at the person's record."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lightwell.access.guards import PatientRequest, patient_page
from lightwell.access.queries import views
from lightwell.records.queries import patients

PER_PAGE = 25


@require_safe
@patient_page
def who_looked(request: PatientRequest) -> HttpResponse:
    """Every time someone opened the record: who, in which role, where, which page, when."""
    patient = patients.of_user(request.actor)
    looks = Paginator(views.of_patient(patient.uid), PER_PAGE)
    page = looks.get_page(request.GET.get("page"))
    return render(request, "portal/who_looked.html", {"page": page})
