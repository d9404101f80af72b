"""Treatment resistance under the published definitions, side by side, recorded when asked."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lightwell.access.actors import CLINICAL_ROLES
from lightwell.access.errors import InvalidInput, NotFound
from lightwell.access.guards import StaffRequest, staff_page
from lightwell.clinic.forms.history import DisagreeForm, RecordForm
from lightwell.clinic.presenters import determination as show
from lightwell.clinic.presenters import history as names
from lightwell.clinic.presenters import staging as beside
from lightwell.clinic.views.record import READERS, opened
from lightwell.kit.confirmation import Confirmation
from lightwell.kit.http import render_form
from lightwell.records import policies_history as may
from lightwell.records.actions import determinations as actions
from lightwell.records.queries import determinations, patients


@require_safe
@staff_page(*READERS)
def determination(request: StaffRequest, patient: UUID) -> HttpResponse:
    """What every definition says of the verified history, and why."""
    person, context = opened(request, patient, page="Determination")
    found = determinations.determine(request.actor, person)
    kept = determinations.recorded(request.actor, person)
    staged = determinations.stagings_kept(request.actor, person)
    context |= {
        "found": found,
        "columns": show.columns(found),
        "changes": beside.changes(found),
        "stagings": beside.stagings(found),
        "reasons": beside.reasons(found),
        "rows": names.rows(found),
        "told": show.told(found),
        "drafted": show.drafted_words(found),
        "recordings": show.recordings(found, kept, staged),
        "may_record": may.can_record_determination(request.actor),
        "record_form": RecordForm(patient=person.uid, version=found.fingerprint),
        "confirmation": _recorded_note(request, kept),
    }
    return render(request, "clinic/determination.html", context)


@require_safe
@staff_page(*READERS)
def why(request: StaffRequest, patient: UUID, rule: str) -> HttpResponse:
    """The whole explanation of one definition, claim by claim down to the recorded facts."""
    person, context = opened(request, patient, page="Determination")
    found = determinations.determine(request.actor, person)
    column = next((one for one in show.columns(found) if one.rule == rule), None)
    if column is None:
        raise NotFound("There is no such definition.")
    context |= {"column": column, "drafted": show.drafted_words(found)}
    return render(request, "clinic/determination_why.html", context)


@require_safe
@staff_page(*READERS)
def staging(request: StaffRequest, patient: UUID, staging: str) -> HttpResponse:
    """How one staging comes to its answer, treatment by treatment."""
    person, context = opened(request, patient, page="Determination")
    found = determinations.determine(request.actor, person)
    staged = found.history.staging.get(staging)
    if staged is None:
        raise NotFound("There is no such staging.")
    context |= {"shown": beside.page(staged), "drafted": show.drafted_words(found)}
    return render(request, "clinic/staging.html", context)


@require_safe
@staff_page(*READERS)
def staging_kept(request: StaffRequest, patient: UUID, kept: UUID) -> HttpResponse:
    """One recorded staging as it was, treatment by treatment."""
    person, context = opened(request, patient, page="Recorded staging")
    one = determinations.one_staging_kept(request.actor, person, kept)
    return render(request, "clinic/staging.html", context | {"shown": beside.kept_page(one)})


@require_POST
@staff_page(*CLINICAL_ROLES)
def record(request: StaffRequest, patient: UUID) -> HttpResponse:
    """Keep what the page shows: rule, version, facts, outcome, explanation."""
    person = patients.get(by=request.actor, uid=patient)
    form = RecordForm(request.POST, patient=person.uid)
    if not form.is_valid():
        raise InvalidInput("Open the page again, then record it.")
    actions.record(by=request.actor, patient=person, fingerprint=form.version, key=form.key)
    return redirect(f"{reverse('clinic:determination', args=[patient])}?saved=yes")


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*READERS)
def evaluation(request: StaffRequest, patient: UUID, evaluation: UUID) -> HttpResponse:
    """One recorded evaluation as it was, what changed since, and who sees it otherwise."""
    person, context = opened(request, patient, page="Recorded determination")
    kept = determinations.one_recorded(request.actor, person, evaluation)
    form = DisagreeForm(request.POST or None, patient=person.uid)
    if request.method == "POST" and form.is_valid():
        actions.disagree(
            by=request.actor,
            patient=person,
            evaluation=evaluation,
            reason=form.cleaned_data["reason"],
            key=form.key,
        )
        return redirect("clinic:evaluation", patient, evaluation)
    now = determinations.determine(request.actor, person)
    context |= {
        "form": form,
        "past": show.past(kept, now.case, now.history.definitions),
        "tree": show.kept_node(kept.explanation),
        "sources": kept.explanation["sources"],
        "may_record": may.can_record_determination(request.actor),
    }
    return render_form(request, "clinic/evaluation.html", context)


def _recorded_note(
    request: StaffRequest, kept: list[determinations.Recorded]
) -> Confirmation | None:
    if request.GET.get("saved") != "yes" or not kept:
        return None
    return Confirmation("Recorded", at=kept[0].at, by=kept[0].by_name)
