"""What comes next in a course, the interval to the next session, and a phase that is over."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from lightwell.access.actions.drafts import discard
from lightwell.access.errors import Conflict, Denied, InvalidInput, NotFound, NotReady
from lightwell.access.guards import StaffRequest, staff_page
from lightwell.clinic.forms.phases import IntervalForm, NextForm
from lightwell.clinic.presenters import courses as show_courses
from lightwell.clinic.presenters import phases as show
from lightwell.clinic.views.record import READERS, opened
from lightwell.diary.queries import appointments
from lightwell.kit.http import render_form
from lightwell.records import policies_courses as may
from lightwell.records.actions import phases as actions
from lightwell.records.actions.phases import sign_interval
from lightwell.records.queries import courses, intervals, phases, reviews

if TYPE_CHECKING:
    from lightwell.records.models import Patient
    from lightwell.records.queries.courses import CourseView
    from lightwell.records.queries.phases import NextView


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*READERS)
def what_next(request: StaffRequest, patient: UUID) -> HttpResponse:
    """Every way out of the phase with its rule and arithmetic; one is chosen and signed."""
    person, context = opened(request, patient, page="What comes next")
    found = phases.next_of(request.actor, _course(request, person).uid)
    form = _next_form(request, found)
    saved, status = _go_on(request, found, form)
    if saved:
        return redirect("clinic:course", patient)
    context |= {
        "form": form,
        "found": found,
        "course": found.course,
        "cards": show.cards(found),
        "may_sign": may.can_plan(request.actor) and not found.course.is_over,
    }
    return render_form(request, "clinic/what_next.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*READERS)
def interval(request: StaffRequest, patient: UUID) -> HttpResponse:
    """The proposed interval with its arithmetic; a prescriber signs it or another with a reason."""
    person, context = opened(request, patient, page="Interval")
    course = _course(request, person)
    made = intervals.proposal(request.actor, course)
    form = _interval_form(request, course)
    if _sign(request, course, form):
        return redirect("clinic:course", patient)
    context |= {
        "form": form,
        "course": course,
        "proposal": show.proposal_lines(made) if made is not None else None,
        "is_relapse": made is not None and made.step == "relapse",
        "explanation": made.explanation if made is not None else None,
        "rows": show.interval_rows(
            course, intervals.intervals(course), intervals.current_days(course)
        ),
        "may_sign": may.can_plan(request.actor) and not course.is_over and made is not None,
    }
    return render_form(request, "clinic/interval.html", context)


@require_safe
@staff_page(*READERS)
def phase(request: StaffRequest, patient: UUID, course: UUID) -> HttpResponse:
    """A phase that is over: its sessions, plan, reviews, intervals, and how it went on."""
    person, context = opened(request, patient, page="Course and plan")
    found = courses.course(request.actor, course)
    if found.patient.pk != person.pk:
        raise NotFound("There is no such course here.")
    places = appointments.newest_by_session(appointments.of_patient(request.actor, person))
    days = intervals.proposed_days(found)
    change = phases.next_of(request.actor, course).change
    context |= {
        "course": found,
        "sessions": show_courses.sessions(
            found, places, days, may_book=False, here=request.actor.location_id
        ),
        "decided": reviews.every(found),
        "intervals": intervals.intervals(found),
        "change": change,
        "change_lines": show.change_lines(change),
    }
    return render(request, "clinic/course_phase.html", context)


def _course(request: StaffRequest, person: Patient) -> CourseView:
    found = courses.newest(request.actor, person)
    if found is None:
        raise NotFound("There is no course yet.")
    return found


def _next_form(request: StaffRequest, found: NextView) -> NextForm:
    return NextForm(
        request.POST or None,
        patient=found.course.patient.uid,
        version=found.version,
        ways=show.choices(found),
        therapists=[(str(uid), name) for uid, name in found.therapists],
        asks_therapist=any(one.needs_therapist for one in found.ways),
        asks_who=any(one.may_be_the_patients for one in found.ways),
        asks_override=any(one.judged.needs_override for one in found.ways),
    )


def _go_on(request: StaffRequest, found: NextView, form: NextForm) -> tuple[bool, int | None]:
    """Whether it was signed; else the status of the page that shows the form again."""
    page = f"clinic:next:{found.course.uid}"
    is_ready = request.method == "POST" and form.is_valid()
    form.keep_typed_work(by=request.actor, page=page)
    if not is_ready:
        return False, None
    try:
        actions.go_on(
            by=request.actor,
            course=found.course.uid,
            ask=form.ask,
            version=form.version,
            key=form.key,
        )
    except InvalidInput as refused:
        form.refuse(refused)
        return False, None
    except (Conflict, Denied, NotReady) as closed:
        form.add_error(None, closed.message)
        return False, closed.status
    discard(by=request.actor, page=page)
    return True, None


def _interval_form(request: StaffRequest, course: CourseView) -> IntervalForm:
    return IntervalForm(
        request.POST or None,
        patient=course.patient.uid,
        version=intervals.version(request.actor, course),
        steps=course.phase.interval_steps_days,
    )


def _sign(request: StaffRequest, course: CourseView, form: IntervalForm) -> bool:
    """Sign it once; a closed gate is said on the page, with what to do."""
    if request.method != "POST" or not form.is_valid():
        return False
    said: dict[str, Any] = form.arguments
    try:
        sign_interval(by=request.actor, course=course.uid, after_session=course.has_run, **said)
    except InvalidInput as refused:
        form.refuse(refused)
        return False
    except (Denied, NotReady) as closed:
        form.add_error(None, closed.message)
        return False
    return True
