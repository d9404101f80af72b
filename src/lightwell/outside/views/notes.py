"""Records of therapy sessions that the outside therapist writes, and their private notes."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from lightwell.access.errors import InvalidInput, NotFound, NotReady
from lightwell.access.guards import OutsideRequest, outside_page
from lightwell.kit.http import render_form
from lightwell.outside.views.page import opened, over
from lightwell.records.actions import private_notes, therapy
from lightwell.records.queries import private_notes as private_queries
from lightwell.records.queries import shared
from lightwell.records.therapy_pages import (
    PrivateNoteForm,
    ReasonForm,
    TherapyCorrectionForm,
    TherapyForm,
)


@require_http_methods(["GET", "HEAD", "POST"])
@outside_page
def write(request: OutsideRequest, person: UUID) -> HttpResponse:
    """A new record; where the release has just ended, the typed words go back to their author."""
    try:
        found, context = opened(request, person, page="Therapy session")
        form = TherapyForm(request.POST or None, patient=person, place=found.home)
        if request.method == "POST" and form.is_valid():
            therapy.write(by=request.actor, patient=person, said=form.said, key=form.key)
            return redirect("outside:person", person)
    except InvalidInput as error:
        form.refuse(error)
    except NotFound as error:
        return over(request, person, error)
    return render_form(request, "outside/record_write.html", context | {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@outside_page
def record(request: OutsideRequest, person: UUID, record: UUID) -> HttpResponse:
    """A record of one's own: every version of it, and a further one."""
    try:
        found, context = opened(request, person, page="Therapy session")
        view = shared.own_record(request.actor, found, record)
        initial = TherapyCorrectionForm.initial_from(view, found.home)
        data = request.POST or None
        form = TherapyCorrectionForm(
            data, patient=person, version=view.number, place=found.home, initial=initial
        )
        if request.method == "POST" and form.is_valid():
            _correct(request, person, record, form)
            return redirect("outside:person", person)
    except InvalidInput as error:
        form.refuse(error)
    except NotFound as error:
        return over(request, person, error)
    reasons = ReasonForm(patient=person, version=view.number)
    context |= {"form": form, "view": view, "reason_form": reasons}
    return render_form(request, "outside/record.html", context)


def _correct(
    request: OutsideRequest, person: UUID, record: UUID, form: TherapyCorrectionForm
) -> None:
    therapy.correct(
        by=request.actor,
        patient=person,
        thread=record,
        said=form.said,
        reason=form.cleaned_data["reason"],
        base=form.base,
        key=form.key,
    )


@require_POST
@outside_page
def withdraw(request: OutsideRequest, person: UUID, record: UUID) -> HttpResponse:
    """The record should not be here: it stays, and counts for nothing."""
    found, _ = opened(request, person, page="Therapy session")
    shared.own_record(request.actor, found, record)
    form = ReasonForm(request.POST, patient=person)
    reason = form.reason_given
    therapy.withdraw(
        by=request.actor,
        patient=person,
        thread=record,
        reason=reason,
        base=form.base,
        key=form.key,
    )
    return redirect("outside:person", person)


@require_http_methods(["GET", "HEAD", "POST"])
@outside_page
def private(request: OutsideRequest, person: UUID) -> HttpResponse:
    """One's own private notes about this person; nobody else can open them."""
    try:
        found, context = opened(request, person, page="Private notes")
        form = PrivateNoteForm(request.POST or None, patient=person)
        if request.method == "POST" and form.is_valid():
            words = form.cleaned_data["words"]
            private_notes.keep(by=request.actor, patient=person, words=words, key=form.key)
            return redirect("outside:private", person)
        context |= {"form": form, "notes": private_queries.own(request.actor, found.patient)}
    except NotReady as error:
        if form.is_bound:
            form.add_error(None, error.message)
        context |= {"form": form, "notes": [], "closed": error.message}
    except NotFound as error:
        return over(request, person, error)
    return render_form(request, "outside/private.html", context)
