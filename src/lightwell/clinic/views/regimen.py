"""Every medicine and supplement beside a planned treatment, and the review of them."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from lightwell.access.actions.drafts import discard
from lightwell.access.errors import Denied, InvalidInput
from lightwell.access.guards import StaffRequest, staff_page
from lightwell.clinic.forms.regimen import RegimenForm
from lightwell.clinic.presenters import eligibility as rules
from lightwell.clinic.presenters import regimen as show
from lightwell.clinic.views.record import READERS, opened
from lightwell.clinical.interactionreport import FOR_THE_PERSON
from lightwell.kit.http import render_form
from lightwell.records.actions import regimens as actions
from lightwell.records.policies_decisions import can_decide
from lightwell.records.queries import eligibility, regimens

if TYPE_CHECKING:
    from lightwell.records.models import Patient


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*READERS)
def regimen(request: StaffRequest, patient: UUID) -> HttpResponse:
    """What every list says of all that is taken, what is not checked, and what was decided."""
    person, context = opened(request, patient, page="Medicines beside the treatment")
    treatment = eligibility.chosen(request.GET.get("agent"), request.GET.get("route"))
    found = regimens.regimen(request.actor, person, request.location.region, treatment)
    form = RegimenForm(request.POST or None, patient=person.uid, version=found.fingerprint)
    if response := _save(request, person, form, found):
        return response
    context |= {
        "treatment": rules.title(treatment),
        "choices": rules.choices(person, treatment, "clinic:regimen"),
        "regimen": found,
        "headline": show.headline(found.found),
        "medicines": show.medicines(found.found),
        "together": show.together(found.found),
        "signs": show.signs(found.found),
        "for_the_person": FOR_THE_PERSON,
        "form": form if can_decide(request.actor) else None,
    }
    return render_form(request, "clinic/regimen.html", context)


def _save(
    request: StaffRequest, person: Patient, form: RegimenForm, found: regimens.Regimen
) -> HttpResponse | None:
    """The same page when the review was kept; nothing when the form is to be shown."""
    agent, route = found.treatment
    page = f"clinic:regimen:{person.uid}:{agent}:{route}"
    is_ready = request.method == "POST" and form.is_valid()
    form.keep_typed_work(by=request.actor, page=page)
    if request.method == "POST" and not can_decide(request.actor):
        raise Denied("To review medicines takes a prescriber or a medical director.")
    if not is_ready:
        return None
    try:
        actions.review(
            by=request.actor,
            patient=person,
            region=found.region,
            treatment=found.treatment,
            decided=form.cleaned_data["decided"] or "",
            fingerprint=form.version,
            key=form.key,
        )
    except InvalidInput as error:
        form.refuse(error)
        return None
    discard(by=request.actor, page=page)
    return redirect(rules.page_of(person, found.treatment, "clinic:regimen"))
