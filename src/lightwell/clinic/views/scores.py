"""The scores of one patient with its sessions: PHQ-9, and MADRS in either window."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from attrs import frozen
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

import lightwell.clinical as lw
from lightwell.access.guards import StaffRequest, staff_page
from lightwell.clinic.presenters import scores as show
from lightwell.clinic.views.record import READERS, opened
from lightwell.kit.charts import WINDOWS_MONTHS, Chart
from lightwell.records.charts import trend_chart
from lightwell.records.queries import doses, summary

if TYPE_CHECKING:
    from lightwell.records.models import Patient
    from lightwell.records.queries.summary import Score


@frozen
class Series:
    """One series of totals: which instrument, over which time, and its title."""

    instrument: str
    title: str
    is_brief: bool = False


SERIES = {
    "phq9": Series("phq9", "PHQ-9"),
    "madrs": Series("madrs", "MADRS, 7 days"),
    "madrs-24h": Series("madrs", "MADRS, 24 hours", is_brief=True),
}


@require_safe
@staff_page(*READERS)
def scores(request: StaffRequest, patient: UUID) -> HttpResponse:
    """The chart with sessions, the suicide item, and each answer of each administration."""
    person, context = opened(request, patient, page="Scores")
    of = _of(request)
    instrument = lw.instrument(SERIES[of].instrument)
    found = _found(request, person)
    context |= {
        "instrument": instrument,
        "figure": _figure(request, person, found),
        "sheets": show.sheets(instrument, found),
        "windows": WINDOWS_MONTHS,
        "months": _months(request),
        "series": [(key, one.title) for key, one in SERIES.items()],
        "of": of,
        "title": SERIES[of].title,
    }
    return render(request, "clinic/scores.html", context)


@require_safe
@staff_page(*READERS)
def scores_csv(request: StaffRequest, patient: UUID) -> HttpResponse:
    """The values of the chart for a spreadsheet."""
    person, _ = opened(request, patient, page="Scores")
    figure = _figure(request, person, _found(request, person))
    headers = {"Content-Disposition": 'attachment; filename="scores.csv"'}
    return HttpResponse(figure.csv, content_type="text/csv; charset=utf-8", headers=headers)


def _found(request: StaffRequest, person: Patient) -> list[Score]:
    series = SERIES[_of(request)]
    return summary.scores(request.actor, person, series.instrument, is_brief=series.is_brief)


def _figure(request: StaffRequest, person: Patient, found: list[Score]) -> Chart:
    """The chart of the series that was asked for."""
    series = SERIES[_of(request)]
    given = doses.given(request.actor, person)
    return trend_chart(
        lw.instrument(series.instrument),
        found,
        patient=person,
        months=_months(request),
        given=doses.of_newest_course(given),
        recall=None if series.is_brief else doses.recall_of(given, series.instrument),
    )


def _of(request: StaffRequest) -> str:
    """The series that was asked for; the PHQ-9 unless it is one that there is."""
    asked = request.GET.get("of", "")
    return asked if asked in SERIES else "phq9"


def _months(request: StaffRequest) -> int:
    """The window that was asked for; six months unless it is one that we draw."""
    asked = request.GET.get("months", "")
    return next((months for months in WINDOWS_MONTHS if str(months) == asked), 6)
