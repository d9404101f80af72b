"""Finding a patient by name, date of birth or record number."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from lightwell.access.actors import CLINICAL_ROLES, Role
from lightwell.access.guards import StaffRequest, staff_page
from lightwell.clinic.forms.patients import SearchForm
from lightwell.clinic.presenters import patients as show
from lightwell.diary.policies import can_offer
from lightwell.records.policies_history import can_read_history
from lightwell.records.queries import summary

PER_PAGE = 25


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*sorted(CLINICAL_ROLES), Role.FRONT_DESK, Role.AUDITOR)
def patients(request: StaffRequest) -> HttpResponse:
    """The patients of this location, or those that match; the search is sent by POST."""
    form = SearchForm(request.POST or None)
    words = form.cleaned_data["words"] if form.is_bound and form.is_valid() else ""
    found = summary.search(request.actor, words)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    alike = summary.namesakes(request.actor, [one.family_name for one in page])
    context = {
        "form": form,
        "words": words,
        "page": page,
        "rows": show.rows(
            page,
            alike,
            today=timezone.localdate(),
            links=can_read_history(request.actor),
            may_offer=can_offer(request.actor),
        ),
        "alerts": show.alerts(page, alike),
    }
    return render(request, "clinic/patients.html", context)
