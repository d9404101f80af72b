"""The evaluation: a list of steps that may be done in any order, each saved on its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from lightwell.access.actions.drafts import discard
from lightwell.access.errors import Conflict, InvalidInput
from lightwell.access.guards import StaffRequest, staff_page
from lightwell.clinic.forms.evaluation import StepForm
from lightwell.clinic.presenters import evaluation as show
from lightwell.clinic.presenters import lists
from lightwell.clinic.views.record import READERS, opened
from lightwell.kit.confirmation import Confirmation
from lightwell.kit.http import render_form
from lightwell.records import evaluation
from lightwell.records.actions import facts as actions
from lightwell.records.pages import restamped
from lightwell.records.queries import facts, history, home_gates

if TYPE_CHECKING:
    from lightwell.kit.lists import SummaryRow
    from lightwell.records.models import Patient


@require_safe
@staff_page(*READERS)
def evaluate(request: StaffRequest, patient: UUID) -> HttpResponse:
    """Every step of the evaluation, how much of it is known, who recorded it and when."""
    person, context = opened(request, patient, page="Evaluation")
    found = facts.all_of(request.actor, person)
    treatments = history.current(request.actor, person, "treatment")
    both = [lists.of(request.actor, person, subject) for subject in lists.NOUNS]
    context |= {
        "tasks": show.tasks(person, found, treatments, both),
        "progress": show.progress(found),
        "confirmation": _saved_note(request, found),
    }
    return render(request, "clinic/evaluate.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*READERS)
def step(request: StaffRequest, patient: UUID, step: str) -> HttpResponse:
    """One step: what is recorded stands beside each box, and what is answered is saved."""
    asked = evaluation.step(step)
    person, context = opened(request, patient, page="Evaluation")
    found = facts.all_of(request.actor, person)
    form = _form(request, person, asked, found)
    context |= {"back": reverse("clinic:evaluate", args=[patient]), "step": asked}
    if response := _save(request, person, form, context):
        return response
    context |= {
        "form": form,
        "may_record": evaluation.can_record(request.actor, asked.facts),
        "progress": show.progress(found, [asked]),
        "rows": show.rows(asked, found),
        "trail": show.trail(asked, found),
        "of_record": _of_record(request, person, asked),
    }
    return render_form(request, "clinic/evaluate_step.html", context)


def _of_record(request: StaffRequest, person: Patient, asked: evaluation.Step) -> list[SummaryRow]:
    """What the record itself knows of what the step of doses at home asks."""
    if asked.slug != evaluation.TAKE_HOME:
        return []
    return show.of_record(home_gates.known_by_formulation(request.actor, person))


def _form(
    request: StaffRequest,
    person: Patient,
    step: evaluation.Step,
    found: list[facts.Fact],
    data: Any = None,
) -> StepForm:
    return StepForm(
        data or request.POST or None,
        patient=person.uid,
        version=facts.newest(found),
        step=step,
        beside=show.beside(step, found),
        date_order="mdy" if request.location.region == "us" else "dmy",
    )


def _save(
    request: StaffRequest, person: Patient, form: StepForm, context: dict[str, Any]
) -> HttpResponse | None:
    """The page that follows when it was saved; nothing when the form is to be shown."""
    page = f"clinic:evaluate:{form.step.slug}:{person.uid}"
    is_ready = request.method == "POST" and form.is_valid()
    form.keep_typed_work(by=request.actor, page=page)
    if not is_ready:
        return None
    try:
        actions.record(by=request.actor, patient=person, **form.arguments)
    except InvalidInput as error:
        form.refuse(error)
        return None
    except Conflict as conflict:
        if "theirs" not in conflict.detail:
            raise
        return _both_values(request, person, form.step, conflict, context)
    discard(by=request.actor, page=page)
    return redirect(f"{context['back']}?saved=yes")


def _both_values(
    request: StaffRequest,
    person: Patient,
    step: evaluation.Step,
    conflict: Conflict,
    context: dict[str, Any],
) -> HttpResponse:
    """Somebody else was faster: both values side by side, and what was typed kept in the boxes."""
    theirs = conflict.detail["theirs"]
    found = facts.all_of(request.actor, person)
    data = restamped(request.POST, patient=person.uid, version=facts.newest(found))
    shown = {
        **context,
        "form": _form(request, person, step, found, data),
        "values": show.differences(conflict.detail["mine"], theirs),
        "theirs": theirs[-1],
    }
    return render(request, "clinic/both_values.html", shown, status=409)


def _saved_note(request: StaffRequest, found: list[facts.Fact]) -> Confirmation | None:
    if request.GET.get("saved") != "yes" or not found:
        return None
    return Confirmation("Saved", at=found[-1].at, by=found[-1].by_name)
