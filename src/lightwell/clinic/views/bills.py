"""Diagnosis codes and superbills of one person. Nothing is submitted to a payer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lightwell.access.actors import LICENSED_ROLES
from lightwell.access.errors import InvalidInput
from lightwell.access.guards import StaffRequest, staff_page
from lightwell.clinic.forms.bills import BillForm, DiagnosisForm
from lightwell.clinic.views.papers import as_pdf
from lightwell.clinic.views.record import READERS, opened
from lightwell.documents import superbill as on_paper
from lightwell.kit.http import render_form
from lightwell.records.actions import diagnoses as diagnosis_actions
from lightwell.records.actions import superbills
from lightwell.records.pages import StampedForm
from lightwell.records.policies_bills import can_bill
from lightwell.records.queries import bills, patients

if TYPE_CHECKING:
    from lightwell.records.models import Patient
    from lightwell.records.queries.bills import BillView

BILLERS = sorted(LICENSED_ROLES)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*READERS)
def overview(request: StaffRequest, patient: UUID) -> HttpResponse:
    """The codes that count, and every bill; one more code for those who may."""
    person, context = opened(request, patient, page="Bills")
    form = DiagnosisForm(request.POST or None, patient=person.uid)
    if request.method == "POST" and form.is_valid():
        try:
            diagnosis_actions.record(by=request.actor, patient=person, **form.arguments)
            return redirect("clinic:bills", patient)
        except InvalidInput as error:
            form.refuse(error)
    context |= {
        "form": form,
        "codes": [
            (one, StampedForm(patient=person.uid, auto_id=f"id_{number}_%s"))
            for number, one in enumerate(bills.diagnoses(request.actor, person))
        ],
        "bills": bills.of_patient(request.actor, person),
        "may_bill": can_bill(request.actor),
    }
    return render_form(request, "clinic/bills.html", context)


@require_POST
@staff_page(*BILLERS)
def end_code(request: StaffRequest, patient: UUID, diagnosis: UUID) -> HttpResponse:
    """A code no longer counts; bills that carry it stay."""
    person = patients.get(by=request.actor, uid=patient)
    bills.check_diagnosis(request.actor, person, diagnosis)
    form = StampedForm(request.POST, patient=person.uid)
    if not form.is_valid():
        raise InvalidInput("Open the page again. Nothing was changed.")
    diagnosis_actions.end(by=request.actor, patient=person, diagnosis=diagnosis, key=form.key)
    return redirect("clinic:bills", patient)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*BILLERS)
def make(request: StaffRequest, patient: UUID) -> HttpResponse:
    """A new bill: the days and codes, beside what the record says was held."""
    person, context = opened(request, patient, page="Bill")
    return _form_page(request, person, context, None)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*BILLERS)
def correct(request: StaffRequest, patient: UUID, bill: UUID) -> HttpResponse:
    """The bill again as it should have been; the one before stays and says so."""
    person, context = opened(request, patient, page="Bill")
    before = bills.one(request.actor, person, bill)
    return _form_page(request, person, context, before)


@require_safe
@staff_page(*READERS)
def paper(request: StaffRequest, patient: UUID, bill: UUID) -> HttpResponse:
    """A bill as it was issued, as a PDF."""
    person, _ = opened(request, patient, page="Bill")
    return as_pdf(on_paper.superbill(request.actor, bills.one(request.actor, person, bill)))


def _form_page(
    request: StaffRequest, person: Patient, context: dict[str, Any], before: BillView | None
) -> HttpResponse:
    form = BillForm(
        request.POST or None,
        patient=person.uid,
        clinicians=bills.clinicians(request.location),
        diagnoses=bills.diagnoses(request.actor, person),
        corrects=before.number if before else None,
    )
    if request.method == "POST" and form.is_valid() and _issue(request, person, form, before):
        return redirect("clinic:bills", person.uid)
    context |= {"form": form, "before": before, "held": bills.held(request.actor, person)}
    return render_form(request, "clinic/bill_write.html", context)


def _issue(request: StaffRequest, person: Patient, form: BillForm, before: BillView | None) -> bool:
    try:
        superbills.issue(
            by=request.actor,
            patient=person,
            location=request.location,
            said=form.said,
            key=form.key,
            supersedes=before.uid if before else None,
        )
    except InvalidInput as error:
        form.refuse(error)
        return False
    return True
