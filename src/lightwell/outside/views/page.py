"""What every page about one person does first: ask the releases, write down the look."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render

from lightwell.access.actions.views import log_view
from lightwell.access.errors import NotFound
from lightwell.access.guards import OutsideRequest
from lightwell.records.queries import shared
from lightwell.records.queries.shared import SharedPerson


def opened(request: OutsideRequest, uid: UUID, *, page: str) -> tuple[SharedPerson, dict[str, Any]]:
    """The person, if their release stands now; the look is logged before it is shown."""
    person = shared.person(request.actor, uid)
    log_view(by=request.actor, patient=person.uid, page=page, location="outside the clinic")
    return person, {"person": person, "location": person.home}


def over(request: OutsideRequest, uid: UUID, error: NotFound) -> HttpResponse:
    """The release ended while a form was being filled in: nothing was saved, no word is lost.

    What was typed goes back to whoever typed it. Nothing of the record is on the page.
    """
    hidden = {"csrfmiddlewaretoken", "stamp", "draft", "danger"}
    typed = [
        value
        for name, values in request.POST.lists()
        for value in values
        if name not in hidden and str(value).strip()
    ]
    clinic = shared.clinic_of(request.actor, uid)
    context = {"message": error.message, "typed": typed, "clinic": clinic}
    return render(request, "outside/over.html", context, status=error.status)
