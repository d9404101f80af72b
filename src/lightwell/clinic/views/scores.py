"""PHQ-9 of one patient with its history."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

import lightwell.clinical as lw
from lightwell.access.guards import StaffRequest, staff_page
from lightwell.clinic.presenters import scores as show
from lightwell.clinic.views.record import READERS, opened
from lightwell.kit.charts import WINDOWS_MONTHS
from lightwell.records.queries import summary

INSTRUMENT = "phq9"


@require_safe
@staff_page(*READERS)
def scores(request: StaffRequest, patient: UUID) -> HttpResponse:
    """The chart, the suicide item, and each answer of each administration."""
    person, context = opened(request, patient, page="PHQ-9 scores")
    instrument = lw.instrument(INSTRUMENT)
    found = summary.scores(request.actor, person, INSTRUMENT)
    months = _months(request)
    context |= {
        "instrument": instrument,
        "figure": show.chart(instrument, found, today=timezone.localdate(), months=months),
        "sheets": show.sheets(instrument, found),
        "windows": WINDOWS_MONTHS,
        "months": months,
    }
    return render(request, "clinic/scores.html", context)


@require_safe
@staff_page(*READERS)
def scores_csv(request: StaffRequest, patient: UUID) -> HttpResponse:
    """The values of the chart for a spreadsheet."""
    person, _ = opened(request, patient, page="PHQ-9 scores")
    instrument = lw.instrument(INSTRUMENT)
    found = summary.scores(request.actor, person, INSTRUMENT)
    figure = show.chart(instrument, found, today=timezone.localdate(), months=_months(request))
    headers = {"Content-Disposition": 'attachment; filename="scores.csv"'}
    return HttpResponse(figure.csv, content_type="text/csv; charset=utf-8", headers=headers)


def _months(request: StaffRequest) -> int:
    """The window that was asked for; six months unless it is one that we draw."""
    asked = request.GET.get("months", "")
    return next((months for months in WINDOWS_MONTHS if str(months) == asked), 6)
