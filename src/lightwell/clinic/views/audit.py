"""The auditor reads who did what; looking is itself noted."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from lightwell.access.actions.exports import export_audit
from lightwell.access.actions.views import log_view
from lightwell.access.actors import Role
from lightwell.access.errors import NotFound
from lightwell.access.guards import StaffRequest, staff_page
from lightwell.access.queries import audit
from lightwell.access.queries.audit import Wanted
from lightwell.clinic.forms.audit import AuditFilter
from lightwell.clinic.presenters import audit as present
from lightwell.kit.http import render_form
from lightwell.records.queries import numbers, patients

PAGE = "audit trail"


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(Role.AUDITOR, Role.MEDICAL_DIRECTOR)
def acts(request: StaffRequest) -> HttpResponse:
    """The list of acts; the filter is sent by POST, so that no name is ever in an address."""
    people = audit.people_of(request.location)
    form = AuditFilter(request.POST or None, people=people)
    if request.method == "POST":
        return _filtered(request, form)
    wanted, mrn = _asked(request)
    found = audit.page(request.location, wanted, request.GET.get("page", "1"))
    mrns = numbers.of(by=request.actor, patients=[act.patient for act in found if act.patient])
    context = {
        "form": form,
        "page": found,
        "table": present.table(list(found), mrns),
        "says": present.says(wanted, people, mrn),
        "csv": f"{reverse('clinic:audit-csv')}?{present.query(wanted)}",
        "is_filtered": wanted != Wanted(),
    }
    return render(request, "clinic/audit.html", context)


@require_safe
@staff_page(Role.AUDITOR, Role.MEDICAL_DIRECTOR)
def as_file(request: StaffRequest) -> HttpResponse:
    """The same acts as a file; that it was taken is kept in the trail."""
    wanted, _ = _asked(request)
    found = export_audit(by=request.actor, location=request.location, wanted=wanted)
    mrns = numbers.of(by=request.actor, patients=[act.patient for act in found if act.patient])
    return HttpResponse(
        present.as_csv(found, mrns),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="audit.csv"'},
    )


def _asked(request: StaffRequest) -> tuple[Wanted, str]:
    """What the address asks for; reading one patient's trail is a look at their record."""
    try:
        wanted = present.wanted_from(request.GET.dict())
    except ValueError:
        raise NotFound("There is no such page.") from None
    if wanted.patient is None:
        return wanted, ""
    patient = patients.get(by=request.actor, uid=wanted.patient)
    log_view(by=request.actor, patient=patient.uid, page=PAGE, location=request.location.name)
    return wanted, patient.mrn


def _filtered(request: StaffRequest, form: AuditFilter) -> HttpResponse:
    """Turn what was typed into an address of identifiers, or say what cannot be."""
    patient = None
    if form.is_valid() and form.cleaned_data["mrn"]:
        patient = numbers.with_number(by=request.actor, mrn=form.cleaned_data["mrn"])
        if patient is None:
            form.add_error("mrn", "There is no patient with this record number here.")
    if not form.is_valid():
        return render_form(request, "clinic/audit.html", {"form": form})
    told = form.cleaned_data
    about = patient.uid if patient else None
    wanted = Wanted(told["person"], about, told["subject"], told["day"])
    return redirect(f"{reverse('clinic:audit')}?{present.query(wanted)}")
