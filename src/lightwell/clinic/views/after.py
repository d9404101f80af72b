"""After a session: the now scale at the chair, MADRS, and asking after the person next day."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

import lightwell.clinical as lw
from lightwell.access.actions.drafts import discard
from lightwell.access.actors import CLINICAL_ROLES, LICENSED_ROLES
from lightwell.access.errors import InvalidInput, NotFound, NotReady
from lightwell.access.guards import StaffRequest, staff_page
from lightwell.clinic.forms.after import FollowUpForm, MadrsForm, NowForm
from lightwell.clinic.presenters import after as show
from lightwell.clinic.views.record import opened
from lightwell.kit.http import render_form
from lightwell.records.actions import follow_ups as follow_up_actions
from lightwell.records.actions import ratings as actions
from lightwell.records.queries import follow_ups, ratings, sessions, summary
from lightwell.records.signers import SIGNERS

if TYPE_CHECKING:
    from lightwell.records.models import Patient


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*sorted(SIGNERS["nurse"]))
def now_scale(request: StaffRequest, patient: UUID, session: UUID) -> HttpResponse:
    """Three ratings of this moment, from 20 minutes after the start; those before beside it."""
    person, context = opened(request, patient, page="Now scale")
    view = sessions.session(request.actor, session)
    if view.patient.pk != person.pk:
        raise NotFound("There is no such session here.")
    form = NowForm(request.POST or None, patient=person.uid)
    if request.method == "POST" and form.is_valid() and _rated(request, person, form, session):
        return redirect("clinic:now-scale", person.uid, session)
    context |= {
        "form": form,
        "made": form.made,
        "opens_at": ratings.opens_at(view, form.made.id),
        "rows": ratings.now_ratings(request.actor, person),
        "session": view,
    }
    return render_form(request, "clinic/now_scale.html", context)


def _rated(request: StaffRequest, person: Patient, form: NowForm, session: UUID) -> bool:
    """Whether it was kept; what is refused is said on the page."""
    try:
        actions.rate(
            by=request.actor,
            patient=person,
            instrument=form.made.id,
            answers=form.answers,
            key=form.key,
            session=session,
        )
    except (InvalidInput, NotReady) as refused:
        form.add_error(None, refused.message)
        return False
    return True


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*sorted(LICENSED_ROLES))
def madrs(request: StaffRequest, patient: UUID) -> HttpResponse:
    """MADRS by a clinician: our labels, the manual's anchors, one tap for each item."""
    person, context = opened(request, patient, page="MADRS")
    form = MadrsForm(request.POST or None, patient=person.uid)
    is_ready = request.method == "POST" and form.is_valid()
    form.keep_typed_work(by=request.actor, page=f"clinic:madrs:{person.uid}")
    left = form.left if is_ready and "as_it_is" not in request.POST else ()
    if is_ready and not left and _kept(request, person, form):
        discard(by=request.actor, page=f"clinic:madrs:{person.uid}")
        return redirect("clinic:madrs", person.uid)
    context |= {
        "form": form,
        "made": form.made,
        "left": left,
        "rows": show.totals(
            summary.scores(request.actor, person, "madrs"),
            summary.scores(request.actor, person, "madrs", is_brief=True),
        ),
    }
    return render_form(request, "clinic/madrs.html", context, status=422 if left else None)


def _kept(request: StaffRequest, person: Patient, form: MadrsForm) -> bool:
    try:
        actions.rate(
            by=request.actor,
            patient=person,
            instrument=form.made.id,
            answers=form.answers,
            key=form.key,
            is_brief=form.is_brief,
        )
    except InvalidInput as refused:
        form.refuse(refused)
        return False
    return True


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*sorted(CLINICAL_ROLES))
def follow_up(request: StaffRequest, patient: UUID, session: UUID, purpose: str) -> HttpResponse:
    """Reached or not; unwanted effects, sleep, driving, the C-SSRS and the now scale."""
    person, context = opened(request, patient, page="Follow-up")
    found = follow_ups.one(request.actor, session, purpose)
    if found.session.patient.pk != person.pk:
        raise NotFound("There is no such session here.")
    form = FollowUpForm(request.POST or None, patient=person.uid)
    if response := _asked(request, person, form, found):
        return response
    context |= {
        "form": form,
        "found": found,
        "is_done": any(one.was_reached for one in found.tries),
        "tries": [show.tried(one) for one in found.tries],
        "notice": lw.instrument(form.screener.id).notice,
    }
    return render_form(request, "clinic/follow_up.html", context)


def _asked(
    request: StaffRequest, person: Patient, form: FollowUpForm, found: follow_ups.Due
) -> HttpResponse | None:
    """The page again when it was kept; nothing when the form is to be shown."""
    page = f"clinic:follow-up:{found.session.uid}:{found.purpose}"
    is_ready = request.method == "POST" and form.is_valid()
    form.keep_typed_work(by=request.actor, page=page)
    if not is_ready:
        return None
    session, purpose = found.session.uid, found.purpose
    try:
        follow_up_actions.record(
            by=request.actor, session=session, purpose=purpose, **form.arguments
        )
    except InvalidInput as refused:
        form.refuse(refused)
        return None
    except NotReady as closed:
        form.add_error(None, closed.message)
        return None
    discard(by=request.actor, page=page)
    return redirect("clinic:follow-up", person.uid, found.session.uid, found.purpose)
