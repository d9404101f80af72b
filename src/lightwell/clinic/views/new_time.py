"""One appointment finds a new time, and what follows it moves in the same act."""

from __future__ import annotations

from uuid import UUID

from attrs import evolve
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from lightwell.access.errors import InvalidInput
from lightwell.access.guards import StaffRequest, staff_page
from lightwell.clinic.forms.series import NewTimeForm
from lightwell.clinic.presenters import series as show
from lightwell.clinic.presenters.courses import place_words
from lightwell.clinic.views.record import opened
from lightwell.clinic.views.series import book_all
from lightwell.diary.queries import appointments
from lightwell.diary.queries import leaving as leavings
from lightwell.diary.queries import series as queries
from lightwell.diary.queries.leaving import Leaving
from lightwell.diary.queries.series import SeriesProposal
from lightwell.kit.http import render_form
from lightwell.records.policies_courses import SCHEDULERS
from lightwell.records.queries import courses
from lightwell.records.queries.courses import CourseView


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*sorted(SCHEDULERS))
def new_time(request: StaffRequest, appointment: UUID) -> HttpResponse:
    """Before and after for this session and those that follow; one button books all of it."""
    left = appointments.get(request.actor, appointment)
    person, context = opened(request, left.patient.uid, page="Finding a new time")
    course, row = courses.session_of(request.actor, left.session)
    leaving = Leaving(number=row.number, appointment=appointment)
    order = "mdy" if request.location.region == "us" else "dmy"
    form = NewTimeForm(
        request.POST or None, patient=person.uid, date_order=order, places=show.choices(course)
    )
    if form.is_valid():
        leaving = evolve(leaving, not_before=form.cleaned_data["not_before"])
        if "book" in request.POST and book_all(request, course, form, leaving):
            return redirect("clinic:course", person.uid)
    leavings.of(request.actor, course, appointment)
    found = _proposed(request, course, form, leaving)
    if found is not None:
        form.show(found.fingerprint)
        context |= {"lines": show.moves(found, left), "refusal": show.refusal(found)}
    context |= {"was": place_words(left), "number": leaving.number}
    context |= {"left": left, "form": form, "found": found}
    return render_form(request, "clinic/new_time.html", context)


def _proposed(
    request: StaffRequest, course: CourseView, form: NewTimeForm, leaving: Leaving
) -> SeriesProposal | None:
    """What fits what was typed; none where a box must be mended first."""
    if form.is_bound and set(form.errors) - {NON_FIELD_ERRORS}:
        return None
    try:
        return queries.proposed(request.actor, course, form.wishes, leaving, at=form.places)
    except InvalidInput as refused:
        form.refuse(refused)
        return None
