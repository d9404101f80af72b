"""How the person has been: their mood scores with their sessions, in a sentence first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

import lightwell.clinical as lw
from lightwell.access.guards import PatientRequest, patient_page
from lightwell.kit.charts import PATIENT, WINDOWS_MONTHS, Chart
from lightwell.portal.calm import calm_after_session
from lightwell.records.charts import trend_chart
from lightwell.records.queries import doses, patients, questionnaires, summary

if TYPE_CHECKING:
    from lightwell.records.models import Patient

INSTRUMENT = "phq9"


@require_safe
@patient_page
@calm_after_session
def progress(request: PatientRequest) -> HttpResponse:
    """One sentence, the chart, and the same as a table."""
    patient = patients.of_user(request.actor)
    context = {
        "figure": _figure(request, patient),
        "home": patient.home_location,
        "windows": WINDOWS_MONTHS,
        "months": _months(request),
    }
    return render(request, "portal/progress.html", context)


@require_safe
@patient_page
@calm_after_session
def progress_csv(request: PatientRequest) -> HttpResponse:
    """The values of the chart as a file."""
    patient = patients.of_user(request.actor)
    headers = {"Content-Disposition": 'attachment; filename="my-scores.csv"'}
    text = _figure(request, patient).csv
    return HttpResponse(text, content_type="text/csv; charset=utf-8", headers=headers)


def _figure(request: PatientRequest, patient: Patient) -> Chart:
    given = doses.of_newest_course(doses.own(patient))
    rows = questionnaires.responses(request.actor, patient, INSTRUMENT)
    return trend_chart(
        lw.instrument(INSTRUMENT),
        [summary.own_score(one) for one in rows],
        patient=patient,
        months=_months(request),
        given=given,
        recall=doses.recall_of(given, INSTRUMENT),
        voice=PATIENT,
    )


def _months(request: PatientRequest) -> int:
    """The window that was asked for; three months unless it is one that we draw."""
    asked = request.GET.get("months", "")
    return next((months for months in WINDOWS_MONTHS if str(months) == asked), 3)
