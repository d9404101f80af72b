"""The window of a bridge: sessions, same-day measurements and the two strands on one time line."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lightwell.access.errors import NotFound
from lightwell.access.guards import StaffRequest, staff_page
from lightwell.clinic.presenters import care as show
from lightwell.clinic.views.record import READERS, opened
from lightwell.records.queries import courses
from lightwell.records.queries import window as queries


@require_safe
@staff_page(*READERS)
def window(request: StaffRequest, patient: UUID) -> HttpResponse:
    """What the relief is used for, each strand with its own day of review."""
    person, context = opened(request, patient, page="The window")
    course = courses.newest(request.actor, person)
    if course is None:
        raise NotFound("There is no course yet, so there is no window to show.")
    found = queries.window(request.actor, course)
    context |= {"window": found, "strands": show.strands(found)}
    return render(request, "clinic/window.html", context)
