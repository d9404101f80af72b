"""What has changed for the person since the first treatment, plainly."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lightwell.access.guards import PatientRequest, patient_page
from lightwell.portal.calm import calm_after_session
from lightwell.portal.presenters import outcomes as show
from lightwell.records.queries import outcomes as queries
from lightwell.records.queries import patients


@require_safe
@patient_page
@calm_after_session
def outcomes(request: PatientRequest) -> HttpResponse:
    """Each part of life, each goal, and what other people had."""
    patient = patients.of_user(request.actor)
    found = queries.own(request.actor, patient)
    context = {
        "domains": show.domains(found.domains),
        "others": show.others(found.expected),
        "goals": show.goals(found.goals),
        "home": patient.home_location,
    }
    return render(request, "portal/outcomes.html", context)
