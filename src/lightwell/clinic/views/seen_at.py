"""Where a person is seen besides their home location: who there opens their record from then on."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from lightwell.access.actors import CLINICAL_ROLES
from lightwell.access.guards import StaffRequest, staff_page
from lightwell.access.queries import people
from lightwell.clinic.forms.patients import SeenAtForm
from lightwell.clinic.views.record import opened
from lightwell.kit.http import render_form
from lightwell.records.actions import patients as actions
from lightwell.records.policies import can_see_at
from lightwell.records.queries import patients


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*sorted(CLINICAL_ROLES))
def seen_at(request: StaffRequest, patient: UUID) -> HttpResponse:
    """The locations, and one more with the reason."""
    person, context = opened(request, patient, page="Where they are seen")
    known = {one.pk for one in patients.places_of(person)}
    others = {
        one.pk: one
        for one in people.locations()
        if one.pk not in known and can_see_at(request.actor, person, one)
    }
    form = SeenAtForm(request.POST or None, patient=person.uid, places=others)
    if others and request.method == "POST" and form.is_valid():
        actions.see_at(
            by=request.actor,
            patient=person,
            location=others[form.place],
            reason=form.cleaned_data["reason"],
        )
        return redirect("clinic:seen-at", patient)
    context |= {"form": form if others else None, "elsewhere": patients.seen_elsewhere(person)}
    return render_form(request, "clinic/seen_at.html", context)
