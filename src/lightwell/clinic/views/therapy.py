"""Psychotherapy around the doses: therapists, releases, invitations, and what was held."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lightwell.access.actors import CLINICAL_ROLES
from lightwell.access.errors import InvalidInput
from lightwell.access.guards import StaffRequest, staff_page
from lightwell.clinic.forms.therapy import LinkForm, PaperReleaseForm
from lightwell.clinic.presenters import therapy as show
from lightwell.clinic.views.record import READERS, opened
from lightwell.kit.http import render_form
from lightwell.records import policies_therapy as may
from lightwell.records.actions import releases as release_actions
from lightwell.records.actions import therapists as actions
from lightwell.records.queries import patients, therapists, therapy
from lightwell.records.therapy_pages import ReasonForm

if TYPE_CHECKING:
    from lightwell.records.models import Patient

INVITERS = sorted(may.INVITERS)


@require_safe
@staff_page(*READERS)
def overview(request: StaffRequest, patient: UUID) -> HttpResponse:
    """Who works with the person, by which release; every session that was written down."""
    person, context = opened(request, patient, page="Psychotherapy")
    context |= _people(request, person)
    course = therapy.course_now(person)
    context |= {
        "facts": show.facts(therapy.facts(person, course) if course else None),
        "records": therapy.of_patient(request.actor, person),
        "may_write": may.can_write_therapy(request.actor),
        "may_keep": may.can_keep_private_notes(request.actor),
    }
    return render(request, "clinic/therapy.html", context)


def _people(request: StaffRequest, person: Patient) -> dict[str, Any]:
    """Therapists and releases, each with the form that ends it."""
    colleagues = therapists.colleagues(request.actor, person)
    return {
        "links": [
            show.link(one, ReasonForm(patient=person.uid, prefix=f"l{number}"))
            for number, one in enumerate(therapists.links(request.actor, person))
        ],
        "releases": [
            show.release(one, ReasonForm(patient=person.uid, prefix=f"r{number}"))
            for number, one in enumerate(therapists.releases(request.actor, person))
        ],
        "link_form": LinkForm(patient=person.uid, colleagues=colleagues) if colleagues else None,
        "may_link": may.can_link(request.actor),
        "may_end": may.can_end_release(request.actor),
    }


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*INVITERS)
def record_release(request: StaffRequest, patient: UUID) -> HttpResponse:
    """A release that was signed on paper."""
    person, context = opened(request, patient, page="Release")
    form = PaperReleaseForm(request.POST or None, patient=person.uid)
    if request.method == "POST" and form.is_valid():
        try:
            release_actions.sign(by=request.actor, patient=person, **form.arguments)
            return redirect("clinic:therapy", patient)
        except InvalidInput as error:
            form.refuse(error)
    return render_form(request, "clinic/release_record.html", context | {"form": form})


@require_POST
@staff_page(*INVITERS)
def invite(request: StaffRequest, patient: UUID, release: UUID) -> HttpResponse:
    """The therapist whom the release names gets a link by e-mail."""
    person = patients.get(by=request.actor, uid=patient)
    seen = int(request.POST.get("seen", "0")) if request.POST.get("seen", "0").isdecimal() else 0
    actions.invite(by=request.actor, patient=person, release=release, seen=seen)
    return redirect("clinic:therapy", patient)


@require_POST
@staff_page(*sorted(CLINICAL_ROLES))
def end_release(request: StaffRequest, patient: UUID, release: UUID) -> HttpResponse:
    """The person told staff that they take the release back."""
    person = patients.get(by=request.actor, uid=patient)
    therapists.release(request.actor, person, release)
    form = ReasonForm(request.POST, patient=person.uid, prefix=request.POST.get("form"))
    reason = form.reason_given
    release_actions.end(
        by=request.actor, patient=person, release=release, reason=reason, key=form.key
    )
    return redirect("clinic:therapy", patient)


@require_POST
@staff_page(*INVITERS)
def link(request: StaffRequest, patient: UUID) -> HttpResponse:
    """A therapist of this location works with the person."""
    person = patients.get(by=request.actor, uid=patient)
    colleagues = therapists.colleagues(request.actor, person)
    form = LinkForm(request.POST, patient=person.uid, colleagues=colleagues)
    if not form.is_valid():
        raise InvalidInput("Choose a therapist who works here. Nothing was changed.")
    chosen = int(form.cleaned_data["therapist"])
    actions.link(by=request.actor, patient=person, therapist=chosen, key=form.key)
    return redirect("clinic:therapy", patient)


@require_POST
@staff_page(*INVITERS)
def unlink(request: StaffRequest, patient: UUID, link: UUID) -> HttpResponse:
    """A therapist no longer works with the person, or never did."""
    person = patients.get(by=request.actor, uid=patient)
    therapists.link(request.actor, person, link)
    form = ReasonForm(request.POST, patient=person.uid, prefix=request.POST.get("form"))
    reason = form.reason_given
    actions.unlink(by=request.actor, patient=person, link=link, reason=reason, key=form.key)
    return redirect("clinic:therapy", patient)
