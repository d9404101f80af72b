"""Writing the plan of a course, reading every line of it, and signing it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from lightwell.access.actions.drafts import discard
from lightwell.access.errors import Conflict, Denied, InvalidInput, NotFound, NotReady
from lightwell.access.guards import StaffRequest, staff_page
from lightwell.clinic.forms.courses import PlanForm, PlanSignForm
from lightwell.clinic.presenters import plans as show
from lightwell.clinic.presenters import programmes as show_programmes
from lightwell.clinic.views.record import READERS, opened
from lightwell.kit.confirmation import Confirmation
from lightwell.kit.http import render_form
from lightwell.records import policies_courses as may
from lightwell.records.actions import courses as actions
from lightwell.records.pages import restamped
from lightwell.records.policies_history import DECIDERS
from lightwell.records.queries import adoptions, bodies, courses, home_gates, life_stages
from lightwell.records.queries.courses import CourseView, PlanView
from lightwell.records.stage_words import panel

if TYPE_CHECKING:
    from lightwell.records.models import Patient


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*sorted(DECIDERS))
def write(request: StaffRequest, patient: UUID) -> HttpResponse:
    """The plan builder: the programme stands beside each empty box."""
    person, context = opened(request, patient, page="Plan")
    course = _course(request, person)
    form = _form(request, course)
    saved, status = _save(request, course, form)
    if saved is not None:
        return redirect("clinic:plan", patient, saved)
    if status == 409:
        data = restamped(request.POST, patient=person.uid, version=course.version)
        refused, form = form, _form(request, course, data)
        form.is_valid()
        form.add_error(None, refused.non_field_errors()[0])
    context |= {"form": form, "course": course, **_beside(request, course)}
    return render_form(request, "clinic/plan_write.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*READERS)
def plan(request: StaffRequest, patient: UUID, plan: UUID) -> HttpResponse:
    """One version of the plan with its arithmetic in full; whoever it waits for signs it."""
    person, context = opened(request, patient, page="Plan")
    course, version = _version(request, _course(request, person), plan)
    roles = _roles(request, course, version)
    form = _sign_form(request, person, version, roles)
    if request.method == "POST" and _sign(request, version, form):
        return redirect(f"{reverse('clinic:plan', args=[patient, plan])}?saved=yes")
    context |= {
        "course": course,
        "goes_home": home_gates.may_go_home(course),
        "plan": version,
        "shown": show.shown(version, course.programme.dose_of(version.content.get("dose", ""))),
        "form": form if roles or form.is_bound else None,
        "is_newest": version.number == course.version,
        "may_plan": may.can_plan(request.actor),
        "band": show_programmes.band(adoptions.state(request.location, course.programme.id)),
        "confirmation": _signed_note(request, version),
    } | _beside(request, course)
    return render_form(request, "clinic/plan.html", context)


def _beside(request: StaffRequest, course: CourseView) -> dict[str, Any]:
    """The guards of life stages on the day of this page, and what became of the programme."""
    state = adoptions.state(request.location, course.programme.id)
    return {
        "stages": panel(course.patient, life_stages.of(course.patient, course.way.route)),
        "notice": state.notice(course.programme_version, course.content_hash),
    }


def _course(request: StaffRequest, person: Patient) -> CourseView:
    found = courses.newest(request.actor, person)
    if found is None:
        raise NotFound("There is no course yet.")
    return found


def _version(request: StaffRequest, newest: CourseView, plan: UUID) -> tuple[CourseView, PlanView]:
    """A version of a plan, also of a phase that is over, with the course that it is of."""
    for course in courses.way(request.actor, newest):
        found = next((one for one in course.plans if one.uid == plan), None)
        if found is not None:
            return course, found
    raise NotFound("There is no such plan.")


def _form(request: StaffRequest, course: CourseView, data: Any = None) -> PlanForm:
    return PlanForm(
        data or request.POST or None,
        patient=course.patient.uid,
        version=course.version,
        programme=course.programme,
        way=course.way,
        phase=course.phase,
        beside=show.beside(bodies.of(request.actor, course), course.plan),
        date_order="mdy" if request.location.region == "us" else "dmy",
    )


def _save(
    request: StaffRequest, course: CourseView, form: PlanForm
) -> tuple[UUID | None, int | None]:
    """The version that was written; else the status of the page that shows the form again."""
    page = f"clinic:plan:{course.patient.uid}"
    is_ready = request.method == "POST" and form.is_valid()
    form.keep_typed_work(by=request.actor, page=page)
    if not is_ready:
        return None, None
    try:
        made = actions.plan(
            by=request.actor, course=course.uid, ask=form.ask, base=form.base, key=form.key
        )
    except InvalidInput as error:
        form.refuse(error)
        return None, None
    except (Conflict, Denied, NotReady) as refused:
        form.add_error(None, refused.message)
        return None, refused.status
    discard(by=request.actor, page=page)
    return made.uid, None


def _roles(request: StaffRequest, course: CourseView, version: PlanView) -> list[str]:
    """As what this person may sign this version now."""
    if version.number != course.version or course.is_over:
        return []
    return [role for role in version.waits_for if may.can_sign_plan(request.actor, role)]


def _sign_form(
    request: StaffRequest, person: Patient, version: PlanView, roles: list[str]
) -> PlanSignForm:
    sent = request.POST if request.method == "POST" else None
    return PlanSignForm(sent, patient=person.uid, version=version.number, roles=roles)


def _sign(request: StaffRequest, version: PlanView, form: PlanSignForm) -> bool:
    """Sign it once; a closed gate is said on the page, with what to do."""
    if not form.is_valid():
        return False
    try:
        actions.sign(
            by=request.actor, plan=version.uid, role=form.cleaned_data["role"], key=form.key
        )
    except (NotReady, Denied) as refused:
        form.add_error(None, refused.message)
        return False
    return True


def _signed_note(request: StaffRequest, version: PlanView) -> Confirmation | None:
    if request.GET.get("saved") != "yes" or not version.signatures:
        return None
    last = version.signatures[-1]
    return Confirmation(f"Signed as {last.role}", at=last.at, by=last.by_name)
