"""The rules for a treatment on one person: what is met, not met and unknown. It permits nothing."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lightwell.access.guards import StaffRequest, staff_page
from lightwell.clinic.presenters import decisions as decided
from lightwell.clinic.presenters import eligibility as show
from lightwell.clinic.views.record import READERS, opened
from lightwell.records.policies_decisions import can_decide
from lightwell.records.queries import decisions, eligibility


@require_safe
@staff_page(*READERS)
def rules(request: StaffRequest, patient: UUID) -> HttpResponse:
    """Every rule in its group, with its basis, and the page that answers each unknown."""
    person, context = opened(request, patient, page="Ketamine rules")
    treatment = eligibility.chosen(request.GET.get("agent"), request.GET.get("route"))
    judged = eligibility.judge(request.actor, person, request.location.region, treatment)
    context |= {
        "treatment": show.title(treatment),
        "choices": show.choices(person, treatment),
        "headline": show.headline(judged.assessment),
        "offer": show.offer(judged.assessment),
        "groups": show.groups(person, judged),
        "headers": judged.assessment.rules.headers.values(),
        "region": request.location.region.upper(),
        "past": decided.past(decisions.all_of(request.actor, person, treatment)),
        "decide_url": show.page_of(person, treatment, "clinic:decide"),
        "may_decide": can_decide(request.actor),
    }
    return render(request, "clinic/eligibility.html", context)
