"""Consent to a treatment: what stands, taking it with the person present, ending it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

import lightwell.clinical as lw
from lightwell.access.actions.drafts import discard
from lightwell.access.actors import CLINICAL_ROLES
from lightwell.access.errors import InvalidInput, NotFound
from lightwell.access.guards import StaffRequest, staff_page
from lightwell.clinic.forms.decisions import ConsentForm, WithdrawForm
from lightwell.clinic.presenters import consent as show
from lightwell.clinic.views.record import READERS, opened
from lightwell.clinical.library import library
from lightwell.kit.http import render_form
from lightwell.records import policies_decisions as may
from lightwell.records.actions import consents as actions
from lightwell.records.queries import consents, patients
from lightwell.records.queries.presence import is_in_session
from lightwell.records.signers import PRESCRIBERS

if TYPE_CHECKING:
    from lightwell.records.models import Patient


@require_safe
@staff_page(*READERS)
def consent(request: StaffRequest, patient: UUID) -> HttpResponse:
    """Whether a consent stands, what the person said, and every consent before."""
    person, context = opened(request, patient, page="Consent")
    kind = _kind(request, person)
    every = consents.all_of(request.actor, person, kind)
    stands = consents.current(request.actor, person, kind)
    context |= {
        "kinds": show.kinds(person, kind),
        "record_url": show.page_of(person, kind, "clinic:consent-record"),
        "state": show.state(every),
        "stands": stands,
        "rows": show.rows(stands) if stands else [],
        "past": [(one, show.row(one)) for one in every],
        "may_take": may.can_take_consent(request.actor),
        "may_end": may.can_end_consent(request.actor),
        "form": WithdrawForm(patient=person.uid),
        "text": lw.consent_text(kind),
    }
    return render(request, "clinic/consent.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*sorted(PRESCRIBERS))
def record(request: StaffRequest, patient: UUID) -> HttpResponse:
    """The text to go through together, then each question in the person's own words."""
    person, context = opened(request, patient, page="Consent")
    text = lw.consent_text(_kind(request, person))
    form = ConsentForm(
        request.POST or None,
        patient=person.uid,
        version=text.header.version,
        text=text,
        is_of_age=consents.is_of_age(person),
    )
    if response := _save(request, person, form):
        return response
    context["back_url"] = show.page_of(person, text.header.id)
    context |= {"form": form, "text": text, "is_in_session": is_in_session(person)}
    return render_form(request, "clinic/consent_record.html", context)


def _kind(request: StaffRequest, person: Patient) -> str:
    """The kind of consent that the address names, else the one that was asked last."""
    kind = request.GET.get("kind") or consents.newest_kind(request.actor, person)
    if kind not in library().consents:
        raise NotFound("There is no text of consent for this treatment.")
    return kind


def _save(request: StaffRequest, person: Patient, form: ConsentForm) -> HttpResponse | None:
    """The page of the consent when it was kept; nothing when the form is to be shown."""
    kind = form.text.header.id
    page = f"clinic:consent:{person.uid}:{kind}"
    is_ready = request.method == "POST" and form.is_valid()
    form.keep_typed_work(by=request.actor, page=page)
    if not is_ready:
        return None
    try:
        actions.give(by=request.actor, patient=person, kind=kind, **form.arguments)
    except InvalidInput as error:
        form.refuse(error)
        return None
    discard(by=request.actor, page=page)
    return redirect(show.page_of(person, kind))


@require_POST
@staff_page(*CLINICAL_ROLES)
def withdraw(request: StaffRequest, patient: UUID, consent: UUID) -> HttpResponse:
    """The person told staff that they take it back."""
    person = patients.get(by=request.actor, uid=patient)
    ended = consents.one(request.actor, person, consent)
    form = WithdrawForm(request.POST, patient=person.uid)
    if not form.is_valid():
        raise InvalidInput("Write what the person said, then try again. Nothing was changed.")
    actions.withdraw(
        by=request.actor,
        patient=person,
        consent=consent,
        reason=form.cleaned_data["reason"],
        key=form.key,
    )
    return redirect(show.page_of(person, ended.kind))
