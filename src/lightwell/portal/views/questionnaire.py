"""A questionnaire in the portal: the same pages as by link, for the signed-in patient."""

from __future__ import annotations

from functools import wraps
from typing import ParamSpec
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lightwell.access.guards import Guarded, PatientRequest, patient_page
from lightwell.portal import answering
from lightwell.records.queries import questionnaires

P = ParamSpec("P")


def kept_after_sign_off(view: Guarded[P]) -> Guarded[P]:
    """Answers that arrive after the automatic sign-off are kept, before the sign-in page."""

    @wraps(view)
    def keeping(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if request.method == "POST" and not request.user.is_authenticated:
            answering.keep_unsigned(request, UUID(str(kwargs["uid"])))
        return view(request, *args, **kwargs)

    return keeping


@require_http_methods(["GET", "HEAD", "POST"])
@kept_after_sign_off
@patient_page
def form(request: PatientRequest, uid: UUID) -> HttpResponse:
    """The questionnaire."""
    return answering.fill_in(request, _opened(request, uid))


@require_POST
@patient_page
def draft(request: PatientRequest, uid: UUID) -> HttpResponse:
    """What is ticked so far."""
    return answering.keep_draft(request, _opened(request, uid))


@require_safe
@patient_page
def sent(request: PatientRequest, uid: UUID) -> HttpResponse:
    """The end."""
    return answering.show_sent(request, _opened(request, uid))


@require_safe
@patient_page
def safety(request: PatientRequest, uid: UUID) -> HttpResponse:
    """The safety page."""
    return answering.show_safety(request, _opened(request, uid))


@require_POST
@patient_page
def now(request: PatientRequest, uid: UUID) -> HttpResponse:
    """In danger now?"""
    return answering.answer_now(request, _opened(request, uid))


@require_safe
@patient_page
def help_now(request: PatientRequest, uid: UUID) -> HttpResponse:
    """Help now."""
    return answering.show_help(request, _opened(request, uid))


def _opened(request: PatientRequest, uid: UUID) -> answering.Opened:
    """The form, for the patient of whom it was asked; for anybody else there is nothing here."""
    own = questionnaires.own_form(by=request.actor, uid=uid)
    return answering.Opened(own, request.actor, "checkin")
