"""Who waits for an earlier time, which places are free, and what somebody said to one.

The front desk works with the same pages; they show it names, contacts, wishes and times.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lightwell.access.actions.views import SAME_LONG_LOOK, log_view, log_views
from lightwell.access.errors import InvalidInput
from lightwell.access.guards import StaffRequest, staff_page
from lightwell.clinic.forms.waiting import AnswerForm, EndForm, WaitingForm
from lightwell.clinic.presenters import waiting as show
from lightwell.clinic.views.record import opened
from lightwell.diary.actions import waiting as actions
from lightwell.diary.policies import OFFER_ROLES, can_book
from lightwell.diary.queries import waiting as queries
from lightwell.kit.http import render_form
from lightwell.records.pages import StampedForm
from lightwell.records.policies_history import can_read_history
from lightwell.records.queries import patients

if TYPE_CHECKING:
    from lightwell.records.models import Patient


@require_safe
@staff_page(*sorted(OFFER_ROLES))
def waiting(request: StaffRequest) -> HttpResponse:
    """Free places ahead, and everybody who waits, the longest first."""
    found, free = queries.open_ones(request.actor), queries.freed(request.actor)
    _log(request, {one.patient.uid for one in found}, "Waiting list")
    reads = can_read_history(request.actor)
    context = {
        "places": [show.place(one) for one in free],
        "people": [show.person(one, links=reads) for one in found],
        "agreed": [
            (
                show.agreed(one, free),
                AnswerForm(patient=one.patient.uid, version=one.version, auto_id=f"{n}-%s"),
            )
            for n, one in enumerate(found)
            if one.agreed is not None
        ],
        "may_book": can_book(request.actor),
        "consultations": [show.consultation(one) for one in queries.consultations(request.actor)],
    }
    return render_form(request, "clinic/waiting.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*sorted(OFFER_ROLES))
def join(request: StaffRequest, patient: UUID) -> HttpResponse:
    """What somebody waits for, and when they can come."""
    person, context = _opened(request, patient)
    sessions = show.sessions(queries.ahead(request.actor, person))
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
@staff_page(*sorted(OFFER_ROLES))
def free_place(request: StaffRequest, appointment: UUID) -> HttpResponse:
    """One free place: whom it fits, in the order in which they are asked, and whom not and why."""
    place = queries.place_here(request.actor, appointment)
    is_free = queries.is_free(place)
    found = queries.fits(request.actor, place) if is_free else []
    _log(request, {one.waiting.patient.uid for one in found}, "Free place")
    context = {
        "place": show.place(place),
        "is_free": is_free,
        "may_book": can_book(request.actor),
        "fitting": [
            (show.fit(one, place), AnswerForm(patient=one.waiting.patient.uid, auto_id=f"{n}-%s"))
            for n, one in enumerate(found)
            if not one.why_not
        ],
        "others": [show.fit(one, place) for one in found if one.why_not],
    }
    return render_form(request, "clinic/free_place.html", context)


@require_POST
@staff_page(*sorted(OFFER_ROLES))
def answer(request: StaffRequest, waiting: UUID, appointment: UUID) -> HttpResponse:
    """Yes, no, or not reached."""
    queries.place_here(request.actor, appointment)
    form = AnswerForm(request.POST, patient=queries.patient_of(request.actor, waiting))
    _check(form)
    event = actions.answer(
        by=request.actor,
        waiting=waiting,
        place=appointment,
        said=request.POST.get("said", ""),
        key=form.key,
    )
    if event.verb in {"fill", "agree"}:
        return redirect("clinic:waiting")
    return redirect("clinic:free-place", appointment)


@require_POST
@staff_page(*sorted(OFFER_ROLES))
def told(request: StaffRequest, waiting: UUID) -> HttpResponse:
    """The time that they said yes to is not given, and they know."""
    form = AnswerForm(request.POST, patient=queries.patient_of(request.actor, waiting))
    _check(form)
    actions.tell_not_given(by=request.actor, waiting=waiting, base=form.base, key=form.key)
    return redirect("clinic:waiting")


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*sorted(OFFER_ROLES))
def end(request: StaffRequest, waiting: UUID) -> HttpResponse:
    """Somebody does not wait any more, with the reason."""
    found = queries.one(request.actor, waiting)
    _, context = _opened(request, found.patient.uid)
    form = EndForm(request.POST or None, patient=found.patient.uid)
    if request.method == "POST" and form.is_valid():
        actions.end(
            by=request.actor, waiting=waiting, reason=form.cleaned_data["reason"], key=form.key
        )
        return redirect("clinic:waiting")
    context |= {"form": form, "found": show.person(found)}
    return render_form(request, "clinic/waiting_end.html", context)


def _opened(request: StaffRequest, uid: UUID) -> tuple[Patient, dict[str, Any]]:
    """The person; with the banner of the record for those who may read it."""
    page = "Waiting for an earlier time"
    if can_read_history(request.actor):
        person, context = opened(request, uid, page=page)
        return person, context | {"back": "course"}
    person = patients.get(by=request.actor, uid=uid)
    log_view(by=request.actor, patient=uid, page=page, location=request.location.name)
    return person, {"patient": person, "who": show.identity(person)}


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
