"""The front desk: who asked for a first consultation, and what becomes of each request."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lightwell.access.actions.views import log_view
from lightwell.access.actors import Role
from lightwell.access.errors import Conflict, InvalidInput, LightwellError, NotFound, NotReady
from lightwell.access.guards import StaffRequest, staff_page
from lightwell.clinic.forms.requests import AcceptForm, DeclineForm, StampForm
from lightwell.clinic.presenters import requests as presenters
from lightwell.diary.actions import requests
from lightwell.diary.queries import requests as queries
from lightwell.kit.http import render_form
from lightwell.kit.stamps import PageStamp
from lightwell.records import policies_risk
from lightwell.records.actions import patients as patient_actions
from lightwell.records.actions import questionnaires as questionnaire_actions
from lightwell.records.queries import patients, questionnaires

if TYPE_CHECKING:
    from lightwell.diary.models import ConsultationRequest
    from lightwell.records.models import Patient
    from lightwell.records.queries.patients import Duplicate

DESK = (Role.FRONT_DESK, Role.ADMINISTRATOR)
FIRST_FORM = "phq9"


@require_safe
@staff_page(*DESK)
def request_list(request: StaffRequest) -> HttpResponse:
    """Waiting first, with who could be mistaken for whom; then what was answered lately."""
    waiting = presenters.waiting_rows(list(queries.waiting(request.actor)))
    answered = [
        (event, presenters.display_name(event.request), *presenters.STATUS[event.status])
        for event in queries.answered(request.actor)
    ]
    return render(request, "clinic/requests.html", {"waiting": waiting, "answered": answered})


@require_safe
@staff_page(*DESK)
def consultation_request(request: StaffRequest, uid: UUID) -> HttpResponse:
    """One request: what was asked, who may be the same person, and what can be done now."""
    return _page(request, queries.get(by=request.actor, uid=uid))


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*DESK)
def accept(request: StaffRequest, uid: UUID) -> HttpResponse:
    """Make a new patient, with name and birth date confirmed by the person."""
    asked = queries.get(by=request.actor, uid=uid)
    duplicates = _duplicates(request, asked)
    form = AcceptForm(
        _sent(request),
        initial=presenters.identity(asked) | _stamp(asked),
        must_compare=bool(duplicates),
        date_order="mdy" if request.location.region == "us" else "dmy",
    )
    if request.method == "POST" and form.is_valid():
        key = _stamp_of(form, asked).key
        try:
            requests.accept(by=request.actor, request=asked, key=key, **form.identity)
            return redirect("clinic:request", uid=uid)
        except InvalidInput as error:
            form.refuse(error)
    context = _compared(asked, duplicates) | {"form": form}
    return render_form(request, "clinic/request_accept.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*DESK)
def recognise(request: StaffRequest, uid: UUID, patient_uid: UUID) -> HttpResponse:
    """The person who asks is this patient: said once more before it is done."""
    asked = queries.get(by=request.actor, uid=uid)
    form = StampForm(_sent(request), initial=_stamp(asked))
    if request.method == "POST" and form.is_valid():
        key = _stamp_of(form, asked).key
        requests.recognise(by=request.actor, request=asked, key=key, patient_uid=patient_uid)
        return redirect("clinic:request", uid=uid)
    shown = [one for one in _duplicates(request, asked) if one.patient.uid == patient_uid]
    if not shown:
        raise NotFound("There is no such patient among those who may be the same person.")
    context = _compared(asked, shown) | {"form": form, "patient": shown[0].patient}
    return render_form(request, "clinic/request_recognise.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*DESK)
def decline(request: StaffRequest, uid: UUID) -> HttpResponse:
    """Close a request without a patient, with the reason."""
    asked = queries.get(by=request.actor, uid=uid)
    form = DeclineForm(_sent(request), initial=_stamp(asked))
    if request.method == "POST" and form.is_valid():
        key = _stamp_of(form, asked).key
        requests.decline(by=request.actor, request=asked, key=key, reason=form.words)
        return redirect("clinic:request", uid=uid)
    context = {"asked": asked, "name": presenters.display_name(asked), "form": form}
    return render_form(request, "clinic/request_decline.html", context)


@require_POST
@staff_page(*DESK)
def send_form(request: StaffRequest, uid: UUID) -> HttpResponse:
    """E-mail the first questionnaire; where nobody could read it in time, say so and what to do."""
    asked = queries.get(by=request.actor, uid=uid)
    patient, stamp = _patient_of(request, asked), _pressed(request, asked)
    try:
        questionnaire_actions.send_link(
            by=request.actor,
            patient=patient,
            instrument=FIRST_FORM,
            location=request.location,
            key=stamp.key,
        )
    except NotReady as refusal:
        return _page(request, asked, refusal=refusal)
    return redirect("clinic:request", uid=uid)


@require_POST
@staff_page(*DESK)
def invite(request: StaffRequest, uid: UUID) -> HttpResponse:
    """Open the portal for the patient and tell them by e-mail how to sign in."""
    asked = queries.get(by=request.actor, uid=uid)
    patient, stamp = _patient_of(request, asked), _pressed(request, asked)
    try:
        patient_actions.invite_to_portal(by=request.actor, patient=patient, seen=int(stamp.version))
    except (InvalidInput, Conflict) as refusal:
        return _page(request, asked, refusal=refusal)
    return redirect("clinic:request", uid=uid)


def _sent(request: StaffRequest) -> QueryDict | None:
    """What was sent; a page that is only opened has nothing to judge."""
    return request.POST if request.method == "POST" else None


def _page(
    request: StaffRequest, asked: ConsultationRequest, refusal: LightwellError | None = None
) -> HttpResponse:
    event = queries.newest_event(asked)
    words, tone = presenters.STATUS[event.status]
    context = {
        "asked": asked,
        "name": presenters.display_name(asked),
        "event": event,
        "status_words": words,
        "status_tone": tone,
        "rows": presenters.what_was_asked(asked),
        "refusal": refusal,
    }
    if event.patient:
        context |= _next_steps(request, asked)
    elif event.status == "received":
        context |= _compared(asked, _duplicates(request, asked))
        context["alike"] = queries.alike_waiting(request.actor, asked)
    return render(
        request, "clinic/request.html", context, status=refusal.status if refusal else 200
    )


def _next_steps(request: StaffRequest, asked: ConsultationRequest) -> dict[str, Any]:
    """The patient that the request became, and what may be sent to them."""
    patient = _patient_of(request, asked)
    _log(request, patient, "request for a first consultation")
    invitations = patients.invitations(by=request.actor, patient=patient)
    may_send = policies_risk.can_send(request.actor, request.location)
    return {
        "patient": patient,
        "patient_name": presenters.display_name(patient),
        "born": presenters.born_words(patient.birth_date),
        "invitations": invitations,
        "may_send": may_send,
        "may_open": request.actor.has(*patients.RECORD_ROLES),
        "sent": questionnaires.sent_to(by=request.actor, patient=patient) if may_send else (),
        "form": StampForm(initial=_stamp(asked, version=len(invitations))),
    }


def _compared(asked: ConsultationRequest, duplicates: list[Duplicate]) -> dict[str, Any]:
    return {
        "asked": asked,
        "name": presenters.display_name(asked),
        "duplicates": duplicates,
        "comparison": presenters.comparison(asked, duplicates),
    }


def _duplicates(request: StaffRequest, asked: ConsultationRequest) -> list[Duplicate]:
    """Who may be the same person; looking at each of them is written down."""
    found = queries.possible_duplicates(request.actor, asked)
    for one in found:
        _log(request, one.patient, "possible duplicate")
    return found


def _patient_of(request: StaffRequest, asked: ConsultationRequest) -> Patient:
    uid = queries.newest_event(asked).patient
    if uid is None:
        raise NotReady("This request has no patient yet. Make a patient of it first.")
    return patients.identified(by=request.actor, uid=uid)


def _log(request: StaffRequest, patient: Patient, page: str) -> None:
    log_view(by=request.actor, patient=patient.uid, page=page, location=request.location.name)


def _stamp(asked: ConsultationRequest, version: int = 0) -> dict[str, PageStamp]:
    return {"stamp": PageStamp.issue(patient=str(asked.uid), version=version)}


def _pressed(request: StaffRequest, asked: ConsultationRequest) -> PageStamp:
    """The stamp of a page that is one button."""
    form = StampForm(request.POST)
    if not form.is_valid():
        raise InvalidInput("This page was damaged on its way. Nothing was done. Open it again.")
    return _stamp_of(form, asked)


def _stamp_of(form: StampForm, asked: ConsultationRequest) -> PageStamp:
    """What the page was made from; a page of another request saves nothing."""
    stamp: PageStamp = form.cleaned_data["stamp"]
    if stamp.patient != str(asked.uid):
        raise Conflict("This page was made for another request. Nothing was saved. Open it again.")
    return stamp
