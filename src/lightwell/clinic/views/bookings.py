"""A session gets its place by hand; and what becomes of an appointment."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from lightwell.access.actions.views import log_view
from lightwell.access.errors import Conflict, InvalidInput, NotFound, NotReady
from lightwell.access.guards import StaffRequest, staff_page
from lightwell.clinic.forms.bookings import BookingForm, CancelForm
from lightwell.clinic.presenters import courses as show
from lightwell.clinic.views.record import opened
from lightwell.diary.actions import appointments as actions
from lightwell.diary.actions import bookings
from lightwell.diary.policies import ARRIVAL_ROLES
from lightwell.diary.queries import appointments, places
from lightwell.kit.http import render_form
from lightwell.kit.stamps import PageStamp
from lightwell.records.policies_courses import SCHEDULERS
from lightwell.records.queries import courses, intervals
from lightwell.records.queries.courses import CourseView


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*sorted(SCHEDULERS))
def book(request: StaffRequest, patient: UUID, number: int) -> HttpResponse:
    """Day, time, chair and nurse of one session; what stands in the way is said in words."""
    person, context = opened(request, patient, page="Booking a session")
    course = courses.active(request.actor, person)
    days = intervals.proposed_days(course) if course is not None else {}
    if course is None or course.plan is None or number not in days:
        raise NotFound("There is no such session, or its interval is not signed yet.")
    form = _form(request, course, days[number])
    if request.method == "POST" and form.is_valid() and _book(request, course, number, form):
        return redirect("clinic:course", patient)
    row = course.session(number)
    known = appointments.newest_by_session(appointments.of_patient(request.actor, person))
    context |= {
        "form": form,
        "number": number,
        "count": course.plan.count if course.series is not None else None,
        "proposed": show.day_words(days[number]),
        "length": appointments.length_of(course),
        "now": known.get(row.uid) if row else None,
        "has_chairs": bool(places.chairs(request.location)),
    }
    return render_form(request, "clinic/booking.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*sorted(ARRIVAL_ROLES))
def appointment(request: StaffRequest, appointment: UUID) -> HttpResponse:
    """One appointment: here, missed, or cancelled with a reason."""
    found = appointments.get(request.actor, appointment)
    log_view(
        by=request.actor,
        patient=found.patient.uid,
        page="Appointment",
        location=request.location.name,
    )
    form = CancelForm(
        request.POST if request.method == "POST" else None,
        initial={"stamp": PageStamp.issue(version=str(appointment))},
    )
    if request.method == "POST" and form.is_valid():
        key = form.cleaned_data["stamp"].key
        actions.cancel(
            by=request.actor, appointment=appointment, reason=form.cleaned_data["reason"], key=key
        )
        return redirect(_day_of(found.starts_at))
    context = show.next_steps(request.actor, found) | {
        "found": found,
        "when": show.place_words(found),
        "form": form,
        "back": _day_of(found.starts_at),
    }
    return render_form(request, "clinic/appointment.html", context)


@require_POST
@staff_page(*sorted(ARRIVAL_ROLES))
def arrive(request: StaffRequest, appointment: UUID) -> HttpResponse:
    """The person is here."""
    found = appointments.get(request.actor, appointment)
    actions.arrive(by=request.actor, appointment=appointment, key="")
    return redirect(_day_of(found.starts_at))


@require_POST
@staff_page(*sorted(ARRIVAL_ROLES))
def miss(request: StaffRequest, appointment: UUID) -> HttpResponse:
    """The person did not come."""
    found = appointments.get(request.actor, appointment)
    actions.miss(by=request.actor, appointment=appointment, key="")
    return redirect(_day_of(found.starts_at))


def _form(request: StaffRequest, course: CourseView, day: date) -> BookingForm:
    return BookingForm(
        request.POST or None,
        patient=course.patient.uid,
        version=course.version,
        chairs=[
            (one.pk, f"{one.name}, {one.room.name}") for one in places.chairs(request.location)
        ],
        nurses=[(one.pk, one.name) for one in places.nurses(request.location)],
        initial={"day": day},
        date_order="mdy" if request.location.region == "us" else "dmy",
    )


def _book(request: StaffRequest, course: CourseView, number: int, form: BookingForm) -> bool:
    """Keep the place; a taken chair, a closed gate and a busy nurse are said on the page."""
    try:
        starts_at = form.starts_at(request.location.timezone)
        chosen = {name: int(form.cleaned_data[name]) for name in ("chair", "nurse")}
        if _must_ask(request, course, number, form, starts_at, chosen):
            return False
        bookings.give_place(
            by=request.actor,
            course=course.uid,
            number=number,
            starts_at=starts_at,
            key=form.key,
            **chosen,
        )
    except InvalidInput as refused:
        form.refuse(refused)
        return False
    except (Conflict, NotReady) as refused:
        form.add_error(None, refused.message)
        return False
    return True


def _must_ask(
    request: StaffRequest,
    course: CourseView,
    number: int,
    form: BookingForm,
    starts_at: datetime,
    chosen: dict[str, Any],
) -> bool:
    """A nurse who is already booked is a warning, said once; it can be confirmed."""
    if form.is_confirmed:
        return False
    row = course.session(number)
    ends_at = starts_at + timedelta(minutes=appointments.length_of(course).total)
    busy = [
        one
        for one in appointments.overlapping(
            request.actor, nurse=chosen["nurse"], starts_at=starts_at, ends_at=ends_at
        )
        if row is None or one.session != row.uid
    ]
    if not busy:
        return False
    form.warn()
    spans = " and ".join(
        f"{show.span_words(one.starts_at, one.ends_at)} ({one.chair})" for one in busy
    )
    form.add_error("is_confirmed", f"{busy[0].nurse} is already booked: {spans}.")
    return True


def _day_of(moment: datetime) -> str:
    return f"{reverse('clinic:schedule')}?day={timezone.localdate(moment).isoformat()}"
