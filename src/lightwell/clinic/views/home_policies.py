"""What the location decided about take-home; and writing down that a person has died."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from lightwell.access.actors import CLINICAL_ROLES, Role
from lightwell.access.errors import InvalidInput
from lightwell.access.guards import StaffRequest, staff_page
from lightwell.clinic.forms.home_policies import AliveForm, DeathForm, EndForm, PermitForm
from lightwell.clinic.presenters import at_home as show
from lightwell.clinic.views.record import opened
from lightwell.kit.http import render_form
from lightwell.records import policies_supplies as may
from lightwell.records.actions import deaths as actions
from lightwell.records.actions import home_policies
from lightwell.records.queries import deaths, patients, supplies


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*sorted(may.POLICY_READERS))
def policy(request: StaffRequest) -> HttpResponse:
    """Every decision about take-home here; a medical director makes the next one."""
    found = supplies.policies(request.actor, request.location)
    base = found[0].number if found else 0
    form = PermitForm(request.POST or None, base=base)
    if request.method == "POST":
        may.check_can_permit(request.actor, request.location)
        if form.is_valid() and _permit(request, form):
            return redirect("clinic:home-policy")
    may_permit = may.can_permit(request.actor, request.location)
    stands = bool(found) and found[0].act == "permitted"
    context = {
        "form": form if may_permit else None,
        "end_form": EndForm(base=base, prefix="end") if may_permit and stands else None,
        "acts": show.policy(found),
        "standing": found[0] if found else None,
    }
    return render_form(request, "clinic/home_policy.html", context)


def _permit(request: StaffRequest, form: PermitForm) -> bool:
    try:
        home_policies.permit(by=request.actor, location=request.location, **form.arguments)
    except InvalidInput as refused:
        form.refuse(refused)
        return False
    return True


@require_POST
@staff_page(Role.MEDICAL_DIRECTOR)
def end(request: StaffRequest) -> HttpResponse:
    """No further supply goes home from here."""
    found = supplies.policies(request.actor, request.location)
    form = EndForm(request.POST, base=found[0].number if found else 0, prefix="end")
    if not form.is_valid():
        raise InvalidInput("Write why it is ended. Nothing was saved.")
    home_policies.end(
        by=request.actor,
        location=request.location,
        reason=form.cleaned_data["reason"],
        base=form.base,
        key=form.key,
    )
    return redirect("clinic:home-policy")


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*sorted(CLINICAL_ROLES))
def death(request: StaffRequest, patient: UUID) -> HttpResponse:
    """What was told; or, where it stands, that it was not so."""
    person, context = opened(request, patient, page="A death")
    found = deaths.entries(request.actor, person)
    standing = deaths.standing(person)
    made = AliveForm if standing else DeathForm
    form = made(request.POST or None, patient=person.uid, version=len(found))
    if request.method == "POST" and form.is_valid():
        try:
            _record(request, form, standing is not None)
            return redirect("clinic:death", patient)
        except InvalidInput as refused:
            form.refuse(refused)
    context |= {"form": form, "found": found, "standing": standing}
    return render_form(request, "clinic/death.html", context)


def _record(request: StaffRequest, form: AliveForm | DeathForm, is_recorded: bool) -> None:
    person = patients.get(by=request.actor, uid=form.patient)
    source = form.cleaned_data["source"]
    if is_recorded:
        actions.take_back(
            by=request.actor, patient=person, reason=source, base=form.base, key=form.key
        )
        return
    actions.record(
        by=request.actor,
        patient=person,
        died_on=form.cleaned_data["died_on"],
        source=source,
        base=form.base,
        key=form.key,
    )
