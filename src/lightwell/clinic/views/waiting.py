"""Who waits for an earlier time, which places are free, and what somebody said to one."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lightwell.access.actions.views import SAME_LONG_LOOK, log_views
from lightwell.access.errors import InvalidInput
from lightwell.access.guards import StaffRequest, staff_page
from lightwell.clinic.forms.waiting import AnswerForm, EndForm, WaitingForm
from lightwell.clinic.presenters import waiting as show
from lightwell.clinic.views.record import opened
from lightwell.diary.actions import waiting as actions
from lightwell.diary.queries import appointments
from lightwell.diary.queries import waiting as queries
from lightwell.kit.http import render_form
from lightwell.records.pages import StampedForm
from lightwell.records.policies_courses import SCHEDULERS
from lightwell.records.queries import courses


@require_safe
@staff_page(*sorted(SCHEDULERS))
def waiting(request: StaffRequest) -> HttpResponse:
    """Free places ahead, and everybody who waits, the longest first."""
    found = queries.open_ones(request.actor)
    _log(request, {one.patient.uid for one in found}, "Waiting list")
    context = {
        "places": [show.place(one) for one in queries.freed(request.actor)],
        "people": [show.person(one) for one in found],
    }
    return render_form(request, "clinic/waiting.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*sorted(SCHEDULERS))
def join(request: StaffRequest, patient: UUID) -> HttpResponse:
    """What somebody waits for, and when they can come."""
    person, context = opened(request, patient, page="Waiting for an earlier time")
    course = courses.active(request.actor, person)
    coming = appointments.coming(request.actor, person)
    sessions = show.sessions(course, coming)
    form = WaitingForm(request.POST or None, patient=person.uid, sessions=sessions)
    if request.method == "POST" and form.is_valid():
        try:
            actions.join(
                by=request.actor,
                patient=person.uid,
                number=form.waits_for,
                when=form.when,
                key=form.key,
            )
            return redirect("clinic:waiting")
        except InvalidInput as refused:
            form.refuse(refused)
    return render_form(request, "clinic/waiting_join.html", context | {"form": form})


@require_safe
@staff_page(*sorted(SCHEDULERS))
def free_place(request: StaffRequest, appointment: UUID) -> HttpResponse:
    """One free place: whom it fits, in the order in which they are asked, and whom not and why."""
    place = appointments.get(request.actor, appointment)
    is_free = queries.is_free(place)
    found = queries.fits(request.actor, place) if is_free else []
    _log(request, {one.waiting.patient.uid for one in found}, "Free place")
    context = {
        "place": show.place(place),
        "is_free": is_free,
        "fitting": [
            (show.fit(one, place), AnswerForm(patient=one.waiting.patient.uid, auto_id=f"{n}-%s"))
            for n, one in enumerate(found)
            if not one.why_not
        ],
        "others": [show.fit(one, place) for one in found if one.why_not],
    }
    return render_form(request, "clinic/free_place.html", context)


@require_POST
@staff_page(*sorted(SCHEDULERS))
def answer(request: StaffRequest, waiting: UUID, appointment: UUID) -> HttpResponse:
    """Yes, no, or not reached."""
    appointments.get(request.actor, appointment)
    form = AnswerForm(request.POST, patient=queries.patient_of(request.actor, waiting))
    _check(form)
    event = actions.answer(
        by=request.actor,
        waiting=waiting,
        place=appointment,
        said=request.POST.get("said", ""),
        key=form.key,
    )
    if event.status == "filled":
        return redirect("clinic:waiting")
    return redirect("clinic:free-place", appointment)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*sorted(SCHEDULERS))
def end(request: StaffRequest, waiting: UUID) -> HttpResponse:
    """Somebody does not wait any more, with the reason."""
    found = queries.one(request.actor, waiting)
    _, context = opened(request, found.patient.uid, page="Waiting for an earlier time")
    form = EndForm(request.POST or None, patient=found.patient.uid)
    if request.method == "POST" and form.is_valid():
        actions.end(
            by=request.actor, waiting=waiting, reason=form.cleaned_data["reason"], key=form.key
        )
        return redirect("clinic:waiting")
    context |= {"form": form, "found": show.person(found)}
    return render_form(request, "clinic/waiting_end.html", context)


def _check(form: StampedForm) -> None:
    """A press without its stamp or its answer saves nothing."""
    if not form.is_valid():
        first = next(iter(form.errors.values()))[0]
        raise InvalidInput(str(first))


def _log(request: StaffRequest, patients: set[UUID], page: str) -> None:
    log_views(
        by=request.actor,
        patients=patients,
        page=page,
        location=request.location.name,
        same_look=SAME_LONG_LOOK,
    )
