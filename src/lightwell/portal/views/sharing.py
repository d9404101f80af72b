"""Who outside the clinic may see parts of the record: signing it, and stopping it."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from lightwell.access.errors import InvalidInput
from lightwell.access.guards import PatientRequest, patient_page
from lightwell.kit.http import render_form
from lightwell.portal.calm import calm_after_session
from lightwell.portal.forms.sharing import ShareForm, StopSharingForm
from lightwell.records.actions import releases as actions
from lightwell.records.queries import messages, patients, therapists


@require_safe
@patient_page
def sharing(request: PatientRequest) -> HttpResponse:
    """Each person outside who may see something, what, and until when."""
    patient = patients.of_user(request.actor)
    rows = therapists.releases(request.actor, patient)
    written = len(messages.thread(request.actor, patient))
    context = {"rows": rows, "home": patient.home_location, "written": written}
    return render(request, "portal/sharing.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@patient_page
@calm_after_session
def share(request: PatientRequest) -> HttpResponse:
    """The person says who, what for, what and until when, and signs."""
    patient = patients.of_user(request.actor)
    form = ShareForm(request.POST or None, patient=patient.uid)
    if request.method == "POST" and form.is_valid():
        try:
            actions.sign(by=request.actor, patient=patient, **form.arguments)
            return redirect("portal:sharing")
        except InvalidInput as error:
            form.refuse(error)
    context = {"form": form, "home": patient.home_location}
    return render_form(request, "portal/share.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@patient_page
def stop(request: PatientRequest, release: UUID) -> HttpResponse:
    """Stop it now, at any time, also on the day of a session."""
    patient = patients.of_user(request.actor)
    found = therapists.release(request.actor, patient, release)
    form = StopSharingForm(request.POST or None, patient=patient.uid)
    if request.method == "POST" and form.is_valid():
        actions.end(
            by=request.actor,
            patient=patient,
            release=release,
            reason=form.cleaned_data["reason"],
            key=form.key,
        )
        return redirect("portal:sharing")
    context = {"form": form, "found": found, "home": patient.home_location}
    return render_form(request, "portal/share_stop.html", context)
