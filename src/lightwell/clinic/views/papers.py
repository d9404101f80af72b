"""Paper of one patient: session summaries, the plan, and letters to a prescriber outside."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from lightwell.access.actions.drafts import discard
from lightwell.access.errors import InvalidInput, NotFound
from lightwell.access.guards import StaffRequest, staff_page
from lightwell.clinic.forms.papers import LetterForm
from lightwell.clinic.presenters import papers as show
from lightwell.clinic.views.record import READERS, opened
from lightwell.documents import letter as letters_on_paper
from lightwell.documents import plan as plans_on_paper
from lightwell.documents import session_summary
from lightwell.documents.pdf import Paper
from lightwell.kit.http import render_form
from lightwell.records.actions import letters as actions
from lightwell.records.policies_history import DECIDERS
from lightwell.records.policies_letters import can_write_letter
from lightwell.records.queries import bills, courses, letters, sessions, therapists

if TYPE_CHECKING:
    from lightwell.records.models import Patient


@require_safe
@staff_page(*READERS)
def papers(request: StaffRequest, patient: UUID) -> HttpResponse:
    """What can be printed of this record, and the letters that were signed."""
    person, context = opened(request, patient, page="Papers")
    course = courses.newest(request.actor, person)
    context |= {
        "plans": show.plans(course),
        "sessions": show.sessions(course),
        "letters": letters.of_patient(request.actor, person),
        "bills": bills.of_patient(request.actor, person),
        "open_releases": [one for one in therapists.releases(request.actor, person) if one.stands],
        "may_write": can_write_letter(request.actor),
    }
    return render(request, "clinic/papers.html", context)


@require_safe
@staff_page(*READERS)
def session(request: StaffRequest, patient: UUID, session: UUID) -> HttpResponse:
    """The summary of a session, as a PDF."""
    person, _ = opened(request, patient, page="Session summary")
    if sessions.session(request.actor, session).patient.pk != person.pk:
        raise NotFound("There is no such session in this record.")
    return as_pdf(session_summary.summary(request.actor, session))


@require_safe
@staff_page(*READERS)
def plan(request: StaffRequest, patient: UUID, course: UUID, number: int) -> HttpResponse:
    """A version of the plan, as a PDF."""
    person, _ = opened(request, patient, page="Treatment plan")
    if courses.course(request.actor, course).patient.pk != person.pk:
        raise NotFound("There is no such plan in this record.")
    return as_pdf(plans_on_paper.plan(request.actor, course, number, request.location))


@require_safe
@staff_page(*READERS)
def letter(request: StaffRequest, patient: UUID, letter: UUID) -> HttpResponse:
    """A signed letter, as a PDF."""
    person, _ = opened(request, patient, page="Letter")
    kept = letters.one(request.actor, person, letter)
    return as_pdf(letters_on_paper.letter(request.actor, kept, request.location))


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*sorted(DECIDERS))
def write(request: StaffRequest, patient: UUID) -> HttpResponse:
    """A letter to a prescriber outside: what is typed, and what the record adds."""
    person, context = opened(request, patient, page="Letter")
    form = LetterForm(request.POST or None, patient=person.uid)
    if response := _save(request, person, form):
        return response
    context |= {
        "form": form,
        "content": letters.content(request.actor, person, request.location),
    }
    return render_form(request, "clinic/letter_write.html", context)


def _save(request: StaffRequest, person: Patient, form: LetterForm) -> HttpResponse | None:
    """The list of papers when the letter was kept; nothing when the form is to be shown."""
    page = f"clinic:letter:{person.uid}"
    is_ready = request.method == "POST" and form.is_valid()
    form.keep_typed_work(by=request.actor, page=page)
    if not is_ready:
        return None
    try:
        actions.sign(by=request.actor, patient=person, location=request.location, **form.arguments)
    except InvalidInput as error:
        form.refuse(error)
        return None
    discard(by=request.actor, page=page)
    return redirect("clinic:papers", person.uid)


def as_pdf(paper: Paper) -> HttpResponse:
    """The bytes as a file that says nothing of its patient in its name."""
    answer = HttpResponse(paper.content, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{paper.filename}"'
    return answer
