"""The forms asked of a signed-in patient: the list, and what was sent."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lightwell.access.guards import PatientRequest, patient_page
from lightwell.portal.calm import calm_after_session
from lightwell.records.queries import questionnaires


@require_safe
@patient_page
@calm_after_session
def checkins(request: PatientRequest) -> HttpResponse:
    """Due, started and sent forms."""
    forms = questionnaires.check_ins(request.actor)
    context = {
        "due": [one for one in forms if one.is_due],
        "done": [one for one in forms if not one.is_due],
    }
    return render(request, "portal/checkins.html", context)
