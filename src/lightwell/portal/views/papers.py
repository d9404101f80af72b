"""A copy of every letter and bill for the person whom they are about."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lightwell.access.guards import PatientRequest, patient_page
from lightwell.documents import letter as letters_on_paper
from lightwell.documents import superbill as bills_on_paper
from lightwell.documents.pdf import Paper
from lightwell.portal.calm import calm_after_session
from lightwell.records.queries import bills, letters, patients


@require_safe
@patient_page
@calm_after_session
def papers(request: PatientRequest) -> HttpResponse:
    """Every letter that was signed, and every bill that was issued."""
    patient = patients.of_user(request.actor)
    context = {
        "letters": letters.of_patient(request.actor, patient),
        "bills": bills.of_patient(request.actor, patient),
        "home": patient.home_location,
    }
    return render(request, "portal/papers.html", context)


@require_safe
@patient_page
@calm_after_session
def letter(request: PatientRequest, letter: UUID) -> HttpResponse:
    """A letter as it was signed, to keep."""
    patient = patients.of_user(request.actor)
    kept = letters.one(request.actor, patient, letter)
    return _to_keep(letters_on_paper.letter(request.actor, kept, patient.home_location))


@require_safe
@patient_page
@calm_after_session
def bill(request: PatientRequest, bill: UUID) -> HttpResponse:
    """A bill as it was issued, to keep or to send to an insurer."""
    patient = patients.of_user(request.actor)
    kept = bills.one(request.actor, patient, bill)
    return _to_keep(bills_on_paper.superbill(request.actor, kept))


def _to_keep(paper: Paper) -> HttpResponse:
    answer = HttpResponse(paper.content, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{paper.filename}"'
    return answer
