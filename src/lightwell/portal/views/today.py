"""The first page after sign-in: the one next thing."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lightwell.access.guards import PatientRequest, patient_page
from lightwell.diary.queries import appointments
from lightwell.portal.calm import calm_after_session
from lightwell.portal.presenters import today as show
from lightwell.portal.presenters import visits as show_visits
from lightwell.records.queries import patients, summary, supplies


@require_safe
@patient_page
@calm_after_session
def today(request: PatientRequest) -> HttpResponse:
    """One card with the next thing to do; below it, what is already told."""
    patient = patients.of_user(request.actor)
    known = summary.told_by(request.actor, patient)
    visits = appointments.coming(request.actor, patient)
    context = {
        "visit": next(iter(show_visits.visits(visits[:1])), None),
        "next": show.next_thing(known),
        "told": show.told(known),
        "has_home": supplies.has_any(request.actor, patient),
    }
    return render(request, "portal/today.html", context)
