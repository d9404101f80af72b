"""Doses at home: what to keep in mind, telling of a dose, and saying "I am worried"."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from lightwell.access import clock
from lightwell.access.errors import InvalidInput, NotReady
from lightwell.access.guards import PatientRequest, patient_page
from lightwell.kit.http import render_form
from lightwell.portal.forms.home import ReportForm, WorryForm
from lightwell.portal.presenters import home as show
from lightwell.records.actions import home_reports as actions
from lightwell.records.queries import patients, safety, supplies
from lightwell.records.queries.supplies import SupplyView


@require_safe
@patient_page
def at_home(request: PatientRequest) -> HttpResponse:
    """What the person has at home, what to keep in mind, and what they told us."""
    patient = patients.of_user(request.actor)
    found = [one for one in supplies.of_patient(request.actor, patient) if one.may_be_at_home]
    context = {
        "supplies": [show.shown(one) for one in found],
        "advice": show.advice(),
        "sources": show.sources(),
        "home": patient.home_location,
    }
    return render(request, "portal/home.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@patient_page
def report(request: PatientRequest, supply: UUID) -> HttpResponse:
    """One dose that was taken, or was not."""
    patient = patients.of_user(request.actor)
    view = supplies.one(request.actor, supply)
    form = ReportForm(request.POST or None, patient=patient.uid)
    if request.method == "POST" and form.is_valid() and _reported(request, view, form):
        return redirect("portal:home")
    return render_form(request, "portal/home_report.html", {"form": form})


def _reported(request: PatientRequest, view: SupplyView, form: ReportForm) -> bool:
    given = form.told(view.location.timezone)
    try:
        actions.report(by=request.actor, supply=view.uid, **given)
    except InvalidInput as refused:
        if refused.field == "when":
            refused = InvalidInput(refused.message, field="on")
        form.refuse(refused)
        return False
    except NotReady as closed:
        form.add_error(None, closed.message)
        return False
    return True


@require_http_methods(["GET", "HEAD", "POST"])
@patient_page
def worry(request: PatientRequest, supply: UUID) -> HttpResponse:
    """The person worries: somebody is told in the same act."""
    patient = patients.of_user(request.actor)
    view = supplies.one(request.actor, supply)
    form = WorryForm(request.POST or None, patient=patient.uid)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data["words"]
        actions.worry(by=request.actor, supply=view.uid, words=said, key=form.key)
        return redirect("portal:home-told", supply)
    context = {"form": form, "phone": view.location.phone}
    return render_form(request, "portal/home_worry.html", context)


@require_safe
@patient_page
def told(request: PatientRequest, supply: UUID) -> HttpResponse:
    """Who calls by when, by the roster of this moment; and whom to call until then."""
    patient = patients.of_user(request.actor)
    view = supplies.one(request.actor, supply)
    promise = safety.promise_after_worry(patient, view.location, clock.now())
    return render(request, "portal/home_told.html", {"promise": promise})
