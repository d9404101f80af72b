"""The rest of the portal: call us, who looked, how what is told stays private."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lightwell.access.guards import PatientRequest, patient_page
from lightwell.records.queries import patients, supplies


@require_safe
@patient_page
def more(request: PatientRequest) -> HttpResponse:
    """Doors to the pages that are needed less often."""
    patient = patients.of_user(request.actor)
    has_home = supplies.has_any(request.actor, patient)
    context = {"home": patient.home_location, "has_home": has_home}
    return render(request, "portal/more.html", context)


@require_safe
@patient_page
def privacy(request: PatientRequest) -> HttpResponse:
    """Who can read what the person tells us, in plain words."""
    patient = patients.of_user(request.actor)
    return render(request, "portal/privacy.html", {"home": patient.home_location})
