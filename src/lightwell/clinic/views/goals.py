"""What the person hopes for, in their own words and numbers; staff hold the pen."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from lightwell.access.actors import CLINICAL_ROLES
from lightwell.access.guards import StaffRequest, staff_page
from lightwell.clinic.forms.care import GoalForm, GoalMoveForm, GoalRateForm
from lightwell.clinic.presenters import care as show
from lightwell.clinic.views.care_saving import saved
from lightwell.clinic.views.record import READERS, opened
from lightwell.clinical.transitions import GOAL
from lightwell.kit.http import render_form
from lightwell.records.actions import goals as actions
from lightwell.records.policies_care import can_write_goals
from lightwell.records.queries import goals as queries

WRITERS = sorted(CLINICAL_ROLES)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*READERS)
def goals(request: StaffRequest, patient: UUID) -> HttpResponse:
    """Every goal with its ratings; one more is written down here."""
    person, context = opened(request, patient, page="Goals")
    form = GoalForm(request.POST or None, patient=person.uid)

    def save() -> None:
        words = form.cleaned_data["words"]
        actions.write(by=request.actor, patient=person, words=words, key=form.key)

    if saved(request, form, save, page=f"clinic:goals:{person.uid}"):
        return redirect("clinic:goals", patient)
    found = queries.of_patient(request.actor, person)
    context |= {"goals": [show.goal(one) for one in found]}
    context["form"] = form if can_write_goals(request.actor) else None
    return render_form(request, "clinic/goals.html", context, status=form.conflict)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*READERS)
def goal(request: StaffRequest, patient: UUID, goal: UUID) -> HttpResponse:
    """One goal with every version and every rating; other words for it."""
    person, context = opened(request, patient, page="Goals")
    one = queries.one(request.actor, person, goal)
    form = GoalForm(
        request.POST or None, patient=person.uid, version=one.number, initial={"words": one.words}
    )

    def save() -> None:
        words, base = form.cleaned_data["words"], form.base
        actions.change(
            by=request.actor, patient=person, goal=goal, words=words, base=base, key=form.key
        )

    if saved(request, form, save, page=f"clinic:goal:{goal}"):
        return redirect("clinic:goal", patient, goal)
    context |= {"form": form if can_write_goals(request.actor) else None, "one": one}
    context |= {"goal": show.goal(one)}
    return render_form(request, "clinic/goal.html", context, status=form.conflict)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*WRITERS)
def rate(request: StaffRequest, patient: UUID, goal: UUID) -> HttpResponse:
    """The number that the person says, at the chair or in a consultation."""
    person, context = opened(request, patient, page="Goals")
    one = queries.one(request.actor, person, goal)
    form = GoalRateForm(request.POST or None, patient=person.uid, version=one.number)

    def save() -> None:
        value = form.cleaned_data["value"]
        actions.rate(by=request.actor, patient=person, goal=goal, value=value, key=form.key)

    if saved(request, form, save, page=f"clinic:goal-rate:{goal}"):
        return redirect("clinic:goals", patient)
    context |= {"form": form, "goal": show.goal(one), "title": "Rate a goal"}
    context["button"] = "Keep this number"
    return render_form(request, "clinic/goal_form.html", context, status=form.conflict)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*WRITERS)
def move(request: StaffRequest, patient: UUID, goal: UUID) -> HttpResponse:
    """Reached, dropped, or open again: with the reason."""
    person, context = opened(request, patient, page="Goals")
    one = queries.one(request.actor, person, goal)
    verbs = [(verb, show.GOAL_VERBS[verb]) for verb in GOAL.verbs_from(one.state)]
    form = GoalMoveForm(request.POST or None, patient=person.uid, version=one.number, verbs=verbs)

    def save() -> None:
        told = {name: form.cleaned_data[name] for name in ("verb", "reason")}
        actions.move(
            by=request.actor, patient=person, goal=goal, base=form.base, key=form.key, **told
        )

    if saved(request, form, save, page=f"clinic:goal-move:{goal}"):
        return redirect("clinic:goals", patient)
    context |= {"form": form, "goal": show.goal(one), "title": "What became of a goal"}
    context["button"] = "Keep this"
    return render_form(request, "clinic/goal_form.html", context, status=form.conflict)
