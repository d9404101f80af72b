"""When staff are there, and on which days the location is closed."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from lightwell.access.errors import InvalidInput
from lightwell.access.guards import StaffRequest, staff_page
from lightwell.clinic.forms.hours import ClosureForm, HoursForm
from lightwell.clinic.presenters import hours as show
from lightwell.diary import policies
from lightwell.diary.actions import hours as actions
from lightwell.diary.policies import PLACE_EDITORS, SCHEDULE_READERS
from lightwell.diary.queries import hours as queries
from lightwell.kit.http import render_form


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*sorted(SCHEDULE_READERS | PLACE_EDITORS))
def hours(request: StaffRequest) -> HttpResponse:
    """The week by weekday, and what is closed; for those who may, hours to add."""
    form = _hours_form(request, request if request.method == "POST" else None)
    if request.method == "POST":
        policies.check_can_edit_hours(request.actor, request.location)
        if form.is_valid() and _add(request, form):
            return redirect("clinic:hours")
    return _page(request, form, _closure_form(request, None))


@require_POST
@staff_page(*sorted(PLACE_EDITORS))
def close(request: StaffRequest) -> HttpResponse:
    """Days on which the location is closed."""
    form = _closure_form(request, request)
    if form.is_valid() and _close(request, form):
        return redirect("clinic:hours")
    return _page(request, _hours_form(request, None), form)


@require_POST
@staff_page(*sorted(PLACE_EDITORS))
def end(request: StaffRequest, hours: int) -> HttpResponse:
    """These hours are no longer."""
    actions.end_hours(by=request.actor, location=request.location, hours=hours)
    return redirect("clinic:hours")


@require_POST
@staff_page(*sorted(PLACE_EDITORS))
def open_again(request: StaffRequest, closure: int) -> HttpResponse:
    """The location is open on these days after all."""
    actions.open_again(by=request.actor, location=request.location, closure=closure)
    return redirect("clinic:hours")


def _page(request: StaffRequest, form: HoursForm, closure: ClosureForm) -> HttpResponse:
    reads = request.actor.has(*SCHEDULE_READERS)
    closed = queries.closures(request.location, timezone.localdate())
    context = {
        "can_see_schedule": reads,
        "week": show.week(queries.rows(request.location)),
        "missing": show.missing(queries.rows(request.location)),
        "closures": show.closures(
            closed,
            queries.booked_on(request.actor, request.location, closed) if reads else {},
            may_book=policies.can_book(request.actor),
        ),
        "can_edit": policies.can_edit_hours(request.actor, request.location),
        "form": form,
        "forms": [closure],
        "closure_form": closure,
    }
    return render_form(request, "clinic/hours.html", context)


def _hours_form(request: StaffRequest, sent: StaffRequest | None) -> HoursForm:
    staff = [
        (f"{part}:{one.pk}", f"{one.name}, {part}")
        for part in queries.ROLES
        for one in queries.staff(request.location, part)
    ]
    return HoursForm(sent.POST if sent else None, staff=staff)


def _closure_form(request: StaffRequest, sent: StaffRequest | None) -> ClosureForm:
    order = "mdy" if request.location.region == "us" else "dmy"
    return ClosureForm(sent.POST if sent else None, date_order=order)


def _add(request: StaffRequest, form: HoursForm) -> bool:
    try:
        actions.add_hours(by=request.actor, location=request.location, **form.chosen)
    except InvalidInput as refused:
        form.refuse(refused)
        return False
    return True


def _close(request: StaffRequest, form: ClosureForm) -> bool:
    try:
        actions.close_days(by=request.actor, location=request.location, **form.cleaned_data)
    except InvalidInput as refused:
        form.refuse(refused)
        return False
    return True
