"""Where a course stands, and beginning one on a signed decision."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from lightwell.access import clock
from lightwell.access.errors import InvalidInput
from lightwell.access.guards import StaffRequest, staff_page
from lightwell.access.queries import people
from lightwell.clinic.forms.courses import BeginForm
from lightwell.clinic.presenters import care as show_care
from lightwell.clinic.presenters import checks as show_checks
from lightwell.clinic.presenters import courses as show
from lightwell.clinic.presenters import phases as show_phases
from lightwell.clinic.presenters import programmes as show_programmes
from lightwell.clinic.views.record import READERS, opened
from lightwell.diary.policies import can_book
from lightwell.diary.queries import appointments
from lightwell.records import policies_courses as may
from lightwell.records.actions import courses as actions
from lightwell.records.policies_history import DECIDERS
from lightwell.records.queries import (
    adoptions,
    care_plans,
    checks,
    coming_of_age,
    courses,
    decisions,
    home_gates,
    intervals,
    patients,
    reviews,
    window,
)
from lightwell.records.queries.courses import CourseView


@require_safe
@staff_page(*READERS)
def course(request: StaffRequest, patient: UUID) -> HttpResponse:
    """Phase, sessions with chair and nurse, plan, reviews due; or how a course begins."""
    person, context = opened(request, patient, page="Course and plan")
    found = courses.newest(request.actor, person)
    context["may_plan"] = may.can_plan(request.actor)
    if found is None or found.is_over:
        context |= {
            "decision": decisions.newest_of_all(request.actor, person),
            "begin_form": _begin_form(request, person.uid),
        }
    if found is not None:
        context |= _of_course(request, found) | {"of_age": coming_of_age.of_course(found)}
    return render(request, "clinic/course.html", context)


@require_POST
@staff_page(*sorted(DECIDERS))
def begin(request: StaffRequest, patient: UUID) -> HttpResponse:
    """Begin a course on the programme that was chosen."""
    person = patients.get(by=request.actor, uid=patient)
    form = _begin_form(request, person.uid)
    if not form.is_valid():
        raise InvalidInput("Choose a programme, then begin the course. Nothing was saved.")
    actions.begin(
        by=request.actor,
        patient=person,
        key=form.key,
        **form.chosen,
    )
    return redirect("clinic:course", patient)


def _begin_form(request: StaffRequest, patient: UUID) -> BeginForm:
    states = adoptions.all_of(request.actor, request.location)
    known = show_programmes.beginnings(states)
    return BeginForm(request.POST or None, patient=patient, programmes=known)


def _of_course(request: StaffRequest, found: CourseView) -> dict[str, Any]:
    """What the page says of a course that there is."""
    places = appointments.of_patient(request.actor, found.patient)
    care = care_plans.of_course(request.actor, found)
    home = people.locations().get(pk=found.location)
    state = adoptions.state(home, found.programme.id)
    may_book = can_book(request.actor) and not found.is_over and home == request.location
    known, days = appointments.newest_by_session(places), intervals.proposed_days(found)
    return {
        "course": found,
        "goes_home": home_gates.may_go_home(found),
        "where": show.where(found),
        "way": show_phases.whole_way(courses.way(request.actor, found)),
        "purpose": show_phases.purpose(found),
        "led_on": show_phases.led_on(found),
        "sessions": show.sessions(
            found, known, days, may_book=may_book, here=request.actor.location_id
        ),
        "series_url": show.series_url(found) if may_book else "",
        "reviews": show.reviews(found, reviews.due(found), reviews.points(found)),
        "checks": show_checks.rows(checks.of_course(request.actor, found, found.day(clock.now()))),
        "care": show_care.summary(care),
        "care_due": show_care.due(care),
        "has_window": window.has_window(found),
        "booked_from": home if home != request.location else None,
        "band": show_programmes.band(state),
        "notice": state.notice(found.programme_version, found.content_hash),
    }
