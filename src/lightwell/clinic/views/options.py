"""Options side by side for one person, and the sheet that is walked through together."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lightwell.access.errors import NotFound
from lightwell.access.guards import StaffRequest, staff_page
from lightwell.clinic.presenters import options as show
from lightwell.clinic.views.papers import as_pdf
from lightwell.clinic.views.record import READERS, opened
from lightwell.documents import decision_aid
from lightwell.records.queries import options as queries


@require_safe
@staff_page(*READERS)
def options(request: StaffRequest, patient: UUID) -> HttpResponse:
    """Every option in one table: what speaks for it, what against it, what is not known."""
    person, context = opened(request, patient, page="Options")
    view = queries.options(request.actor, person, request.location.region)
    context |= {
        "rows": show.rows(person, view.found),
        "closing": show.closing(view.found),
        "said": show.said(
            [("Goals", view.goals), ("Does not want", view.avoid), ("Leaning", view.leaning)]
        ),
        "most": decision_aid.MOST,
    }
    return render(request, "clinic/options.html", context)


@require_safe
@staff_page(*READERS)
def option(request: StaffRequest, patient: UUID, number: int) -> HttpResponse:
    """One option for this person: why, why not, what is not known, burden, evidence."""
    person, context = opened(request, patient, page="Options")
    view = queries.options(request.actor, person, request.location.region)
    row = next((one for one in show.rows(person, view.found) if one.number == number), None)
    if row is None:
        raise NotFound("There is no such option.")
    context |= {"row": row, "closing": show.closing(view.found)}
    return render(request, "clinic/option.html", context)


@require_safe
@staff_page(*READERS)
def aid(request: StaffRequest, patient: UUID) -> HttpResponse:
    """Two pages about the options that were picked, to be walked through together."""
    person, _ = opened(request, patient, page="Decision aid")
    picked = request.GET.getlist("option")
    return as_pdf(decision_aid.aid(request.actor, person, picked, request.location))
