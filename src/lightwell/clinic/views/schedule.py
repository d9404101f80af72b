"""Who is expected when, in which chair, with whom: a day, and a week as a list."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from lightwell.access.actions.views import SAME_LONG_LOOK, log_views
from lightwell.access.guards import StaffRequest, staff_page
from lightwell.clinic.presenters import schedule as show
from lightwell.clinic.presenters.courses import day_words
from lightwell.clinic.presenters.waiting import ConsultationLine, consultation
from lightwell.diary.policies import SCHEDULE_READERS, can_offer
from lightwell.diary.queries import appointments, places, waiting
from lightwell.diary.queries.appointments import Booked
from lightwell.kit.dates import staff_date

ONE = timedelta(days=1)


@require_safe
@staff_page(*sorted(SCHEDULE_READERS))
def schedule(request: StaffRequest) -> HttpResponse:
    """One day: each chair, and who is expected in it when."""
    day = _asked_day(request)
    found = appointments.of_days(request.actor, request.location, day)
    _log(request, found)
    context = {
        "day": day,
        "title": day_words(day),
        "before": (day - ONE).isoformat(),
        "after": (day + ONE).isoformat(),
        "may_offer": can_offer(request.actor),
        "chairs": show.chairs(request.actor, places.chairs(request.location), found),
        "consultations": _consultations(request, day),
    }
    return render(request, "clinic/schedule.html", context)


@require_safe
@staff_page(*sorted(SCHEDULE_READERS))
def week(request: StaffRequest) -> HttpResponse:
    """Seven days as a list, from Monday."""
    day = _asked_day(request)
    first = day - timedelta(days=day.weekday())
    found = appointments.of_days(request.actor, request.location, first, days=7)
    _log(request, found)
    context = {
        "title": f"Week of {staff_date(first)}",
        "days": show.week(first, found),
        "before": (first - 7 * ONE).isoformat(),
        "after": (first + 7 * ONE).isoformat(),
    }
    return render(request, "clinic/week.html", context)


def _consultations(request: StaffRequest, day: date) -> list[ConsultationLine]:
    """The first consultations of the day whose times came from the waiting list."""
    if not can_offer(request.actor):
        return []
    return [consultation(one) for one in waiting.consultations(request.actor, day)]


def _asked_day(request: StaffRequest) -> date:
    """The day that the address names; today where it names none."""
    try:
        return date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        return timezone.localdate()


def _log(request: StaffRequest, found: Sequence[Booked]) -> None:
    log_views(
        by=request.actor,
        patients={one.patient.uid for one in found},
        page="Schedule",
        location=request.location.name,
        same_look=SAME_LONG_LOOK,
    )
