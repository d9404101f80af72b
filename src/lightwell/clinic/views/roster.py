"""The roster of a location: who reads suicide answers, and when nobody does."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from lightwell.access import clock
from lightwell.access.errors import InvalidInput
from lightwell.access.guards import StaffRequest, staff_page
from lightwell.clinic.forms.roster import ShiftForm
from lightwell.kit.http import render_form
from lightwell.records import policies_risk
from lightwell.records.actions import roster as actions
from lightwell.records.policies_risk import ROSTER_EDITORS, ROSTER_READERS
from lightwell.records.queries import roster as queries


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*sorted(ROSTER_READERS))
def roster(request: StaffRequest) -> HttpResponse:
    """The week, its gaps in words, and for those who may a shift to add."""
    readers = queries.possible_readers(request.location)
    form = ShiftForm(
        request.POST if request.method == "POST" else None,
        readers=[(one.pk, one.name) for one in readers],
    )
    if request.method == "POST":
        policies_risk.check_can_edit_roster(request.actor, request.location)
        if form.is_valid() and _add(request, form):
            return redirect("clinic:roster")
    now = clock.now()
    context = {
        "week": queries.week(by=request.actor, location=request.location),
        "gaps": queries.gaps_in_words(request.location, now),
        "reading": queries.reading_words(request.location, now),
        "can_edit": policies_risk.can_edit_roster(request.actor, request.location),
        "form": form,
    }
    return render_form(request, "clinic/roster.html", context)


@require_POST
@staff_page(*sorted(ROSTER_EDITORS))
def end(request: StaffRequest, shift: int) -> HttpResponse:
    """A shift ends from now on."""
    actions.end_shift(by=request.actor, location=request.location, shift=shift)
    return redirect("clinic:roster")


def _add(request: StaffRequest, form: ShiftForm) -> bool:
    """Put the shift on the roster; what is refused is said beside its field."""
    said = form.cleaned_data
    by_id = {one.pk: one for one in queries.possible_readers(request.location)}
    try:
        actions.add_shift(
            by=request.actor,
            location=request.location,
            weekday=int(said["weekday"]),
            starts=said["starts"],
            ends=said["ends"],
            reader=by_id[int(said["reader"])],
            phone=said["phone"],
        )
    except InvalidInput as refused:
        form.add_error(refused.field if refused.field in form.fields else None, refused.message)
        return False
    return True
