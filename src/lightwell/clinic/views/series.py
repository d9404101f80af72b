"""All sessions of a course booked at once: wishes, a proposal, and one button."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from lightwell.access.errors import Conflict, InvalidInput, NotFound, NotReady
from lightwell.access.guards import StaffRequest, staff_page
from lightwell.clinic.forms.series import SeriesForm
from lightwell.clinic.presenters import series as show
from lightwell.clinic.views.record import opened
from lightwell.diary.actions.series import book_series
from lightwell.diary.queries import series as queries
from lightwell.kit.http import render_form
from lightwell.records.policies_courses import SCHEDULERS
from lightwell.records.queries import courses
from lightwell.scheduler import Preferences

if TYPE_CHECKING:
    from lightwell.diary.queries.leaving import Leaving
    from lightwell.records.queries.courses import CourseView


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*sorted(SCHEDULERS))
def series(request: StaffRequest, patient: UUID) -> HttpResponse:
    """Places for every session that has none; booked when the person says so."""
    person, context = opened(request, patient, page="Booking a series")
    course = courses.active(request.actor, person)
    if course is None or course.plan is None:
        raise NotFound("There is no plan to book from.")
    form = SeriesForm(request.POST or None, patient=person.uid, places=show.choices(course))
    is_valid = form.is_valid()
    if is_valid and "book" in request.POST and book_all(request, course, form):
        return redirect("clinic:course", patient)
    wishes = form.wishes if is_valid or not form.is_bound else Preferences()
    found = queries.proposed(request.actor, course, wishes, at=form.places)
    form.show(found.fingerprint)
    context |= {
        "form": form,
        "found": found,
        "lines": show.lines(found),
        "refusal": show.refusal(found),
        "kept": show.kept_words(found),
    }
    return render_form(request, "clinic/series.html", context)


def book_all(
    request: StaffRequest, course: CourseView, form: SeriesForm, leaving: Leaving | None = None
) -> bool:
    """Keep every place that was shown; what came between is said on the page."""
    try:
        book_series(
            by=request.actor,
            course=course.uid,
            wishes=form.wishes,
            fingerprint=form.version,
            key=form.key,
            leaving=leaving,
            at=form.places,
        )
    except InvalidInput as refused:
        form.refuse(refused)
        return False
    except (Conflict, NotReady) as refused:
        form.add_error(None, refused.message)
        return False
    return True
