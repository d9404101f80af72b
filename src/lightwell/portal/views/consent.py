"""What the person agreed to, in plain words, and the way to take it back."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

import lightwell.clinical as lw
from lightwell.access.guards import PatientRequest, patient_page
from lightwell.kit.http import render_form
from lightwell.portal.forms.consent import TakeBackForm
from lightwell.records.actions import consents as actions
from lightwell.records.queries import consents, patients


@require_safe
@patient_page
def consent(request: PatientRequest) -> HttpResponse:
    """The text, what the person said about it, and whether it stands."""
    patient = patients.of_user(request.actor)
    kind = consents.newest_kind(request.actor, patient)
    every = consents.all_of(request.actor, patient, kind)
    context = {
        "home": patient.home_location,
        "stands": consents.current(request.actor, patient, kind),
        "newest": every[0] if every else None,
        "text": lw.consent_text(kind),
    }
    return render(request, "portal/consent.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@patient_page
def take_consent_back(request: PatientRequest, consent: UUID) -> HttpResponse:
    """What happens next is said first; then the person takes the consent back."""
    patient = patients.of_user(request.actor)
    found = consents.one(request.actor, patient, consent)
    form = TakeBackForm(request.POST or None, patient=patient.uid)
    if request.method == "POST" and form.is_valid():
        actions.withdraw(
            by=request.actor,
            patient=patient,
            consent=found.uid,
            reason=form.cleaned_data["reason"],
            key=form.key,
        )
        return redirect("portal:consent")
    text = lw.consent_text(found.kind)
    context = {"form": form, "found": found, "text": text, "home": patient.home_location}
    return render_form(request, "portal/consent_take_back.html", context)
