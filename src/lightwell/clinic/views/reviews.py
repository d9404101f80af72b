"""A review of a course: what the scores allow to say, the programme's rule, and the decision."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from lightwell.access.actions.drafts import discard
from lightwell.access.errors import Denied, InvalidInput, NotFound, NotReady
from lightwell.access.guards import StaffRequest, staff_page
from lightwell.clinic.forms.after import ReviewForm
from lightwell.clinic.presenters import after as show
from lightwell.clinic.presenters import care as show_care
from lightwell.clinic.presenters.phases import leads_on
from lightwell.clinic.views.record import READERS, opened
from lightwell.kit.http import render_form
from lightwell.records.actions import reviews as actions
from lightwell.records.policies_ratings import can_review
from lightwell.records.queries import care_plans, courses, reviews
from lightwell.records.queries.reviews import ReviewView


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*READERS)
def review(request: StaffRequest, patient: UUID, after: int) -> HttpResponse:
    """The response so far by total, domain and goal; the rule; choices with reasons, signed."""
    person, context = opened(request, patient, page="Review")
    course = courses.newest(request.actor, person)
    if course is None:
        raise NotFound("There is no course here.")
    found = reviews.review(request.actor, course.uid, after)
    form = ReviewForm(
        request.POST or None,
        patient=person.uid,
        version=found.version,
        choices=found.review.choices,
    )
    if response := _save(request, found, form):
        return response
    context |= {
        "form": form,
        "found": found,
        "scores": show.review_scores(found),
        "domains": show.domains(found.domains),
        "care_due": show_care.due(care_plans.of_course(request.actor, course)),
        "rests_on_mixed": found.rests_on_mixed,
        "may_decide": can_review(request.actor) and found.is_due and not course.is_over,
    }
    return render_form(request, "clinic/review.html", context)


def _save(request: StaffRequest, found: ReviewView, form: ReviewForm) -> HttpResponse | None:
    """The page again when it was signed; nothing when the form is to be shown."""
    patient, after = found.course.patient.uid, found.review.after_session
    page = f"clinic:review:{found.course.uid}:{after}"
    is_ready = request.method == "POST" and form.is_valid()
    form.keep_typed_work(by=request.actor, page=page)
    if not is_ready:
        return None
    try:
        actions.decide(
            by=request.actor, course=found.course.uid, after_session=after, **form.arguments
        )
    except InvalidInput as refused:
        form.refuse(refused)
        return None
    except (NotReady, Denied) as closed:
        form.add_error("choice", closed.message)
        return None
    discard(by=request.actor, page=page)
    if leads_on(form.arguments["choice"]):
        return redirect("clinic:course-next", patient)
    return redirect("clinic:review", patient, after)
