"""Past treatments, drafted by the person who had them: one small page after another."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lightwell.access.errors import NotFound
from lightwell.access.guards import PatientRequest, patient_page
from lightwell.kit.http import render_form
from lightwell.portal.calm import calm_after_session
from lightwell.portal.forms.steps import StepForm
from lightwell.portal.forms.treatments import DoseForm, EffectForm, NameForm, SessionsForm, WhenForm
from lightwell.portal.presenters import history as show
from lightwell.portal.views.entries import Editing, save_or_show, saved, take_back, way_back
from lightwell.records.entries import Line
from lightwell.records.queries import history, patients

STEPS = ("name", "when", "amount", "effect")


@require_safe
@patient_page
@calm_after_session
def treatments(request: PatientRequest) -> HttpResponse:
    """Every treatment the person told us about."""
    patient = patients.of_user(request.actor)
    lines = history.all_of(request.actor, patient, "treatment")
    context = {
        "cards": [show.card(line) for line in lines if line.shown],
        "set_aside": [show.card(line) for line in lines if line.latest.status == "rejected"],
    }
    return render(request, "portal/treatments.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@patient_page
@calm_after_session
def add(request: PatientRequest) -> HttpResponse:
    """The first page about a new treatment: kind and name."""
    patient = patients.of_user(request.actor)
    form = NameForm(request.POST or None, patient=patient.uid)
    editing = Editing(patient=patient, subject="treatment", form=form)
    if response := save_or_show(
        request, editing, then=lambda uid: reverse("portal:treatment-step", args=[uid, "when"])
    ):
        return response
    context = {"form": form, "step": 1, "steps": len(STEPS), "back": reverse("portal:treatments")}
    return render_form(request, "portal/treatment_step.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@patient_page
@calm_after_session
def step(request: PatientRequest, entry: UUID, name: str) -> HttpResponse:
    """One page of questions about a treatment; skipping it is always possible."""
    patient = patients.of_user(request.actor)
    line = _treatment(request, entry)
    form = _form_of(request, line, name)
    onward = _onward(request, line, name)
    editing = Editing(patient=patient, subject="treatment", form=form, line=line)
    if response := save_or_show(request, editing, then=lambda uid: onward):
        return response
    context = {
        "form": form,
        "step": STEPS.index(name) + 1,
        "steps": len(STEPS),
        "title": show.card(line).title,
        "skip": onward,
        "confirmation": saved(request, line),
        "back": reverse("portal:treatment", args=[entry]),
    }
    return render_form(request, "portal/treatment_step.html", context)


@require_safe
@patient_page
@calm_after_session
def treatment(request: PatientRequest, entry: UUID) -> HttpResponse:
    """Everything told about one treatment, with a way to change each answer."""
    line = _treatment(request, entry)
    context = {
        "card": show.card(line),
        "rows": show.treatment_rows(line),
        "line": line,
        "confirmation": saved(request, line),
        **way_back(request, line),
    }
    return render(request, "portal/treatment.html", context)


@require_POST
@patient_page
@calm_after_session
def take_treatment_back(request: PatientRequest, entry: UUID) -> HttpResponse:
    """The person takes a draft back."""
    return take_back(request, entry, to="portal:treatments")


def _treatment(request: PatientRequest, entry: UUID) -> Line:
    line = history.line(request.actor, patients.of_user(request.actor), entry)
    if line.subject != "treatment":
        raise NotFound("There is no such page.")
    return line


def _form_of(request: PatientRequest, line: Line, name: str) -> StepForm:
    """The questions of one page, with the answers that were given before."""
    content = (line.shown or line.latest).content
    amount = DoseForm if content.get("kind") == "drug" else SessionsForm
    pages: dict[str, type[StepForm]] = dict(
        zip(STEPS, (NameForm, WhenForm, amount, EffectForm), strict=True)
    )
    if name not in pages:
        raise NotFound("There is no such page.")
    return pages[name](
        request.POST or None,
        patient=patients.of_user(request.actor).uid,
        version=line.latest.number,
        initial=pages[name].initial_from(content),
    )


def _onward(request: PatientRequest, line: Line, name: str) -> str:
    """The next page: the one after this, or all answers when only one is being changed."""
    place = STEPS.index(name) + 1
    if request.GET.get("change") or place == len(STEPS):
        return reverse("portal:treatment", args=[line.uid])
    return reverse("portal:treatment-step", args=[line.uid, STEPS[place]])
