"""The care around the doses: the plan of a course, its lines, and their reviews."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from lightwell.access import clock
from lightwell.access.actors import CLINICAL_ROLES
from lightwell.access.errors import NotFound
from lightwell.access.guards import StaffRequest, staff_page
from lightwell.clinic.forms.care import CareReviewForm, LineForm, StepForm
from lightwell.clinic.presenters import care as show
from lightwell.clinic.views.care_saving import saved
from lightwell.clinic.views.record import READERS, opened
from lightwell.clinical.careplan import KIND_WORDS
from lightwell.kit.dates import staff_date
from lightwell.kit.http import render_form
from lightwell.records import care_words
from lightwell.records import policies_care as may
from lightwell.records.actions import care_lines as actions
from lightwell.records.care_asks import staff_of
from lightwell.records.queries import care_plans, courses, goals, therapists, window
from lightwell.records.therapy_pages import ReasonForm

if TYPE_CHECKING:
    from lightwell.records.models import Patient
    from lightwell.records.queries.care_plans import CarePlan, LineView

WRITERS = sorted(CLINICAL_ROLES)


@require_safe
@staff_page(*READERS)
def plan(request: StaffRequest, patient: UUID) -> HttpResponse:
    """Goals, lines, what is due, and what the programme asks for and nobody planned."""
    person, context = opened(request, patient, page="Care plan")
    found = _plan(request, person)
    has_supplement = any(one.kind == "supplements" and one.is_open for one in found.lines)
    regimen = care_plans.regimen_of(request.actor, found.course) if has_supplement else None
    context |= {
        "plan": found,
        "goals": goals.of_patient(request.actor, person),
        "lines": show.lines(found, regimen),
        "earlier": show.earlier(found),
        "missing": show.missing(found),
        "declined": [(KIND_WORDS[one.kind], one) for one in found.declined],
        "others": show.others(found),
        "due_words": f"{len(found.due)} to go through with the person",
        "has_window": window.has_window(found.course),
        "may_plan": may.can_plan_care(request.actor) and not found.course.is_over,
    }
    return render(request, "clinic/care.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*WRITERS)
def add(request: StaffRequest, patient: UUID, kind: str) -> HttpResponse:
    """Plan a line of one kind of care; the programme's words stand beside empty boxes."""
    person, context = opened(request, patient, page="Care plan")
    _check_kind(kind)
    found = _plan(request, person)
    form = _line_form(request, found, kind, version=found.version)

    def save() -> None:
        course = found.course.uid
        actions.plan(
            by=request.actor, course=course, kind=kind, ask=form.ask, base=form.base, key=form.key
        )

    if saved(request, form, save, page=f"clinic:care-add:{found.course.uid}:{kind}"):
        return redirect("clinic:care", patient)
    context |= {"form": form, "title": f"Plan: {KIND_WORDS[kind]}", "button": "Add to the plan"}
    context["suggestion"] = next((one for one in found.suggestions if one.kind == kind), None)
    return render_form(request, "clinic/care_form.html", context, status=form.conflict)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*WRITERS)
def decline(request: StaffRequest, patient: UUID, kind: str) -> HttpResponse:
    """A component of the programme is not planned for this person, with the reason."""
    person, context = opened(request, patient, page="Care plan")
    _check_kind(kind)
    found = _plan(request, person)
    form = ReasonForm(request.POST or None, patient=person.uid, version=found.version)

    def save() -> None:
        course, why = found.course.uid, form.cleaned_data["reason"]
        actions.decline(
            by=request.actor, course=course, kind=kind, reason=why, base=form.base, key=form.key
        )

    if saved(request, form, save, page=f"clinic:care-decline:{found.course.uid}:{kind}"):
        return redirect("clinic:care", patient)
    context |= {"form": form, "title": f"Not planned: {KIND_WORDS[kind]}", "button": "Keep it out"}
    context["suggestion"] = next((one for one in found.suggestions if one.kind == kind), None)
    return render_form(request, "clinic/care_form.html", context, status=form.conflict)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*READERS)
