"""My plan: what I hope for, who does what by when, and my own steps."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lightwell.access.errors import Conflict
from lightwell.access.guards import PatientRequest, patient_page
from lightwell.clinical.transitions import GOAL
from lightwell.kit.http import render_form
from lightwell.portal.calm import calm_after_session
from lightwell.portal.forms.plan import GoalForm, MoveForm, RateForm
from lightwell.portal.presenters import plan as show
from lightwell.records.actions import care_lines
from lightwell.records.actions import goals as actions
from lightwell.records.pages import StampedForm
from lightwell.records.queries import care_plans, courses, goals, patients


@require_safe
@patient_page
@calm_after_session
def plan(request: PatientRequest) -> HttpResponse:
    """Goals and steps; without a course there are goals alone."""
    patient = patients.of_user(request.actor)
    course = courses.newest(request.actor, patient)
    lines = care_plans.of_course(request.actor, course).lines if course else ()
    context = {
        "goals": [show.goal(one) for one in goals.of_patient(request.actor, patient)],
        "steps": show.steps(lines, patient.uid),
        "has_course": course is not None and not course.is_over,
        "home": patient.home_location,
    }
    return render(request, "portal/plan.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@patient_page
@calm_after_session
def add(request: PatientRequest) -> HttpResponse:
    """A goal in one's own words."""
    patient = patients.of_user(request.actor)
    form = GoalForm(request.POST or None, patient=patient.uid)

    def save() -> None:
        words = form.cleaned_data["words"]
        actions.write(by=request.actor, patient=patient, words=words, key=form.key)

    if _saved(request, form, save):
        return redirect("portal:plan")
    context = {"form": form, "title": "Write down a goal", "button": "Save my goal"}
    return render_form(request, "portal/plan_form.html", context, status=form.conflict)


@require_http_methods(["GET", "HEAD", "POST"])
@patient_page
@calm_after_session
def goal(request: PatientRequest, goal: UUID) -> HttpResponse:
    """Other words for a goal."""
    patient = patients.of_user(request.actor)
    one = goals.one(request.actor, patient, goal)
    form = GoalForm(
        request.POST or None, patient=patient.uid, version=one.number, initial={"words": one.words}
    )

    def save() -> None:
        words, base = form.cleaned_data["words"], form.base
        actions.change(
            by=request.actor, patient=patient, goal=goal, words=words, base=base, key=form.key
        )

    if _saved(request, form, save):
        return redirect("portal:plan")
    context = {"form": form, "title": "Change my goal", "button": "Save", "goal": show.goal(one)}
    return render_form(request, "portal/plan_form.html", context, status=form.conflict)


@require_http_methods(["GET", "HEAD", "POST"])
@patient_page
@calm_after_session
def rate(request: PatientRequest, goal: UUID) -> HttpResponse:
    """One's own number for a goal."""
    patient = patients.of_user(request.actor)
    one = goals.one(request.actor, patient, goal)
    form = RateForm(request.POST or None, patient=patient.uid, version=one.number)

    def save() -> None:
        value = form.cleaned_data["value"]
        actions.rate(by=request.actor, patient=patient, goal=goal, value=value, key=form.key)

    if _saved(request, form, save):
        return redirect("portal:plan")
    context = {"form": form, "title": "How close are you?", "button": "Save my number"}
    context["goal"] = show.goal(one)
    return render_form(request, "portal/plan_form.html", context, status=form.conflict)


@require_http_methods(["GET", "HEAD", "POST"])
@patient_page
@calm_after_session
def move(request: PatientRequest, goal: UUID) -> HttpResponse:
    """Reached, let go, or taken up again."""
    patient = patients.of_user(request.actor)
    one = goals.one(request.actor, patient, goal)
    verbs = [(verb, show.GOAL_VERBS[verb]) for verb in GOAL.verbs_from(one.state)]
    form = MoveForm(request.POST or None, patient=patient.uid, version=one.number, verbs=verbs)

    def save() -> None:
        told = {name: form.cleaned_data[name] for name in ("verb", "reason")}
        actions.move(
            by=request.actor, patient=patient, goal=goal, base=form.base, key=form.key, **told
        )

    if _saved(request, form, save):
        return redirect("portal:plan")
    context = {"form": form, "title": "How is this goal now?", "button": "Save"}
    context["goal"] = show.goal(one)
    return render_form(request, "portal/plan_form.html", context, status=form.conflict)


@require_POST
@patient_page
@calm_after_session
def mark(request: PatientRequest, line: UUID) -> HttpResponse:
    """One's own step: done, or not done after all."""
    patient = patients.of_user(request.actor)
    care_plans.one(request.actor, patient, line)
    form = StampedForm(request.POST, patient=patient.uid)
    if not form.is_valid() or request.POST.get("done") not in ("yes", "no"):
        raise Conflict("This page was damaged on its way. Nothing was saved. Open it again.")
    is_done = request.POST["done"] == "yes"
    care_lines.mark(by=request.actor, line=line, is_done=is_done, base=form.base, key=form.key)
    return redirect("portal:plan")


def _saved(request: PatientRequest, form: StampedForm, save: Callable[[], None]) -> bool:
    """Whether it was saved; else the form says why not, and keeps what was typed."""
    return request.method == "POST" and form.is_valid() and form.saves(save, request.POST)
