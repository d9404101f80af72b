"""How a person fares: totals beside published groups, by domain, by their own goals."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

import lightwell.clinical as lw
from lightwell.access.guards import StaffRequest, staff_page
from lightwell.clinic.presenters import outcomes as show
from lightwell.clinic.views.record import READERS, opened
from lightwell.records.charts import trend_chart
from lightwell.records.queries import doses, summary
from lightwell.records.queries import outcomes as queries
from lightwell.records.queries.reviews import RULED_BY


@require_safe
@staff_page(*READERS)
def outcomes(request: StaffRequest, patient: UUID) -> HttpResponse:
    """The total of the course, the bands of its day, each domain, each goal."""
    person, context = opened(request, patient, page="Outcomes")
    found = queries.outcomes(request.actor, person)
    given = doses.of_newest_course(doses.given(request.actor, person))
    context |= {
        "found": found,
        "totals": show.totals(found),
        "domains": show.domains(found.domains),
        "bands": show.bands(found.expected),
        "goals": show.goals(found.goals),
        "cannot_say": show.CANNOT_SAY,
        "figure": trend_chart(
            lw.instrument(RULED_BY),
            summary.scores(request.actor, person, RULED_BY),
            patient=person,
            months=6,
            given=given,
            recall=doses.recall_of(given, RULED_BY),
        ),
    }
    return render(request, "clinic/outcomes.html", context)
