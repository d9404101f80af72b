"""What a person's therapist and prescribers write to one another about them."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lightwell.access.guards import PatientRequest, patient_page
from lightwell.portal.calm import calm_after_session
from lightwell.records.queries import messages, patients


@require_safe
@patient_page
@calm_after_session
def messages_about_me(request: PatientRequest) -> HttpResponse:
    """The whole thread, to read: it is part of the person's own record."""
    patient = patients.of_user(request.actor)
    context = {
        "messages": messages.thread(request.actor, patient),
        "home": patient.home_location,
    }
    return render(request, "portal/messages.html", context)
