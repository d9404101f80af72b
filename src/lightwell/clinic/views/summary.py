"""One patient at a glance."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lightwell.access.guards import StaffRequest, staff_page
from lightwell.clinic.presenters import after, determination, lists
from lightwell.clinic.presenters import consent as consented
from lightwell.clinic.presenters import decisions as decided
from lightwell.clinic.presenters import summary as show
from lightwell.clinic.presenters.courses import next_session
from lightwell.clinic.views.record import READERS, opened
from lightwell.diary.queries import appointments
from lightwell.records.queries import (
    consents,
    courses,
    decisions,
    determinations,
    follow_ups,
    reviews,
    summary,
)

if TYPE_CHECKING:
    from lightwell.kit.lists import Task
    from lightwell.records.models import Patient


@require_safe
@staff_page(*READERS)
def patient(request: StaffRequest, patient: UUID) -> HttpResponse:
    """Where this person stands, and the doors to each part of the record."""
    person, context = opened(request, patient, page="Summary")
    found = determinations.determine(request.actor, person)
    both = [lists.of(request.actor, person, subject) for subject in lists.NOUNS]
    decision = decisions.standing(request.actor, person)
    agreed = consents.all_of(request.actor, person)
    context |= {
        "where": show.where(
            person,
            summary.scores(request.actor, person, "phq9"),
            context["patient_banner"].risk,
            decision=decided.line(decision),
            consent=consented.state(agreed)[0],
            next_session=_next_session(request, person),
        ),
        "outcomes": show.outcomes(found),
        "drafted": determination.drafted_words(found),
        "tasks": [
            *_due(request, person),
            *show.tasks(person, found, both),
            *show.decision_tasks(person, decision, agreed),
        ],
    }
    return render(request, "clinic/patient.html", context)


def _due(request: StaffRequest, person: Patient) -> list[Task]:
    """Whom to ask after and which review to decide, on top until it is done."""
    course = courses.active(request.actor, person)
    calls = follow_ups.of_patient(request.actor, person)
    return after.tasks(calls, reviews.due(course) if course else (), person.uid)


def _next_session(request: StaffRequest, person: Patient) -> str:
    """The next session of the course that this person is in, with its place."""
    course = courses.active(request.actor, person)
    coming = appointments.coming(request.actor, person)
    return next_session(course, coming, request.actor.location_id)
