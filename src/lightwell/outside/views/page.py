"""What every page about one person does first: ask the releases, write down the look."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render

from lightwell.access.actions.views import log_view
from lightwell.access.errors import NotFound
from lightwell.access.guards import OutsideRequest
from lightwell.records.message_pages import MessageForm
from lightwell.records.pages import StampedForm
from lightwell.records.queries import shared
from lightwell.records.queries.shared import SharedPerson
from lightwell.records.therapy_pages import PrivateNoteForm, TherapyCorrectionForm

# What a therapist outside types into, by page; all others are about a therapy session.
FORMS: dict[str, type[StampedForm]] = {"messages": MessageForm, "private": PrivateNoteForm}
HIDDEN = {"stamp", "danger"}
PARTS = ("", "_month", "_day", "_year")


def opened(request: OutsideRequest, uid: UUID, *, page: str) -> tuple[SharedPerson, dict[str, Any]]:
    """The person, if their release stands now; the look is logged before it is shown."""
    person = shared.person(request.actor, uid)
    log_view(by=request.actor, patient=person.uid, page=page, location="outside the clinic")
    return person, {"person": person, "location": person.home}


def over(request: OutsideRequest, uid: UUID, error: NotFound) -> HttpResponse:
    """The release ended while a form was being filled in: nothing was saved, no word is lost.

    What was typed goes back to whoever typed it. Nothing of the record is on the page.
    """
    clinic = shared.clinic_of(request.actor, uid)
    context = {"message": error.message, "typed": _typed(request), "clinic": clinic}
    return render(request, "outside/over.html", context, status=error.status)


def _typed(request: OutsideRequest) -> list[tuple[str, str]]:
    """What stands in each box, with its label; the three boxes of a date are one day."""
    told = []
    page = request.resolver_match.url_name if request.resolver_match else ""
    for name, box in FORMS.get(page or "", TherapyCorrectionForm).base_fields.items():
        parts = [request.POST.get(f"{name}{part}", "").strip() for part in PARTS]
        said = "/".join(part for part in parts if part)
        if said and name not in HIDDEN:
            told.append((str(box.label), dict(getattr(box, "choices", ())).get(said, said)))
    return told