def line(request: StaffRequest, patient: UUID, line: UUID) -> HttpResponse:
    """One line with everything it ever said, its reviews, and the step that comes next."""
    person, context = opened(request, patient, page="Care plan")
    found, one = care_plans.one(request.actor, person, line)
    verbs = [(verb, show.VERBS[verb]) for verb in one.verbs]
    form = StepForm(request.POST or None, patient=person.uid, version=one.number, verbs=verbs)

    def save() -> None:
        verb, why = form.cleaned_data["verb"], form.cleaned_data["reason"] or ""
        actions.step(
            by=request.actor, line=line, verb=verb, reason=why, base=form.base, key=form.key
        )

    if saved(request, form, save, page=f"clinic:care-line:{line}"):
        return redirect("clinic:care-line", patient, line)
    is_supplement = one.kind == "supplements" and one.is_open
    regimen = care_plans.regimen_of(request.actor, found.course) if is_supplement else None
    is_open = may.can_plan_care(request.actor) and not found.course.is_over
    context |= {"form": form if is_open and verbs else None, "one": one}
    context |= {"row": show.line(one, found.course, regimen), "may_plan": is_open}
    context["phase"] = found.course.phase.title if found.course.is_over else ""
    return render_form(request, "clinic/care_line.html", context, status=form.conflict)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*WRITERS)
def change(request: StaffRequest, patient: UUID, line: UUID) -> HttpResponse:
    """The line said otherwise, with the reason."""
    person, context = opened(request, patient, page="Care plan")
    found, one = care_plans.one(request.actor, person, line)
    form = _line_form(request, found, one.kind, version=one.number, one=one)

    def save() -> None:
        why = form.cleaned_data["reason"]
        actions.change(
            by=request.actor, line=line, ask=form.ask, reason=why, base=form.base, key=form.key
        )

    if saved(request, form, save, page=f"clinic:care-change:{line}"):
        return redirect("clinic:care-line", patient, line)
    context |= {
        "form": form,
        "title": f"Change: {care_words.title(one)}",
        "button": "Save the change",
    }
    context["row"] = show.line(one, found.course, None)
    return render_form(request, "clinic/care_form.html", context, status=form.conflict)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*WRITERS)
def review(request: StaffRequest, patient: UUID, line: UUID) -> HttpResponse:
    """What was done, what helped, and when it is looked at again."""
    person, context = opened(request, patient, page="Care plan")
    found, one = care_plans.one(request.actor, person, line)
    usual = show.usual(found.course, one.kind, found.course.day(clock.now()), is_review=True)
    form = CareReviewForm(request.POST or None, patient=person.uid, version=one.number, usual=usual)

    def save() -> None:
        actions.review(by=request.actor, line=line, **form.arguments)

    if saved(request, form, save, page=f"clinic:care-review:{line}"):
        return redirect("clinic:care-line", patient, line)
    context |= {
        "form": form,
        "title": f"Review: {care_words.title(one)}",
        "button": "Keep this review",
    }
    context["row"] = show.line(one, found.course, None)
    return render_form(request, "clinic/care_form.html", context, status=form.conflict)


def _plan(request: StaffRequest, person: Patient) -> CarePlan:
    course = courses.newest(request.actor, person)
    if course is None:
        raise NotFound("There is no course yet, so there is no care plan. Begin a course first.")
    return care_plans.of_course(request.actor, course)


def _check_kind(kind: str) -> None:
    if kind not in KIND_WORDS:
        raise NotFound("There is no such kind of care.")


def _line_form(
    request: StaffRequest, plan: CarePlan, kind: str, *, version: int, one: LineView | None = None
) -> LineForm:
    """The form with whom and what can be chosen now; of a change, with what stands."""
    person, course = plan.course.patient, plan.course
    links = [
        each for each in therapists.links(request.actor, person) if each.is_outside and each.stands
    ]
    return LineForm(
        request.POST or None,
        patient=person.uid,
        version=version,
        kind=kind,
        who=show.who_choices(staff_of(course.location), links),
        goals=show.goal_choices(goals.of_patient(request.actor, person)),
        usual=show.usual(course, kind, course.day(clock.now())),
        kept=staff_date(one.latest.review_on) if one else "",
        initial=show.initial_of(one) if one else None,
    )
