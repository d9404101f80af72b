"""The first page of the clinic: who needs me now."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from lightwell.access.actors import Actor
from lightwell.access.guards import StaffRequest, staff_page
from lightwell.clinic.presenters import after, care, home_lists
from lightwell.clinic.presenters import today as show
from lightwell.clinic.presenters.after import DueRow
from lightwell.diary.policies import can_book, can_handle_requests
from lightwell.diary.queries import appointments, requests, waiting
from lightwell.records.policies_history import can_read_history
from lightwell.records.policies_risk import can_work_on_risk
from lightwell.records.queries import (
    care_plans,
    coming_of_age,
    follow_ups,
    history,
    messages,
    reviews,
    risk,
    supplies,
)


@require_safe
@staff_page()
def today(request: StaffRequest) -> HttpResponse:
    """Risk on top, then new requests and histories to verify, each for those who may read it."""
    by, day = request.actor, timezone.localdate()
    reads = can_read_history(by)
    context = {
        "risk": show.risk_strip(risk.open_tasks(by), timezone.now()),
        "sees_risk": can_work_on_risk(by),
        "sees_records": reads,
        "handles_requests": can_handle_requests(by),
        "requests": requests.waiting(by) if can_handle_requests(by) else (),
        "histories": show.histories(history.awaiting_verification(by), today=day),
        "messages": show.messages(messages.waiting(by) if reads else ()),
        "lost": show.lost(appointments.lost_elsewhere(by)) if can_book(by) else (),
        "agreed": waiting.agreed_count(by) if can_book(by) else 0,
        "today": day,
        "follow_ups": [
            *after.due_rows(follow_ups.due(by), day),
            *_at_home(by),
        ],
        "care": care.due_rows(care_plans.due_here(by) if reads else (), day),
        "of_age": show.of_age(coming_of_age.here(by) if reads else (), day),
        "reviews": after.review_rows(reviews.due_here(by) if reads else (), day),
    }
    return render(request, "clinic/today.html", context)


def _at_home(by: Actor) -> list[DueRow]:
    """Who has doses at home and is to be called, or whose supply a prescriber looks at."""
    if not can_read_history(by):
        return []
    found, today = supplies.here(by), timezone.localdate()
    return [
        *home_lists.due_rows(supplies.due_of(found), today),
        *home_lists.to_decide(found, today),
    ]
