"""The treatment history: what was drafted, what is verified, what each definition makes of it."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lightwell.access.actors import CLINICAL_ROLES
from lightwell.access.guards import StaffRequest, staff_page
from lightwell.clinic.forms.history import TrialForm
from lightwell.clinic.presenters import history as show
from lightwell.clinic.presenters import timeline
from lightwell.clinic.presenters.determination import told
from lightwell.clinic.views.entries import (
    Reading,
    asks_reason,
    line_of,
    page_of,
    reject,
    save_or_show,
)
from lightwell.clinic.views.record import READERS, opened, saved
from lightwell.kit.http import render_form
from lightwell.records import policies_history as may
from lightwell.records.queries import determinations
from lightwell.records.queries.determinations import Determination

Options = tuple[tuple[str, str], ...]


@require_safe
@staff_page(*READERS)
def treatments(request: StaffRequest, patient: UUID) -> HttpResponse:
    """Every treatment with source, status, and whether it counts."""
    person, context = opened(request, patient, page="Past treatments")
    found = determinations.determine(request.actor, person)
    context |= {
        "found": found,
        "rows": show.rows(found),
        "told": told(found),
        "timeline": timeline.of(found.lines, found.numbers, timezone.localdate()),
        "may_verify": may.can_verify(request.actor, "treatment"),
        "may_add": may.can_propose(request.actor),
        "confirmation": saved(request, list(found.lines)),
    }
    return render(request, "clinic/treatments.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*CLINICAL_ROLES)
def add(request: StaffRequest, patient: UUID) -> HttpResponse:
    """Draft a treatment from the chart or a conversation; it is verified in a second step."""
    person, context = opened(request, patient, page="Past treatments")
    others = _others(determinations.determine(request.actor, person), None)
    back = reverse("clinic:treatments", args=[patient])
    form = TrialForm(request.POST or None, patient=person.uid, others=others)
    reading = Reading(patient=person, subject="treatment", form=form, back=back, others=others)
    if response := save_or_show(request, reading, context):
        return response
    return render_form(request, "clinic/treatment.html", {**context, "form": form, "back": back})


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*READERS)
def treatment(request: StaffRequest, patient: UUID, entry: UUID) -> HttpResponse:
    """Verify or correct one treatment, with the person's own words beside the boxes."""
    person, context = opened(request, patient, page="One past treatment")
    line = line_of(request, person, entry, "treatment")
    found = determinations.determine(request.actor, person)
    others = _others(found, entry)
    form = TrialForm(
        request.POST or None,
        patient=person.uid,
        version=line.latest.number,
        others=others,
        needs_reason=asks_reason(request, line),
        said=(line.shown or line.latest).said,
        initial=TrialForm.initial_from((line.shown or line.latest).content),
    )
    back = reverse("clinic:treatments", args=[patient])
    reading = Reading(
        patient=person, subject="treatment", form=form, back=back, others=others, line=line
    )
    if response := save_or_show(request, reading, context):
        return response
    row = next((row for row in show.rows(found) if row.uid == entry), None)
    context |= {"row": row, **page_of(request, reading)}
    return render_form(request, "clinic/treatment.html", context)


@require_POST
@staff_page(*CLINICAL_ROLES)
def reject_treatment(request: StaffRequest, patient: UUID, entry: UUID) -> HttpResponse:
    """Set a treatment aside."""
    reject(request, patient, entry)
    return redirect("clinic:treatments", patient)


def _others(found: Determination, but: UUID | None) -> Options:
    return tuple(show.options_to_add_to(found.lines, found.numbers, but))
