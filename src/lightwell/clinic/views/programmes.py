"""Programmes and what this location adopted: by name, date, version and hash."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lightwell.access.actors import Role
from lightwell.access.errors import InvalidInput
from lightwell.access.guards import StaffRequest, staff_page
from lightwell.clinic.forms.programmes import AdoptForm, WithdrawForm
from lightwell.clinic.presenters import programmes as show
from lightwell.kit.confirmation import Confirmation
from lightwell.kit.http import render_form
from lightwell.records import policies_courses as may
from lightwell.records.actions import adoptions as actions
from lightwell.records.policies_courses import ADOPTION_READERS
from lightwell.records.queries import adoptions
from lightwell.records.queries.adoptions import AdoptionState


@require_safe
@staff_page(*sorted(ADOPTION_READERS))
def programmes(request: StaffRequest) -> HttpResponse:
    """Every programme, and whether this location adopted it."""
    states = list(adoptions.all_of(request.actor, request.location))
    return render(request, "clinic/programmes.html", {"tasks": show.tasks(states)})


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*sorted(ADOPTION_READERS))
def programme(request: StaffRequest, programme: str) -> HttpResponse:
    """One programme with its sources; a medical director adopts it or takes it out of use."""
    state = adoptions.state(request.location, programme)
    form = _withdraw_form(request, state)
    if request.method == "POST":
        may.check_can_adopt(request.actor, request.location)
        if form.is_valid() and _withdraw(request, state, form):
            return redirect(f"{reverse('clinic:programme', args=[programme])}?saved=yes")
    may_adopt = may.can_adopt(request.actor, request.location)
    standing = state.standing
    context = {
        "state": state,
        "shown": show.shown(state),
        "form": form if may_adopt and standing and standing.act != "withdrawn_unsafe" else None,
        "adopt_form": None if state.is_adopted or not may_adopt else _adopt_form(None, state),
        "band": show.band(state),
        "confirmation": _saved(request, state),
    }
    return render_form(request, "clinic/programme.html", context)


@require_POST
@staff_page(Role.MEDICAL_DIRECTOR)
def adopt(request: StaffRequest, programme: str) -> HttpResponse:
    """Stand for the version that the page showed."""
    state = adoptions.state(request.location, programme)
    form = _adopt_form(request, state)
    if not form.is_valid():
        raise InvalidInput("Read the programme, tick the box, then adopt it. Nothing was saved.")
    base, content_hash = form.made_from
    actions.adopt(
        by=request.actor,
        location=request.location,
        programme=programme,
        content_hash=content_hash,
        base=base,
        key=form.key,
    )
    return redirect(f"{reverse('clinic:programme', args=[programme])}?saved=yes")


def _adopt_form(request: StaffRequest | None, state: AdoptionState) -> AdoptForm:
    return AdoptForm(
        request.POST if request else None,
        base=state.number,
        content_hash=state.programme.header.content_hash,
    )


def _withdraw_form(request: StaffRequest, state: AdoptionState) -> WithdrawForm:
    return WithdrawForm(
        request.POST if request.method == "POST" else None,
        base=state.number,
        content_hash=state.programme.header.content_hash,
    )


def _withdraw(request: StaffRequest, state: AdoptionState, form: WithdrawForm) -> bool:
    """Take it out of use; what is refused is said beside its field."""
    try:
        actions.withdraw(
            by=request.actor,
            location=request.location,
            programme=state.programme.id,
            reason=form.cleaned_data["reason"],
            is_unsafe=form.cleaned_data["how"] == "withdrawn_unsafe",
            base=form.made_from[0],
            key=form.key,
        )
    except InvalidInput as refused:
        form.refuse(refused)
        return False
    return True


def _saved(request: StaffRequest, state: AdoptionState) -> Confirmation | None:
    last = state.standing
    if request.GET.get("saved") != "yes" or last is None:
        return None
    return Confirmation(last.words, at=last.at, by=last.by_name)
