"""Writing a consultation letter, and one to the therapist of a release."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from lightwell.access.actions.drafts import discard
from lightwell.access.errors import InvalidInput
from lightwell.access.guards import StaffRequest, staff_page
from lightwell.clinic.forms.papers import ConsultationForm, TherapistLetterForm
from lightwell.clinic.views.record import opened
from lightwell.kit.http import render_form
from lightwell.records.actions import letters as actions
from lightwell.records.policies_history import DECIDERS
from lightwell.records.queries import letter_contents, therapists

if TYPE_CHECKING:
    from lightwell.records.models import Patient
    from lightwell.records.pages import StampedForm

WRITERS = sorted(DECIDERS)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*WRITERS)
def consultation(request: StaffRequest, patient: UUID) -> HttpResponse:
    """After a consultation: what is typed, and what the record adds to it."""
    person, context = opened(request, patient, page="Letter")
    form = ConsultationForm(request.POST or None, patient=person.uid)
    if response := _save(request, person, form, actions.sign_consultation):
        return response
    content = letter_contents.consultation(request.actor, person, request.location)
    context |= {"form": form, "content": content}
    return render_form(request, "clinic/consultation_write.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*WRITERS)
def to_therapist(request: StaffRequest, patient: UUID, release: UUID) -> HttpResponse:
    """To the therapist whom a standing release names: what it opens, and nothing else."""
    person, context = opened(request, patient, page="Letter")
    found = therapists.release(request.actor, person, release)
    form = TherapistLetterForm(request.POST or None, patient=person.uid, release=release)
    if response := _save(request, person, form, actions.sign_to_therapist):
        return response
    return render_form(
        request, "clinic/therapist_letter_write.html", context | {"form": form, "release": found}
    )


def _save(
    request: StaffRequest, person: Patient, form: StampedForm, sign: Callable[..., object]
) -> HttpResponse | None:
    """The list of papers when the letter was kept; nothing when the form is to be shown."""
    page = f"{request.resolver_match.view_name}:{person.uid}" if request.resolver_match else ""
    is_ready = request.method == "POST" and form.is_valid()
    form.keep_typed_work(by=request.actor, page=page)
    if not is_ready:
        return None
    try:
        sign(by=request.actor, patient=person, location=request.location, **form.arguments)
    except InvalidInput as error:
        form.refuse(error)
        return None
    discard(by=request.actor, page=page)
    return redirect("clinic:papers", person.uid)
