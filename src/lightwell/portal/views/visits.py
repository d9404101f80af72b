"""The visits of a patient: when, where, and how to get ready."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lightwell.access import clock
from lightwell.access.guards import PatientRequest, patient_page
from lightwell.access.queries.messages import sender_name
from lightwell.diary.queries import appointments, feed, reminders
from lightwell.portal.calm import calm_after_session
from lightwell.portal.presenters import stage as show_stage
from lightwell.portal.presenters import visits as show
from lightwell.portal.presenters.calendar import calendar
from lightwell.records.queries import patients, stages


@require_safe
@patient_page
@calm_after_session
def visits(request: PatientRequest) -> HttpResponse:
    """What is booked for this person, each in the clock of its place."""
    patient = patients.of_user(request.actor)
    found = appointments.coming(request.actor, patient)
    context = {
        "stage": show_stage.told(stages.own(patient)),
        "visits": show.visits(found),
        "location": patient.home_location,
        "has_email": bool(patient.email),
        "is_reminded": reminders.is_wanted(request.actor),
    }
    return render(request, "portal/visits.html", context)


@require_safe
@patient_page
@calm_after_session
def visits_calendar(request: PatientRequest) -> HttpResponse:
    """The coming visits for a calendar of one's own."""
    return HttpResponse(
        calendar(feed.of_user(request.actor), clinic=sender_name(), now=clock.now()),
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="appointments.ics"'},
    )
