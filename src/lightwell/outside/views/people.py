"""The people who released something to this therapist, and what they released."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lightwell.access.guards import OutsideRequest, outside_page
from lightwell.outside.views.page import opened
from lightwell.records.queries import messages, shared


@require_safe
@outside_page
def people(request: OutsideRequest) -> HttpResponse:
    """Everybody whose release stands, and until when."""
    waits = {one.patient.pk: one.count for one in messages.waiting(request.actor)}
    rows = [(one, waits.get(one.patient.pk, 0)) for one in shared.people(request.actor)]
    return render(request, "outside/people.html", {"people": rows})


@require_safe
@outside_page
def person(request: OutsideRequest, person: UUID) -> HttpResponse:
    """The plan, the treatment sessions and the therapy sessions, as far as they were released."""
    found, context = opened(request, person, page="Shared record")
    context |= {
        "plan": shared.plan(found),
        "goals": shared.goals(found),
        "care": shared.care(found),
        "sessions": shared.sessions(found),
        "records": shared.records(request.actor, found),
    }
    return render(request, "outside/person.html", context)
